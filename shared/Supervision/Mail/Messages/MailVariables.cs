using System.Globalization;

namespace Supervision.Mail.Messages;

/// <summary>The variables a template may use: cleaned, shortened, and worded in the mail's language. Every name always exists; what is absent is null.</summary>
internal static class MailVariables
{
    /// <summary>How wide one value may be.</summary>
    /// <param name="Name">Columns of a single-line value such as a name.</param>
    /// <param name="Passage">Columns of a paragraph, or of a value of several lines that the layout marks as foreign, such as a quote.</param>
    public sealed record Limits(int Name, int Passage)
    {
        public static Limits Subject { get; } = new(44, 44);

        public static Limits Body { get; } = new(240, 3000);
    }

    public static Dictionary<string, object?> From(string template, string language, MailModel model, Limits limits)
    {
        var zh = language == MailLanguages.Chinese;
        string Line(string? value) => CleanText.OneLine(value, limits.Name);
        string? LineOrNull(string? value) => Line(value) is { Length: > 0 } line ? line : null;
        string? Passage(string? value) => CleanText.Lines(value, limits.Passage) is { Length: > 0 } text ? text : null;
        string? Paragraph(string? value) => CleanText.OneLine(value, limits.Passage) is { Length: > 0 } text ? text : null;
        string? Day(DateOnly? date) => date is { } day ? MailWords.Date(day, zh) : null;
        string? Web(Uri? address) =>
            address is { IsAbsoluteUri: true } url && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) ? url.AbsoluteUri : null;
        string Days(int days) => zh ? days.ToString(CultureInfo.InvariantCulture) + "天" : MailWords.Count(days, "day");

        Dictionary<string, object?> Section(MailSection section) => new(StringComparer.Ordinal)
        {
            ["code"] = Line(section.Code),
            ["name"] = MailWords.Section(Line(section.Code), zh),
            ["total"] = section.Total,
            ["more"] = Math.Max(0, section.Total - section.Rows.Count),
            ["rows"] = section.Rows.Select(Row).ToArray(),
        };
        Dictionary<string, object?> Row(MailRow row) => new(StringComparer.Ordinal)
        {
            ["department"] = Line(row.Department),
            ["law"] = LineOrNull(WithoutMarks(row.Law)),
            ["article"] = zh ? LineOrNull(row.Article) : LineOrNull(ArticleNames.InEnglish(Line(row.Article))),
            ["instrument"] = LineOrNull(row.Instrument),
            ["due"] = Day(row.Due),
            ["days_late"] = Math.Max(0, row.DaysLate),
            ["late_text"] = Days(Math.Max(0, row.DaysLate)),
            ["about"] = row.About is { } about ? LineOrNull(MailWords.Stage(Line(about), zh)) : null,
            ["count"] = row.Count,
            ["url"] = Web(row.Url),
        };

        var d = model.Deadline;
        var stage = model.Stage ?? template;
        var instrument = Line(d?.Instrument);
        var daysLeft = d is null ? 0 : Math.Max(0, d.Due.DayNumber - model.AsOf.DayNumber);
        var daysPast = d is null ? 0 : Math.Max(0, model.AsOf.DayNumber - d.Due.DayNumber);
        var title = Line(WithoutMarks(d?.LawTitle));
        var article = Line(d?.Article);
        var authority = LineOrNull(d?.Authority);
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["template"] = template,
            ["language"] = language,
            ["role"] = RoleCode(model.Role),
            ["recipient_name"] = Line(model.RecipientName),
            ["office_name"] = Line(model.OfficeName),
            ["reply_to"] = Line(model.ReplyTo),
            ["as_of"] = Day(model.AsOf),
            ["url"] = Web(model.Url),
            ["alert_id"] = LineOrNull(model.AlertId),
            ["stage"] = stage,
            ["stage_name"] = LineOrNull(MailWords.Stage(stage, zh)),
            ["expected"] = Paragraph(model.Expected),
            ["expected_by"] = Day(model.ExpectedBy),
            ["expected_of_department"] = model.ExpectedOfDepartment,
            ["expectation"] = Paragraph(model.Expected) is { } expected
                ? MailWords.Expectation(
                    expected, Day(model.ExpectedBy), model is { ExpectedOfDepartment: true, Role: not MailRole.Department } ? Line(d?.DepartmentName) : "", zh)
                : null,

            ["deadline_id"] = LineOrNull(d?.DeadlineId),
            ["law_title"] = d is null ? null : title,
            ["article"] = LineOrNull(zh ? article : authority is not null && MailWords.NamesLaw(article) ? authority : ArticleNames.InEnglish(article)),
            ["provision"] = d is null ? null : MailWords.Provision(title, article, zh),
            ["under"] = d is null ? null
                : authority is not null ? MailWords.Body(authority, zh)
                : MailWords.NamesLaw(article) ? article
                : MailWords.Provision(title, article, zh),
            ["quote"] = Passage(d?.Quote),
            ["kind"] = LineOrNull(d?.Kind),
            ["kind_name"] = d is null ? null : MailWords.Kind(d.Kind, zh),
            ["duty"] = d is null ? null : MailWords.Duty(d.Kind, instrument, zh),
            ["instrument"] = LineOrNull(instrument),
            ["department_name"] = LineOrNull(d?.DepartmentName),
            ["co_departments"] = d?.CoDepartments.Take(20).Select(Line).Where(name => name.Length > 0).ToArray() ?? [],
            ["original_due"] = Day(d?.OriginalDue),
            ["due"] = Day(d?.Due),
            ["due_changed"] = d is not null && d.OriginalDue != d.Due,
            ["days_late"] = Math.Max(0, d?.DaysLate ?? 0),
            ["late_text"] = Days(Math.Max(0, d?.DaysLate ?? 0)),
            ["days_past"] = daysPast,
            ["lateness"] = MailWords.Lateness(Math.Max(0, d?.DaysLate ?? 0), daysPast, zh),
            ["days_left"] = daysLeft,
            ["left_text"] = Days(daysLeft),
            ["trigger"] = LineOrNull(MailWords.Trigger(d?.Trigger, d?.TriggerDate, zh) + MailWords.CountedFrom(d?.CountedFrom, zh)),
            ["period"] = LineOrNull(MailWords.Period(d?.PeriodLength, d?.PeriodUnit, zh)),
            ["basis"] = LineOrNull(d?.Basis),
            ["explain_to"] = LineOrNull(d?.ExplainTo) is { } body ? MailWords.Body(body, zh) : null,
            ["default_period"] = d?.DefaultPeriodApplied ?? false,
            ["provisional"] = d?.Provisional ?? false,
            ["round"] = d?.Round ?? 0,

            ["outcome"] = LineOrNull(model.Resolution?.Outcome),
            ["fulfilled_on"] = Day(model.Resolution?.FulfilledOn),
            ["delivery_title"] = LineOrNull(WithoutMarks(model.Resolution?.Title ?? model.Return?.Title)),
            ["received_on"] = Day(model.Resolution?.ReceivedOn ?? model.Return?.ReceivedOn),
            ["return_reasons"] = model.Return?.Reasons.Take(30).Select(Line).Where(reason => reason.Length > 0).ToArray() ?? [],
            ["form_only"] = model.Return?.FormOnly ?? false,
            ["granted"] = model.Extension?.Granted ?? false,
            ["previous_due"] = Day(model.Extension?.PreviousDue ?? model.Decision?.PreviousDue),
            ["requested_due"] = Day(model.Extension?.RequestedDue),
            ["decision_reason"] = Paragraph(model.Extension?.Reason ?? model.Decision?.Reason),
            ["decision"] = LineOrNull(model.Decision?.Code),
            ["acknowledge_url"] = Web(model.AcknowledgeUrl),
            ["sections"] = model.Digest?.Sections.Select(Section).ToArray() ?? [],
            ["listed"] = model.Digest?.Sections.Sum(section => section.Total) ?? 0,
            ["incident"] = LineOrNull(model.Incident?.Code),
            ["incident_name"] = model.Incident is { } incident ? MailWords.Incident(Line(incident.Code), zh) : null,
            ["incident_since"] = model.Incident is { Since: var since } ? MailWords.Instant(since, zh) : null,
            ["incident_detail"] = Passage(model.Incident?.Detail),
            ["incident_count"] = model.Incident?.Count,
        };
    }

    // Only a pair around the whole title is dropped: the templates set their own, and titles may quote other titles.
    private static string? WithoutMarks(string? title) =>
        title is ['《', .. var inner, '》'] && !inner.Contains('》', StringComparison.Ordinal) ? inner : title;

    private static string RoleCode(MailRole role) => role switch
    {
        MailRole.Department => "department",
        MailRole.Officer => "officer",
        MailRole.OfficeHead => "office-head",
        MailRole.Office => "office",
        MailRole.StandingCommitteeOffice => "standing-committee-office",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
    };
}
