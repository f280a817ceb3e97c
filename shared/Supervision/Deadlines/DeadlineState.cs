using System.Text.Json.Serialization;
using Supervision.Alerts;
using Supervision.Calendars;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Obligations;

namespace Supervision.Deadlines;

/// <summary>A delivery that stands: received, and neither returned nor withdrawn.</summary>
/// <param name="FulfilledOn">f, the date that counts by kind.</param>
/// <param name="Accepted">False while f is only claimed.</param>
public sealed record StandingDelivery(DeliveryId Delivery, DateOnly ReceivedOn, DateOnly FulfilledOn, bool Accepted);

/// <summary>What the facts of one deadline say up to their last. Always derived, never truth.</summary>
public sealed record DeadlineState
{
    public required DeadlineId Id { get; init; }

    public required ObligationKind Kind { get; init; }

    public required IReadOnlyList<DepartmentId> CoDepartments { get; init; }

    /// <summary>The committee of the congress in charge of the law.</summary>
    public required string Committee { get; init; }

    /// <summary>s, the local date of the event that started the clock.</summary>
    public required DateOnly Trigger { get; init; }

    /// <summary>d0, the original due date. Kept for ever.</summary>
    public required DateOnly OriginalDue { get; init; }

    /// <summary>d, the current due date.</summary>
    public required DateOnly Due { get; init; }

    public required Provenance Provenance { get; init; }

    /// <summary>The local date on which the deadline was opened.</summary>
    public required DateOnly OpenedOn { get; init; }

    /// <summary>Rises by one on every change of d, every reopening, and every return of a delivery that had fulfilled it. From 1.</summary>
    public required int Round { get; init; }

    /// <summary>The local date of the decision that began the round.</summary>
    public required DateOnly RoundStartedOn { get; init; }

    /// <summary>The highest stage raised or passed over in this round.</summary>
    public EscalationStage? Raised { get; init; }

    /// <summary>The local date on which a mail of this round's overdue alert first went out.</summary>
    public DateOnly? OverdueNoticeSentOn { get; init; }

    /// <summary>True when it was already past when it was confirmed.</summary>
    public bool Inherited { get; init; }

    /// <summary>The local date on which an officer released it.</summary>
    public DateOnly? ReleasedOn { get; init; }

    /// <summary>Deliveries that stand, in the order of receipt.</summary>
    public IReadOnlyList<StandingDelivery> Deliveries { get; init; } = [];

    /// <summary>The date that a version returned for form only had claimed; it counts for the version accepted in its place.</summary>
    public DateOnly? FulfilledOnBeforeFormReturn { get; init; }

    /// <summary>The alert of this round that is not ended, if any: at most one, the highest.</summary>
    public Alert? Alert { get; init; }

    /// <summary>First day of the occurrence's period; null for a duty owed once.</summary>
    public DateOnly? PeriodStart { get; init; }

    /// <summary>Last day of the occurrence's period.</summary>
    public DateOnly? PeriodEnd { get; init; }

    public Recurrence? Recurrence { get; init; }

    /// <summary>When the next occurrence opens; null when nothing recurs or it is open already.</summary>
    public DateOnly? NextOpensOn { get; init; }

    /// <summary>First days of the months in which d has ever fallen: the lists by month that may name this deadline.</summary>
    public IReadOnlyList<DateOnly> DueMonths { get; init; } = [];

    /// <summary>The delivery that fulfils: an accepted one before a claimed one, else the first. Null while nothing stands.</summary>
    [JsonIgnore]
    public StandingDelivery? Fulfilment => Deliveries.FirstOrDefault(delivery => delivery.Accepted) ?? (Deliveries.Count > 0 ? Deliveries[0] : null);

    /// <summary>True while a delivery is awaited.</summary>
    [JsonIgnore]
    public bool IsOpen => Deliveries.Count == 0;

    /// <summary>True for an inherited deadline that no officer has released.</summary>
    [JsonIgnore]
    public bool IsSilent => Inherited && ReleasedOn is null;

    /// <summary>Whole calendar days after d, never negative: of the fulfilment if there is one, else at the date given.</summary>
    public int DaysLate(DateOnly asOf)
    {
        var until = Fulfilment is { } fulfilment && fulfilment.FulfilledOn < asOf ? fulfilment.FulfilledOn : asOf;
        return Math.Max(0, until.DayNumber - Due.DayNumber);
    }

    public static DateOnly MonthOf(DateOnly date) => new(date.Year, date.Month, 1);
}
