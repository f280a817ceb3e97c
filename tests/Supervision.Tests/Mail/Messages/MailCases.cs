using Supervision.Calendars;
using Supervision.Jurisdictions;
using Supervision.Mail;
using Supervision.Mail.Messages;

namespace Supervision.Tests.Mail.Messages;

/// <summary>Invented mails: each template as each kind of reader meets it.</summary>
public static class MailCases
{
    public static MailModel Model { get; } = new()
    {
        RecipientName = "林晓",
        Role = MailRole.Department,
        OfficeName = "清河省人大常委会法制工作委员会办公室",
        ReplyTo = "fgw@qinghe.example.invalid",
        AsOf = new DateOnly(2026, 3, 17),
        Url = new Uri("https://jiandu.qinghe.example.invalid/deadlines/qinghe-water-12-shuili-1"),
        AlertId = "qinghe-water-12-shuili-1-r1-overdue",
        ExpectedBy = new DateOnly(2026, 3, 24),
        Deadline = new MailDeadline
        {
            DeadlineId = "qinghe-water-12-shuili-1",
            LawTitle = "清河省水资源节约条例",
            Article = "第十二条第二款",
            Quote = "省人民政府水行政主管部门应当会同发展和改革部门制定重点用水单位监督管理的具体办法，报省人民政府批准后公布实施。",
            Kind = "rule",
            Instrument = "重点用水单位监督管理办法",
            DepartmentName = "清河省水利厅",
            CoDepartments = ["清河省发展和改革委员会", "清河省财政厅"],
            OriginalDue = new DateOnly(2026, 3, 5),
            Due = new DateOnly(2026, 3, 5),
            DaysLate = 12,
            Trigger = "effective-date",
            TriggerDate = new DateOnly(2025, 3, 5),
            PeriodLength = 1,
            PeriodUnit = "years",
            Basis = "《本省地方立法条例》",
            DefaultPeriodApplied = true,
            Round = 1,
        },
    };

    /// <summary>The cases by the name of their approved files.</summary>
    public static IReadOnlyDictionary<string, (string Template, MailModel Model)> All { get; } = Make();

    private static readonly JurisdictionProfile Profile = JurisdictionProfiles.LoadShipped("jilin-like");

    private static readonly WorkingDayCalendar Calendar = CalendarFiles.Load(Profile.Calendar, null);

    /// <summary>A case in a language, with all that the composer takes from the jurisdiction profile: what is expected, the basis of a default period, and whom it names.</summary>
    public static (string Template, MailModel Model) In(string name, string language)
    {
        var (template, model) = All[name];
        if (model.Deadline is { DefaultPeriodApplied: true } deadline)
        {
            var rule = Profile.Defaults.Single(rule => rule.Id == (deadline.Kind == "answer" ? "answer-to-review-opinion" : "implementing-rule-local"));
            model = model with
            {
                Deadline = deadline with
                {
                    Basis = MailWords.Basis(rule.Basis, language == MailLanguages.Chinese),
                    ExplainTo = language == MailLanguages.Chinese ? rule.ExplainTo?.Zh : rule.ExplainTo?.En,
                },
            };
        }

        return EscalationStages.TryParse(template, out var stage)
            ? (template, model.With(Profile, Calendar, stage, model.AsOf, language))
            : (template, model with { ExpectedBy = null });
    }

    private static Dictionary<string, (string, MailModel)> Make()
    {
        var late = Model;
        var open = late with
        {
            AsOf = new DateOnly(2026, 1, 28),
            ExpectedBy = null,
            AlertId = "qinghe-water-12-shuili-1-r1-early-notice",
            Deadline = late.Deadline! with { DaysLate = 0 },
        };
        var dueSoon = open with { AsOf = new DateOnly(2026, 2, 26), AlertId = "qinghe-water-12-shuili-1-r1-reminder" };
        var report = new MailDeadline
        {
            DeadlineId = "qinghe-safety-40-yingji-2026",
            LawTitle = "《清河省安全生产条例》",
            Article = "第四十条",
            Kind = "report",
            DepartmentName = "清河省应急管理厅",
            OriginalDue = new DateOnly(2026, 3, 31),
            Due = new DateOnly(2026, 4, 1),
            Provisional = true,
            Trigger = "period-start",
            TriggerDate = new DateOnly(2026, 1, 1),
        };
        var officer = late with { RecipientName = "周启明", Role = MailRole.Officer };
        var veryLate = late.Deadline! with { DaysLate = 98 };
        var solved = late with { ExpectedBy = null, Deadline = late.Deadline! with { DaysLate = 0 } };
        return new(StringComparer.Ordinal)
        {
            ["early-notice"] = ("early-notice", open),
            ["reminder"] = ("reminder", dueSoon),
            ["reminder-officer-today"] = ("reminder", officer with
            {
                AsOf = new DateOnly(2026, 4, 1),
                Deadline = report,
                ExpectedBy = null,
                AlertId = "qinghe-safety-40-yingji-2026-r1-reminder",
            }),
            ["overdue"] = ("overdue", late),
            ["overdue-officer"] = ("overdue", officer with { ExpectedBy = null }),
            ["overdue-deciding"] = ("overdue", late with { Deadline = late.Deadline with { DaysLate = 0 } }),
            ["explanation-required-answer"] = ("explanation-required", late with
            {
                AlertId = "qinghe-water-12-shuili-1f1o1-r1-explanation-required",
                Deadline = late.Deadline with { Kind = "answer", Instrument = null, Trigger = "review-opinion", TriggerDate = new DateOnly(2026, 1, 5), PeriodLength = 2, PeriodUnit = "months" },
            }),
            ["explanation-required-report"] = ("explanation-required", late with
            {
                AlertId = "qinghe-safety-40-yingji-2025-r1-explanation-required",
                Deadline = report with { OriginalDue = late.Deadline.Due, Due = late.Deadline.Due, Provisional = false, DaysLate = 12, TriggerDate = new DateOnly(2025, 1, 1) },
            }),
            ["explanation-required"] = ("explanation-required", late with { AlertId = "qinghe-water-12-shuili-1-r1-explanation-required" }),
            ["explanation-required-office-head"] = ("explanation-required", late with { RecipientName = "许静", Role = MailRole.OfficeHead }),
            ["supervision-letter"] = ("supervision-letter", late with { RecipientName = late.OfficeName, Role = MailRole.Office, ExpectedBy = null }),
            ["standing-committee"] = ("standing-committee", late with
            {
                RecipientName = "清河省人大常委会办公厅",
                Role = MailRole.StandingCommitteeOffice,
                ExpectedBy = null,
                Deadline = veryLate,
            }),
            ["resolved-on-time"] = ("resolved", solved with
            {
                Resolution = new("on-time", new DateOnly(2026, 3, 4), new DateOnly(2026, 3, 4), "清河省重点用水单位监督管理办法"),
            }),
            ["resolved-late"] = ("resolved", late with
            {
                Resolution = new("late", new DateOnly(2026, 3, 17), new DateOnly(2026, 3, 17), "清河省重点用水单位监督管理办法"),
                ExpectedBy = null,
            }),
            ["resolved-notified-late"] = ("resolved", solved with
            {
                Resolution = new("notified-late", new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 17), "《清河省重点用水单位监督管理办法》"),
            }),
            ["resolved-waived-officer"] = ("resolved", solved with { Role = MailRole.Officer, RecipientName = "周启明", Resolution = new("waived") }),
            ["delivery-returned"] = ("delivery-returned", late with
            {
                Return = new("清河省重点用水单位监督管理办法", new DateOnly(2026, 3, 4), ["未附制定说明", "第三条引用的条文序号有误，应为上位法第十二条第二款"]),
            }),
            ["extension-granted"] = ("extension-decided", solved with
            {
                Extension = new(true, new DateOnly(2026, 3, 5), new DateOnly(2026, 6, 5), "国家标准尚未发布，所述理由成立。"),
                Deadline = solved.Deadline! with { Due = new DateOnly(2026, 6, 5), Round = 2 },
            }),
            ["extension-refused"] = ("extension-decided", late with
            {
                Extension = new(false, new DateOnly(2026, 3, 5), new DateOnly(2026, 9, 5), "未说明目前进展。"),
                ExpectedBy = null,
            }),
            ["overdue-acknowledge"] = ("overdue", late with
            {
                AcknowledgeUrl = new Uri("https://jiandu.qinghe.example.invalid/acknowledge/l0123456789ab-12-shuili-1-r1-overdue/shuili/contact/20260516/"
                    + "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA"),
            }),
            ["decision-explanation-rejected"] = ("decision-taken", late with { Decision = new("explanation-rejected", Reason: "未说明目前进展和完成时间。") }),
            ["decision-explanation-accepted"] = ("decision-taken", late with { Decision = new("explanation-accepted") }),
            ["decision-due-fixed"] = ("decision-taken", open with { Decision = new("due-fixed", new DateOnly(2026, 3, 4)) }),
            ["decision-due-corrected-officer"] = ("decision-taken", officer with
            {
                Deadline = solved.Deadline! with { Due = new DateOnly(2026, 3, 26), Round = 2 },
                Decision = new("due-corrected", new DateOnly(2026, 3, 5), "施行日期录入有误。"),
            }),
            ["decision-letter-issued"] = ("decision-taken", late with { Decision = new("letter-issued") }),
            ["decision-end-withdrawn"] = ("decision-taken", open with { Decision = new("end-withdrawn", Reason: "废止登记有误。") }),
            ["decision-reopened"] = ("decision-taken", open with { Decision = new("reopened") }),
            ["decision-awaited-explanation"] = ("decision-awaited", officer with { ExpectedBy = null, Decision = new("explanation", Reason: "国家标准尚未发布。") }),
            ["decision-awaited-extension"] = ("decision-awaited", officer with { ExpectedBy = new DateOnly(2026, 3, 20), Decision = new("extension") }),
            ["decision-deferred"] = ("decision-taken", late with { Decision = new("deferred") }),
            ["decision-part-accepted"] = ("decision-taken", open with { Decision = new("part-accepted") }),
            ["decision-request-rejected"] = ("decision-taken", late with { Decision = new("request-rejected", Reason: "理由不成立。") }),
            ["decision-standing-committee"] = ("decision-taken", late with { Decision = new("standing-committee-decided") }),
            ["decision-awaited-standing-committee"] = ("decision-awaited", officer with { ExpectedBy = null, Decision = new("standing-committee", Reason: "逾期九十日仍未制定。") }),
            ["digest-officer"] = ("digest", Summary(officer, "alerts", "due", "to-review", "unmatched", "failed")),
            ["digest-department"] = ("digest", Summary(late, "gathered")),
            ["weekly-department"] = ("weekly", Summary(late, "overdue", "due")),
            ["weekly-director"] = ("weekly", Summary(late with { RecipientName = "许静", Role = MailRole.OfficeHead }, "departments", "alerts")),
            ["operational-mail"] = ("operational", late with
            {
                Role = MailRole.Office,
                RecipientName = "系统管理员",
                Deadline = null,
                AlertId = null,
                ExpectedBy = null,
                Incident = new("mail-failing", new DateTimeOffset(2026, 3, 17, 8, 30, 0, TimeSpan.FromHours(8)), "535 5.7.8 Authentication failed", 37),
            }),
            ["operational-sweep"] = ("operational", late with
            {
                Role = MailRole.Office,
                RecipientName = "系统管理员",
                Deadline = null,
                AlertId = null,
                ExpectedBy = null,
                Url = null,
                Incident = new("sweep-not-run", new DateTimeOffset(2026, 3, 16, 23, 0, 0, TimeSpan.FromHours(8))),
            }),
        };
    }

    private static MailModel Summary(MailModel to, params string[] sections) => to with
    {
        Deadline = null,
        AlertId = null,
        ExpectedBy = null,
        Url = new Uri("https://jiandu.qinghe.example.invalid/"),
        Digest = new MailDigest([.. sections.Select(section => new MailSection(section, section == "alerts" ? 31 : 2, RowsOf(section)))]),
    };

    private static MailRow[] RowsOf(string section)
    {
        var address = new Uri("https://jiandu.qinghe.example.invalid/deadlines/qinghe-water-12-shuili-1");
        return section switch
        {
            "departments" =>
            [
                new("清河省水利厅", "", "", "", new DateOnly(2026, 3, 5), 12, "overdue", null, 3),
                new("清河省应急管理厅", "", "", "", new DateOnly(2025, 12, 31), 76, "supervision-letter", null),
            ],
            "to-review" => [new("清河省交通运输厅", "清河省公路条例", "第三十一条", "公路养护管理实施细则", new DateOnly(2026, 3, 10), 0, null, address, 2)],
            "unmatched" => [new("jiaotong", "清河省公路养护管理实施细则", "", "", new DateOnly(2026, 3, 12), 0, null, null), new("tj", "统计年报", "", "", new DateOnly(2026, 3, 16), 0, null, null)],
            "failed" => [new("shuili/contact", "qinghe-water-12-shuili-1", "", "", new DateOnly(2026, 3, 16), 0, "overdue", null), new("office/zhou", "", "", "", new DateOnly(2026, 3, 15), 0, "digest", null)],
            _ =>
            [
                new("清河省水利厅", "清河省水资源节约条例", "第十二条第二款", "重点用水单位监督管理办法", new DateOnly(2026, 3, 5), section is "due" ? 0 : 12, section is "due" ? null : "overdue", address),
                new("清河省应急管理厅", "《清河省安全生产条例》", "第四十条", "", new DateOnly(2026, 4, 1), 0, section is "due" ? null : "reminder", address),
            ],
        };
    }
}
