using Supervision.Calendars;
using Supervision.Identity;

namespace Supervision.Deadlines;

/// <summary>Where the period of a deadline comes from.</summary>
public enum DueBasis
{
    /// <summary>The law's own words.</summary>
    LawText,

    /// <summary>The default period of the jurisdiction profile, because the law names none: "default period applied".</summary>
    ProfileDefault,

    /// <summary>An officer set it.</summary>
    Officer,
}

/// <summary>How a due date was computed: enough to compute it again, and the result, which is never derived anew.</summary>
/// <param name="Basis">Where the period comes from.</param>
/// <param name="BasisCode">Code of the legal basis in the profile, e.g. <c>legislation-law-66</c>; null when the law itself is the basis.</param>
/// <param name="TriggerEvent">What starts the clock, e.g. <c>effective-date</c>.</param>
/// <param name="TriggerDate">Local date of that event, or later by <paramref name="After"/>; counting starts the day after.</param>
/// <param name="Period">The period counted, or null for a fixed or recurring date.</param>
/// <param name="LastDayRule">What happens when the last day is no working day.</param>
/// <param name="Unadjusted">The date before that rule.</param>
/// <param name="Result">The due date; the deadline includes this day.</param>
/// <param name="Provisional">True when a year was needed whose holidays are not announced yet.</param>
/// <param name="CalendarVersion">Version of the calendar used.</param>
/// <param name="Profile">Id and version of the jurisdiction profile used, e.g. <c>national@1</c>.</param>
/// <param name="OpenedBy">What opened this clock, where another deadline did; null for a confirmed obligation.</param>
/// <param name="EventOn">Local date of the event, where the profile lets the clock open only <paramref name="After"/> it; null: it is the trigger date.</param>
/// <param name="After">How long after the event the clock opens, e.g. P1Y for a report at one year in force; null: at once.</param>
public sealed record Provenance(
    DueBasis Basis,
    string? BasisCode,
    string TriggerEvent,
    DateOnly TriggerDate,
    Period? Period,
    LastDayRule LastDayRule,
    DateOnly Unadjusted,
    DateOnly Result,
    bool Provisional,
    string CalendarVersion,
    string Profile,
    Opener? OpenedBy = null,
    DateOnly? EventOn = null,
    Period? After = null);

/// <summary>The event at another deadline that opened a clock.</summary>
/// <param name="Deadline">The deadline at which it happened.</param>
/// <param name="Step">Number of the chained step there.</param>
/// <param name="Delivery">The delivery that was it, if one was: returned or withdrawn, it takes the clock with it.</param>
public sealed record Opener(DeadlineId Deadline, int Step, DeliveryId? Delivery = null);
