using Supervision.Alerts;
using Supervision.Calendars;
using Supervision.History;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Obligations;
using Supervision.Obligations.Versions;

namespace Supervision.Deadlines;

/// <summary>A deadline was opened. Its first due date is d0 for ever.</summary>
/// <param name="CoDepartments">Departments that owe it jointly with the home department.</param>
/// <param name="Inherited">True when it was already past when it was confirmed: silent until an officer releases it.</param>
/// <param name="PeriodStart">First day of the occurrence's period; null for a duty owed once.</param>
/// <param name="PeriodEnd">Last day of that period.</param>
/// <param name="Recurrence">How the duty recurs, or null.</param>
/// <param name="NextOpensOn">The local date on which the next occurrence opens, or null.</param>
/// <param name="Plan">Id of the plan that opened it.</param>
/// <param name="OwedFor">The confirmed departments whose duty a later occurrence of a series is; null for what a confirmation opens at each of them.</param>
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
    string Plan,
    IReadOnlyList<DepartmentId>? OwedFor = null) : FactBody;

/// <summary>The deadline reached a stage. Lower stages reached since the last look are passed over and never raised in this round.</summary>
/// <param name="Due">The due date the stage was judged against.</param>
/// <param name="Recipients">Who is to be told by mail.</param>
public sealed record StageRaised(
    int Round, EscalationStage Stage, DateOnly Due, IReadOnlyList<EscalationStage> PassedOver, IReadOnlyList<Recipient> Recipients) : FactBody;

/// <summary>A person who is told, by the organ they act for.</summary>
public sealed record Recipient(DepartmentId Organ, PersonId Person, string Role);

/// <summary>A mail of an overdue alert went out: from this day the stages beyond overdue may count.</summary>
public sealed record NoticeSent(AlertId Alert, string Mail) : FactBody;

/// <summary>Staff had a mail about the deadline sent again.</summary>
/// <param name="Mail">Key of the notification.</param>
/// <param name="Times">How often it was sent again by now.</param>
public sealed record MailResent(string Mail, int Times) : FactBody;

/// <summary>The department has seen the alert.</summary>
public sealed record AlertAcknowledged(AlertId Alert) : FactBody;

/// <summary>An officer released an inherited deadline: its ladder starts at overdue on this day.</summary>
public sealed record InheritedReleased : FactBody;

/// <summary>The calendar of a provisional deadline arrived: d0 and d are fixed now.</summary>
/// <param name="Fulfilled">True where nothing was awaited any more: the round stays the same, whatever d becomes. False in facts of before this was said.</param>
/// <param name="Resolved">Then the alert that the delivery had ended, by the outcome that d makes of it now; null where there is none, or nothing changes.</param>
public sealed record DueDateConfirmed(Provenance Provenance, bool Fulfilled = false, Alert? Resolved = null) : FactBody;

/// <summary>The duty ended with its law or provision while nothing was awaited here: no occurrence follows, and nothing is awaited again.</summary>
/// <param name="Plan">Id of the plan that ended it.</param>
/// <param name="Reason">Repealed, or the provision went; null in facts of before this was said.</param>
/// <param name="EndedOn">x.</param>
public sealed record RecurrenceEnded(string Plan, ClosureReason? Reason = null, DateOnly? EndedOn = null) : FactBody;

/// <summary>The law's text has a further version, and the obligation stands in it.</summary>
/// <param name="From">The version that it was in before.</param>
/// <param name="To">The version that it is in now.</param>
/// <param name="As">Whether its words and its article are the same, and whether an officer had to say so.</param>
public sealed record ProvisionCarriedOver(string From, string To, CarriedAs As) : FactBody;

/// <summary>The law went to another committee of the congress: who is told from now on follows from it.</summary>
public sealed record CommitteeChanged(string Committee) : FactBody;

/// <summary>The next occurrence of the recurring duty was opened.</summary>
public sealed record NextOccurrenceOpened(DeadlineId Next) : FactBody;

/// <summary>
/// What a further department owes fell to the home of an occurrence that was there already: it shares what becomes of it, and the next ones follow for it too.
/// </summary>
/// <param name="OwedFor">All the confirmed departments whose duty it is now.</param>
/// <param name="NextOpensOn">When the next occurrence opens for those that it was not opened for.</param>
public sealed record DutyTakenOver(IReadOnlyList<DepartmentId> OwedFor, DateOnly NextOpensOn) : FactBody;
