using System.Globalization;
using System.Text.Json.Serialization;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Deadlines.Steps;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Obligations;

namespace Supervision.Views;

/// <summary>A deadline as lists show it.</summary>
/// <param name="FulfilledOn">f; claimed while <paramref name="Accepted"/> is false.</param>
/// <param name="Stage">The stage of the pending alert, if any.</param>
/// <param name="Round">The round of that alert.</param>
/// <param name="RaisedOn">When it was raised.</param>
/// <param name="AlertStatus">Its state.</param>
/// <param name="Trigger">s.</param>
/// <param name="ReceivedOn">Local date of receipt of what fulfils it.</param>
/// <param name="ClosedOn">x, where it ended without fulfilment.</param>
/// <param name="Deciding">Spells in which the matter lay with the office.</param>
/// <param name="PendingSteps">Steps that wait for another person's decision.</param>
/// <param name="ToReview">Deliveries that stand and that the office has neither accepted nor returned, in the order of receipt; null where there are none.</param>
public sealed record DeadlineSummary(
    DeadlineId Id,
    ObligationKind Kind,
    string LawTitle,
    string? LawTitleEn,
    string Article,
    string? Instrument,
    DepartmentId Department,
    string DepartmentName,
    string? DepartmentNameEn,
    IReadOnlyList<DepartmentId> CoDepartments,
    DateOnly OriginalDue,
    DateOnly Due,
    bool Provisional,
    bool DefaultPeriodApplied,
    bool Silent,
    DateOnly? FulfilledOn,
    bool Accepted,
    int Round,
    EscalationStage? Stage,
    DateOnly? RaisedOn,
    AlertStatus? AlertStatus,
    DateOnly Trigger,
    DateOnly? ReceivedOn = null,
    DateOnly? ClosedOn = null,
    DateOnly? DeferredOn = null,
    bool Extended = false,
    bool ExplanationAccepted = false,
    IReadOnlyList<DecidingDays>? Deciding = null,
    IReadOnlyList<PendingStep>? PendingSteps = null,
    IReadOnlyList<StandingDelivery>? ToReview = null)
{
    /// <summary>True while a delivery is awaited.</summary>
    [JsonIgnore]
    public bool IsAwaited => FulfilledOn is null && ClosedOn is null;

    /// <summary>Calendar days late as <see cref="DeadlineState.DaysLate"/> counts them, on a local date.</summary>
    public int DaysLate(DateOnly today)
    {
        var until = new[] { today, FulfilledOn ?? today, ClosedOn ?? today }.Min();
        return DecidingDays.Late(Due, until, Deciding ?? []);
    }
}

/// <summary>A mail that reached nobody, or has nobody to reach yet, as the list of failed mails shows it.</summary>
/// <param name="Mail">Row key of the notification.</param>
/// <param name="On">The local date on which it failed.</param>
/// <param name="Answer">
/// What the mail server answered last, or why it was not sent: <c>recipient-awaited</c> while nobody is registered to be told and the mail goes by itself
/// once somebody is, <c>recipient-unknown</c> when it has waited long enough and goes once staff have it sent again.
/// </param>
/// <param name="Deadline">The deadline it speaks of; null for a summary.</param>
public sealed record FailedMail(
    string Mail, AlertId? Alert, Recipient Recipient, string Template, DateOnly On, int Attempts, string? Answer, DeadlineId? Deadline = null);

/// <summary>Names of the lists.</summary>
public static class ViewNames
{
    /// <summary>Every law in the register.</summary>
    public const string Laws = "laws";

    /// <summary>Deliveries that match no deadline.</summary>
    public const string Unmatched = "unmatched";

    /// <summary>Mails that were refused for good or given up, and those that wait for somebody who is to be told.</summary>
    public const string FailedMails = "mail-failed";

    /// <summary>Deadlines that await a delivery.</summary>
    public const string Awaited = "awaited";

    /// <summary>Deadlines that are fulfilled or closed.</summary>
    public const string Ended = "ended";

    /// <summary>Deadlines with steps that wait for another person's decision.</summary>
    public const string Proposals = "proposals";

    /// <summary>Removals of contents, decided or awaiting their decision.</summary>
    public const string Removals = "removals";

    /// <summary>Deadlines with a pending alert, by committee.</summary>
    public static string OpenAlerts(string committee) => "alerts-open-" + committee;

    /// <summary>Deadlines whose d falls in the month.</summary>
    public static string Due(DateOnly month) => "due-" + month.ToString("yyyyMM", CultureInfo.InvariantCulture);

    /// <summary>The deadlines of a law.</summary>
    public static string Law(LawId law) => "law-" + law;
}
