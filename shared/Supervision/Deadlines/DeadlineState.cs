using System.Text.Json.Serialization;
using Supervision.Alerts;
using Supervision.Calendars;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Obligations;

namespace Supervision.Deadlines;

/// <summary>A delivery that stands: received, and neither returned nor withdrawn.</summary>
/// <param name="FulfilledOn">f, the date that counts by kind.</param>
/// <param name="Accepted">False while f is only claimed.</param>
/// <param name="Part">True when an officer found that it fulfils only a part.</param>
public sealed record StandingDelivery(DeliveryId Delivery, DateOnly ReceivedOn, DateOnly FulfilledOn, bool Accepted, bool Part = false);

/// <summary>Days on which the matter lay with the office, which never count as late.</summary>
/// <param name="After">The local date on which it came to the office; this day does not belong to it.</param>
/// <param name="Until">The local date of the office's decision; this day belongs to it. Null: it is still deciding.</param>
public sealed record DecidingDays(DateOnly After, DateOnly? Until)
{
    /// <summary>
    /// Calendar days from the day after a due date to a date, never negative, without the days that lay with the office.
    /// </summary>
    public static int Late(DateOnly due, DateOnly until, IReadOnlyList<DecidingDays> spells)
    {
        var late = 0;
        for (var day = due.AddDays(1); day <= until; day = day.AddDays(1))
        {
            late += spells.Any(spell => day > spell.After && !(day > spell.Until)) ? 0 : 1;
        }

        return late;
    }
}

/// <summary>What the facts of one deadline say up to their last. Always derived, never truth.</summary>
public sealed record DeadlineState
{
    public required DeadlineId Id { get; init; }

    public required ObligationKind Kind { get; init; }

    public required IReadOnlyList<DepartmentId> CoDepartments { get; init; }

    /// <summary>The committee of the congress in charge of the law.</summary>
    public required string Committee { get; init; }

    /// <summary>Committees that were in charge before, whose lists may name this deadline; null while there was none.</summary>
    public IReadOnlyList<string>? FormerCommittees { get; init; }

    /// <summary>s, the local date of the event that started the clock.</summary>
    public required DateOnly Trigger { get; init; }

    /// <summary>d0, the original due date. Kept for ever.</summary>
    public required DateOnly OriginalDue { get; init; }

    /// <summary>d, the current due date.</summary>
    public required DateOnly Due { get; init; }

    /// <summary>How d0 was computed.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>The date to which d was extended last; null while d is d0.</summary>
    public DateOnly? ExtendedUntil { get; init; }

    /// <summary>The local date from which the duty waits without a date; null while it runs.</summary>
    public DateOnly? DeferredOn { get; init; }

    /// <summary>How it ended without fulfilment; null while it did not.</summary>
    public Closure? Closure { get; init; }

    /// <summary>How the duty itself ended while nothing was awaited here: should the delivery go, it is not awaited again.</summary>
    public Closure? DutyEnded { get; init; }

    /// <summary>True once the law was repealed or the provision has gone: nothing runs here any more.</summary>
    [JsonIgnore]
    public bool IsDutyOver => DutyEnded is not null || Closure is { EndsDuty: true };

    /// <summary>The plan by which the duty is over; null while it is not.</summary>
    public StandingEnd? EndedBy { get; init; }

    /// <summary>Ids of the plans that had ended the duty, or were about to, and were withdrawn: none of them ends it any more. Null while there is none.</summary>
    public IReadOnlyList<string>? WithdrawnEnds { get; init; }

    /// <summary>True for a plan that no longer ends the duty.</summary>
    public bool HasWithdrawn(string end) => WithdrawnEnds?.Contains(end) == true;

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

    /// <summary>
    /// Those of them that the office has yet to accept or to return, the first received first, whenever it was matched; none once the deadline was closed.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<StandingDelivery> ToReview =>
        Closure is null ? [.. Deliveries.Where(delivery => !delivery.Accepted).OrderBy(delivery => delivery.ReceivedOn)] : [];

    /// <summary>
    /// The date on which a version of a report was received that was returned for form only; it counts for the version accepted in its place. A rule's date is
    /// that of its issue, which its text says.
    /// </summary>
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

    /// <summary>
    /// The confirmed departments whose duty it is, by what the directory said when the next occurrence of each was due; null for what was opened by a
    /// confirmation, which is the home department's own, and for what an earlier version of the product opened.
    /// </summary>
    public IReadOnlyList<DepartmentId>? OwedFor { get; init; }

    /// <summary>The version of the law's text into which its obligation was carried over last; null while it was into none.</summary>
    public string? CarriedTo { get; init; }

    /// <summary>First days of the months in which d has ever fallen: the lists by month that may name this deadline.</summary>
    public IReadOnlyList<DateOnly> DueMonths { get; init; } = [];

    /// <summary>The department's latest explanation in this round, if any.</summary>
    public Explanation? Explanation { get; init; }

    /// <summary>How many explanations there have been.</summary>
    public int ExplanationCount { get; init; }

    /// <summary>Steps that wait for another person's decision, in the order of their numbers.</summary>
    public IReadOnlyList<PendingStep> PendingSteps { get; init; } = [];

    /// <summary>How many steps have been proposed.</summary>
    public int StepCount { get; init; }

    /// <summary>Letters sent and forms of supervision decided, in the order of the decisions.</summary>
    public IReadOnlyList<TakenStep> TakenSteps { get; init; } = [];

    /// <summary>Ended spells in which the matter lay with the office.</summary>
    public IReadOnlyList<DecidingDays> Deciding { get; init; } = [];

    /// <summary>All spells in which it lies or lay there.</summary>
    [JsonIgnore]
    public IReadOnlyList<DecidingDays> AllDeciding =>
    [
        .. Deciding,
        .. PendingSteps.Where(step => step.FromDepartment).Select(step => new DecidingDays(step.On, null)),
        .. Explanation is { Status: ExplanationStatus.Submitted } explanation ? new[] { new DecidingDays(explanation.On, null) } : [],
    ];

    /// <summary>Steps that the relay has still to take at other deadlines, in the order of their numbers.</summary>
    public IReadOnlyList<ChainStep> ChainSteps { get; init; } = [];

    /// <summary>How many such steps there have been.</summary>
    public int ChainStepCount { get; init; }

    /// <summary>The deadlines that events here have opened and that stand or fall with them.</summary>
    public IReadOnlyList<ChainedDeadline> Chained { get; init; } = [];

    /// <summary>The last step, of the deadline that opened this one, that has taken effect here; 0 for none.</summary>
    public int LastChainStep { get; init; }

    /// <summary>
    /// The delivery that fulfils: of those that are no part, an accepted one before a claimed one, else the first. With accepted parts
    /// beside it, f is the latest date of them all. Null while nothing fulfils.
    /// </summary>
    [JsonIgnore]
    public StandingDelivery? Fulfilment
    {
        get
        {
            var whole = Deliveries.FirstOrDefault(delivery => delivery is { Part: false, Accepted: true }) ?? Deliveries.FirstOrDefault(delivery => !delivery.Part);
            return whole is null
                ? null
                : whole with { FulfilledOn = Deliveries.Where(delivery => delivery.Part).Select(part => part.FulfilledOn).Append(whole.FulfilledOn).Max() };
        }
    }

    /// <summary>True while a delivery is awaited.</summary>
    [JsonIgnore]
    public bool IsOpen => Closure is null && Fulfilment is null;

    /// <summary>True for an inherited deadline that no officer has released, and for one that is deferred.</summary>
    [JsonIgnore]
    public bool IsSilent => (Inherited && ReleasedOn is null) || DeferredOn is not null;

    /// <summary>
    /// When the next occurrence opens. A waiver, or the end of what opened this one, does not end the duty; its mistake, its repeal and the
    /// end of its provision do.
    /// </summary>
    [JsonIgnore]
    public DateOnly? OpensNextOn => Closure is { Reason: ClosureReason.WithdrawnAsMistaken or ClosureReason.Repealed or ClosureReason.ProvisionEnded } ? null : NextOpensOn;

    /// <summary>True while the office owes the department an answer to an explanation or to a request for an extension.</summary>
    [JsonIgnore]
    public bool AwaitsDecision => Explanation is { Status: ExplanationStatus.Submitted } || PendingSteps.Any(step => step.FromDepartment);

    /// <summary>
    /// Calendar days late, never negative: from the day after d to the fulfilment or the end if there is one, else to the date given,
    /// without the days on which the matter lay with the office.
    /// </summary>
    public int DaysLate(DateOnly asOf)
    {
        var until = asOf;
        if (Fulfilment is { } fulfilment && fulfilment.FulfilledOn < until)
        {
            until = fulfilment.FulfilledOn;
        }

        if (Closure is { } closure && closure.On < until)
        {
            until = closure.On;
        }

        return DecidingDays.Late(Due, until, AllDeciding);
    }

    /// <summary>The state once another committee is in charge of the law.</summary>
    internal DeadlineState InCommittee(string committee) =>
        this with { Committee = committee, FormerCommittees = [.. (FormerCommittees ?? []).Append(Committee).Distinct()] };

    public static DateOnly MonthOf(DateOnly date) => new(date.Year, date.Month, 1);
}
