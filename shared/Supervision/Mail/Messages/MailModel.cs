namespace Supervision.Mail.Messages;

/// <summary>Everything a mail may say. Strings come from outside and may hold anything; rendering cleans, shortens and escapes them.</summary>
/// <remarks>Dates are local dates of the legislature. Codes are those of the API; a code that is not known is shown as the general term.</remarks>
public sealed record MailModel
{
    /// <summary>The person or office addressed.</summary>
    public required string RecipientName { get; init; }

    /// <summary>In which capacity the recipient is addressed.</summary>
    public required MailRole Role { get; init; }

    /// <summary>The office in whose name the mail is sent, as it signs.</summary>
    public required string OfficeName { get; init; }

    /// <summary>The address to which questions go; also shown in the mail.</summary>
    public required string ReplyTo { get; init; }

    /// <summary>The local date on which the figures in the mail hold.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The page on which the recipient acts; absolute, http or https. Null: the mail has no button.</summary>
    public Uri? Url { get; init; }

    /// <summary>The deadline spoken of; null only in operational mails.</summary>
    public MailDeadline? Deadline { get; init; }

    /// <summary>The alert this mail belongs to, shown as reference. Null: none.</summary>
    public string? AlertId { get; init; }

    /// <summary>The code of the stage the alert has reached (early-notice, reminder, overdue, ...). Null: the template's own name.</summary>
    public string? Stage { get; init; }

    /// <summary>What is expected, in the mail's language, as the profile words it. Null: the sentence of the template.</summary>
    public string? Expected { get; init; }

    /// <summary>True when the department is to do what is expected; other readers are told that it is asked of the department.</summary>
    public bool ExpectedOfDepartment { get; init; }

    /// <summary>The last day, inclusive, for what is expected. Null: as soon as possible.</summary>
    public DateOnly? ExpectedBy { get; init; }

    /// <summary>How the duty ended; needed by the template <c>resolved</c>.</summary>
    public MailResolution? Resolution { get; init; }

    /// <summary>What was found wrong; needed by the template <c>delivery-returned</c>.</summary>
    public MailReturn? Return { get; init; }

    /// <summary>What was decided on a request; needed by the template <c>extension-decided</c>.</summary>
    public MailExtension? Extension { get; init; }

    /// <summary>The page with the one button that acknowledges the alert; absolute, http or https. Null: the mail has none.</summary>
    public Uri? AcknowledgeUrl { get; init; }

    /// <summary>What was decided or awaits decision; needed by the templates <c>decision-taken</c> and <c>decision-awaited</c>.</summary>
    public MailDecision? Decision { get; init; }

    /// <summary>What is listed; needed by the templates <c>digest</c> and <c>weekly</c>.</summary>
    public MailDigest? Digest { get; init; }

    /// <summary>What failed; needed by the template <c>operational</c>.</summary>
    public MailIncident? Incident { get; init; }
}

/// <summary>The deadline a mail speaks of, with the provenance that lets the reader check it.</summary>
public sealed record MailDeadline
{
    public required string DeadlineId { get; init; }

    /// <summary>The title of the parent law, with or without 《》.</summary>
    public required string LawTitle { get; init; }

    /// <summary>The provision as the law counts it (第十二条, 第十二条第二款); English mails translate such a reference.</summary>
    public required string Article { get; init; }

    /// <summary>
    /// The provision on which the duty itself rests, in the mail's language, where it is not that article: what asks for the filing of a rule is not
    /// the article that asked for the rule. Null: the article.
    /// </summary>
    public string? Authority { get; init; }

    /// <summary>The words of the provision, verbatim. Null: not quoted.</summary>
    public string? Quote { get; init; }

    /// <summary>
    /// The code of the kind of obligation: rule, report, filing, answer, implementation-report, rectification, audit-rectification, evaluation, rule-review.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>What the law calls the document owed (实施办法). Null: the general term of the kind.</summary>
    public string? Instrument { get; init; }

    /// <summary>The lead department that owes the duty.</summary>
    public required string DepartmentName { get; init; }

    /// <summary>The departments named beside it.</summary>
    public IReadOnlyList<string> CoDepartments { get; init; } = [];

    /// <summary>The original due date d0.</summary>
    public required DateOnly OriginalDue { get; init; }

    /// <summary>The current due date d; the day itself is still in time.</summary>
    public required DateOnly Due { get; init; }

    /// <summary>
    /// Whole calendar days late, 0 or more. At stages: as-of date less d. In <c>resolved</c>: date fulfilled less d, so that a rule issued in time but
    /// received late has 0.
    /// </summary>
    public int DaysLate { get; init; }

    /// <summary>The code of the event that started the clock, as provenance names it: effective-date, promulgated, review-opinion ... Null: not shown.</summary>
    public string? Trigger { get; init; }

    /// <summary>The date of that event.</summary>
    public DateOnly? TriggerDate { get; init; }

    /// <summary>The later date from which the period counts, where the clock waits after the event (a year in force). Null: it counts from the event.</summary>
    public DateOnly? CountedFrom { get; init; }

    /// <summary>The length of the period in <see cref="PeriodUnit"/>s. Null: the law names a date instead.</summary>
    public int? PeriodLength { get; init; }

    /// <summary>days, working-days, months or years.</summary>
    public string? PeriodUnit { get; init; }

    /// <summary>The provision on which the period rests, as the profile names it.</summary>
    public string? Basis { get; init; }

    /// <summary>Whom, by that provision, the department explains to when it is late, in the mail's language. Null: the provision names nobody.</summary>
    public string? ExplainTo { get; init; }

    /// <summary>Whether the law names no period and the profile's default was applied.</summary>
    public bool DefaultPeriodApplied { get; init; }

    /// <summary>Whether the date was computed without a published calendar of working days.</summary>
    public bool Provisional { get; init; }

    /// <summary>The round of the deadline, from 1.</summary>
    public int Round { get; init; } = 1;
}

/// <summary>How a duty ended.</summary>
/// <param name="Outcome">The code: on-time, late, notified-late (issued in time, received late), waived, repealed, withdrawn.</param>
/// <param name="FulfilledOn">The date fulfilled f. Null when closed without fulfilment.</param>
/// <param name="ReceivedOn">The local date of receipt.</param>
/// <param name="Title">The title of what was delivered.</param>
public sealed record MailResolution(string Outcome, DateOnly? FulfilledOn = null, DateOnly? ReceivedOn = null, string? Title = null);

/// <summary>Why a delivery was returned.</summary>
/// <param name="Title">The title of what was delivered.</param>
/// <param name="ReceivedOn">The local date of its receipt.</param>
/// <param name="Reasons">What is to be corrected, one entry each.</param>
/// <param name="FormOnly">Returned for its form only: a corrected version counts from the receipt of the first.</param>
public sealed record MailReturn(string Title, DateOnly ReceivedOn, IReadOnlyList<string> Reasons, bool FormOnly = false);

/// <summary>What was decided on a request for an extension.</summary>
/// <param name="Granted">Granted (the deadline's d is the new date) or refused (d stands).</param>
/// <param name="PreviousDue">The due date before the decision.</param>
/// <param name="RequestedDue">The date asked for.</param>
/// <param name="Reason">The reason of the decision. Null: none given.</param>
public sealed record MailExtension(bool Granted, DateOnly PreviousDue, DateOnly RequestedDue, string? Reason = null);

/// <summary>A fault of the system itself that people must know about.</summary>
/// <param name="Code">sweep-not-run, mail-failing, feed-silent, or another code shown as it is.</param>
/// <param name="Since">Since when, as the office's clock shows it (the offset is written out).</param>
/// <param name="Detail">What is known, such as the last answer of the mail server or the name of the feed.</param>
/// <param name="Count">How many items wait or failed. Null: not counted.</param>
public sealed record MailIncident(string Code, DateTimeOffset Since, string? Detail = null, int? Count = null);

/// <summary>A decision about a deadline, or one that somebody must take.</summary>
/// <param name="Code">
/// Taken: due-fixed, due-corrected, explanation-accepted, explanation-rejected, letter-issued, letter-declined, reopened, part-accepted,
/// deferred, fulfilled-date-corrected, standing-committee-decided, request-rejected, proposal-rejected. Awaited: explanation, extension,
/// deferral, waiver, withdrawal, correction, fulfilled-date, letter, standing-committee.
/// </param>
/// <param name="PreviousDue">The due date before it, where it changed.</param>
/// <param name="Reason">The reason given. Null: none.</param>
public sealed record MailDecision(string Code, DateOnly? PreviousDue = null, string? Reason = null);

/// <summary>Lists of what a reader should know, the most urgent first.</summary>
public sealed record MailDigest(IReadOnlyList<MailSection> Sections);

/// <param name="Code">gathered, departments, alerts, overdue, due, to-review, unmatched or failed.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Rows">Those that are shown.</param>
public sealed record MailSection(string Code, int Total, IReadOnlyList<MailRow> Rows);

/// <summary>One line of a list. Texts may be empty.</summary>
/// <param name="Due">The due date, or the date the line is about.</param>
/// <param name="DaysLate">Whole calendar days late; 0 when not late.</param>
/// <param name="About">Code of the stage or mail the line is about. Null: none.</param>
/// <param name="Count">How many the line stands for.</param>
public sealed record MailRow(
    string Department, string Law, string Article, string Instrument, DateOnly Due, int DaysLate, string? About, Uri? Url, int Count = 1);
