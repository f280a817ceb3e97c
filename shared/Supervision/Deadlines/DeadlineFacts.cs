using Supervision.Calendars;
using Supervision.History;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Obligations;

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
/// <param name="TriggerDate">Local date of that event; counting starts the day after.</param>
/// <param name="Period">The period counted, or null for a fixed or recurring date.</param>
/// <param name="LastDayRule">What happens when the last day is no working day.</param>
/// <param name="Unadjusted">The date before that rule.</param>
/// <param name="Result">The due date; the deadline includes this day.</param>
/// <param name="Provisional">True when a year was needed whose holidays are not announced yet.</param>
/// <param name="CalendarVersion">Version of the calendar used.</param>
/// <param name="Profile">Id and version of the jurisdiction profile used, e.g. <c>national@1</c>.</param>
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
    string Profile);

/// <summary>A deadline was opened. Its first due date is d0 for ever.</summary>
/// <param name="CoDepartments">Departments that owe it jointly with the home department.</param>
/// <param name="Inherited">True when it was already past when it was confirmed: silent until an officer releases it.</param>
/// <param name="PeriodStart">First day of the occurrence's period; null for a duty owed once.</param>
/// <param name="PeriodEnd">Last day of that period.</param>
/// <param name="Recurrence">How the duty recurs, or null.</param>
/// <param name="NextOpensOn">The local date on which the next occurrence opens, or null.</param>
/// <param name="Plan">Id of the plan that opened it.</param>
public sealed record DeadlineOpened(
    ObligationKind Kind,
    IReadOnlyList<DepartmentId> CoDepartments,
    string Committee,
    Provenance Provenance,
    bool Inherited,
    DateOnly? PeriodStart,
    DateOnly? PeriodEnd,
    Recurrence? Recurrence,
    DateOnly? NextOpensOn,
    string Plan) : FactBody;

/// <summary>The deadline reached a stage. Lower stages reached since the last look are passed over and never raised in this round.</summary>
/// <param name="Due">The due date the stage was judged against.</param>
/// <param name="Recipients">Who is to be told by mail.</param>
public sealed record StageRaised(
    int Round, EscalationStage Stage, DateOnly Due, IReadOnlyList<EscalationStage> PassedOver, IReadOnlyList<Recipient> Recipients) : FactBody;

/// <summary>A person who is told, by the organ they act for.</summary>
public sealed record Recipient(DepartmentId Organ, PersonId Person, string Role);

/// <summary>A mail of an overdue alert went out: from this day the stages beyond overdue may count.</summary>
public sealed record NoticeSent(AlertId Alert, string Mail) : FactBody;

/// <summary>A report or rule came in and was matched to this deadline.</summary>
/// <param name="ReceivedOn">Local date of receipt.</param>
/// <param name="FulfilledOn">The date that counts, by kind: receipt of a report, issue date of a rule. Claimed until accepted.</param>
public sealed record DeliveryReceived(DeliveryId Delivery, DateOnly ReceivedOn, DateOnly FulfilledOn) : FactBody;

/// <summary>An officer accepted a delivery with the date on which it fulfils.</summary>
public sealed record DeliveryAccepted(DeliveryId Delivery, DateOnly FulfilledOn) : FactBody;

/// <summary>Why a delivery goes back.</summary>
public enum ReturnReason
{
    /// <summary>Form only: once an accepted version follows, the first version's receipt counts.</summary>
    Form,

    /// <summary>Content: the accepted version's own date counts.</summary>
    Content,
}

/// <summary>An officer returned a delivery: it does not fulfil.</summary>
public sealed record DeliveryReturned(DeliveryId Delivery, ReturnReason For) : FactBody;

/// <summary>The department has seen the alert.</summary>
public sealed record AlertAcknowledged(AlertId Alert) : FactBody;

/// <summary>An officer released an inherited deadline: its ladder starts at overdue on this day.</summary>
public sealed record InheritedReleased : FactBody;

/// <summary>The calendar of a provisional deadline arrived: d0 and d are fixed now.</summary>
public sealed record DueDateConfirmed(Provenance Provenance) : FactBody;

/// <summary>The next occurrence of the recurring duty was opened.</summary>
public sealed record NextOccurrenceOpened(DeadlineId Next) : FactBody;
