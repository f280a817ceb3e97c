using System.Globalization;
using Supervision.Jurisdictions;

namespace Supervision.Mail.Messages;

/// <summary>The words of the field in the two languages of the mails; Chinese terms are those of the laws.</summary>
internal static class MailWords
{
    public static string Date(DateOnly date, bool chinese) =>
        chinese
            ? string.Create(CultureInfo.InvariantCulture, $"{date.Year}年{date.Month}月{date.Day}日")
            : date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    public static string Instant(DateTimeOffset instant, bool chinese) =>
        Date(DateOnly.FromDateTime(instant.DateTime), chinese) + instant.ToString(" HH:mm (zzz)", CultureInfo.InvariantCulture);

    public static string Kind(string kind, bool chinese) => (kind, chinese) switch
    {
        ("rule", true) => "配套规定",
        ("rule", false) => "implementing rule",
        ("report", true) => "向人大常委会报告",
        ("report", false) => "report to the congress",
        ("filing", true) => "报送备案",
        ("filing", false) => "filing for record",
        ("answer", true) => "反馈审查研究意见",
        ("answer", false) => "answer to the review opinion",
        ("implementation-report", true) => "实施情况报告",
        ("implementation-report", false) => "implementation report",
        ("rectification", true) => "审议意见研究处理情况报告",
        ("rectification", false) => "report on the handling of the review opinions",
        ("audit-rectification", true) => "审计查出问题整改情况报告",
        ("audit-rectification", false) => "report on audit rectification",
        ("evaluation", true) => "立法后评估报告",
        ("evaluation", false) => "post-legislative evaluation",
        ("rule-review", true) => "规定清理情况报告",
        ("rule-review", false) => "review of rules after the higher law changed",
        (_, true) => "法定义务事项",
        (_, false) => "statutory duty",
    };

    /// <summary>The duty as a verb phrase after 应当 or "must".</summary>
    public static string Duty(string kind, string instrument, bool chinese)
    {
        if (chinese)
        {
            return kind switch
            {
                "rule" => instrument.Length > 0 ? $"制定{instrument}" : "制定配套规定",
                "filing" => instrument.Length > 0 ? $"将{instrument}报送备案" : "报送备案",
                "answer" => "反馈审查研究意见",
                "report" => instrument.Length > 0 ? $"报送{instrument}" : "向人大常委会报告执行情况",
                _ when instrument.Length > 0 => $"报送{instrument}",
                "implementation-report" or "rectification" or "audit-rectification" or "evaluation" or "rule-review" => "报送" + Kind(kind, true),
                _ => "履行法定义务",
            };
        }

        var named = instrument.Length > 0 ? $" ({instrument})" : "";
        return kind switch
        {
            "rule" => "issue the implementing rule" + named,
            "report" => "deliver the report to the congress" + named,
            "filing" => "file the rule for record" + named,
            "answer" => "answer the review opinion" + named,
            "implementation-report" or "rectification" or "audit-rectification" or "evaluation" => $"deliver the {Kind(kind, false)}{named}",
            "rule-review" => "report on the review of its rules after the higher law changed" + named,
            _ => "fulfil the statutory duty" + named,
        };
    }

    /// <summary>Where a clock waits after its event: the day from which it counts, to stand after the event. Empty where it does not wait.</summary>
    public static string CountedFrom(DateOnly? date, bool chinese) =>
        date is not { } day ? "" : chinese ? $"，自{Date(day, true)}起算" : $", counted from {Date(day, false)}";

    public static string Trigger(string? trigger, DateOnly? date, bool chinese)
    {
        if (trigger is null)
        {
            return "";
        }

        var on = date is { } day ? Date(day, chinese) : "";
        if (trigger == "officer-date")
        {
            return (chinese, on.Length > 0) switch
            {
                (true, true) => $"自工作人员设定的日期（{on}）起",
                (true, false) => "自工作人员设定的日期起",
                (false, true) => $"from {on}, a date set by an officer",
                (false, false) => "from a date set by an officer",
            };
        }

        var phrase = (trigger, chinese) switch
        {
            ("effective-date", true) => "施行",
            ("effective-date", false) => "entry into force",
            ("amendment-effective-date", true) => "修改后条款施行",
            ("amendment-effective-date", false) => "entry into force of the amendment",
            ("promulgated", true) => "公布",
            ("promulgated", false) => "promulgation",
            ("published", true) => "配套规定公布",
            ("published", false) => "publication of the rule",
            ("review-opinion", true) => "审查研究意见提出",
            ("review-opinion", false) => "the issue of the review opinion",
            ("review-opinions-sent", true) => "审议意见印发",
            ("review-opinions-sent", false) => "the sending of the review opinions",
            ("audit-work-report", true) => "提出审计工作报告",
            ("audit-work-report", false) => "the audit work report",
            ("higher-law-changed", true) => "上位法变动",
            ("higher-law-changed", false) => "the change of the higher law",
            ("last-delivery", true) => "上一次报送",
            ("last-delivery", false) => "the last delivery",
            ("period-start", true) => "期间开始",
            ("period-start", false) => "the start of the period",
            (_, true) => "起算事由发生",
            (_, false) => "the event that starts the clock",
        };
        return (chinese, on.Length > 0) switch
        {
            (true, true) => $"自{phrase}之日（{on}）起",
            (true, false) => $"自{phrase}之日起",
            (false, true) => $"from {phrase} on {on}",
            (false, false) => $"from {phrase}",
        };
    }

    /// <summary>A provision as a mail names it: the law, and the article where it is known.</summary>
    public static string Basis(LegalBasis basis, bool chinese) =>
        chinese ? $"《{basis.Law.Zh}》{basis.Article?.Zh}"
        : basis.Article is { } article ? $"{basis.Law.En}, {article.En}"
        : basis.Law.En;

    /// <summary>The provision of an obligation: the law, and its article; the law alone where that is a provision of another law.</summary>
    public static string Provision(string title, string article, bool chinese) => (NamesLaw(article), chinese) switch
    {
        (false, true) => $"《{title}》{article}",
        (false, false) => $"{ArticleNames.InEnglish(article)} of {title}",
        (true, true) => $"《{title}》",
        (true, false) => title,
    };

    /// <summary>True where what stands for an article names the law that it is of: what the profile proposes, and some of what officers add.</summary>
    public static bool NamesLaw(string article) => article.Contains('《', StringComparison.Ordinal);

    /// <summary>A body after "to", a law after "under": English profiles name them without an article.</summary>
    public static string Body(string name, bool chinese) =>
        chinese ? name : "the " + (name.StartsWith("the ", StringComparison.OrdinalIgnoreCase) ? name[4..] : name);

    /// <summary>What is expected, as one sentence with the last day for it.</summary>
    /// <param name="text">The act in the profile's words, with or without a full stop.</param>
    /// <param name="by">The last day in words; null: none.</param>
    /// <param name="department">The department that is to do it, where the reader is somebody else; empty: the reader is.</param>
    public static string Expectation(string text, string? by, string department, bool chinese)
    {
        var act = text.TrimEnd(' ', '.', '。');
        return chinese
            ? (department.Length > 0 ? $"对{department}的要求：" : "") + act + (by is null ? "。" : $"，即{by}前（含当日）。")
            : (department.Length > 0 ? $"Expected of {department}: " : "") + act + (by is null ? "." : $", by {by} (that day included).");
    }

    /// <summary>"12 days overdue"; "3 days past its date" where none of the days counts as late, because the office is deciding.</summary>
    public static string Lateness(int daysLate, int daysPast, bool chinese) => (chinese, daysLate == 0 && daysPast > 0) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $"已过期限{daysPast}天"),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $"已逾期{daysLate}天"),
        (false, true) => Count(daysPast, "day") + " past its date",
        (false, false) => Count(daysLate, "day") + " overdue",
    };

    public static string Period(int? length, string? unit, bool chinese)
    {
        if (length is not { } count)
        {
            return "";
        }

        if (chinese)
        {
            return count.ToString(CultureInfo.InvariantCulture) + unit switch { "years" => "年", "months" => "个月", "working-days" => "个工作日", _ => "日" };
        }

        var name = unit switch { "years" => "year", "months" => "month", "working-days" => "working day", _ => "day" };
        return Count(count, name);
    }

    public static string Stage(string stage, bool chinese) => (stage, chinese) switch
    {
        (MailTemplateNames.EarlyNotice, true) => "提前提示",
        (MailTemplateNames.EarlyNotice, false) => "early notice",
        (MailTemplateNames.Reminder, true) => "到期提醒",
        (MailTemplateNames.Reminder, false) => "reminder",
        (MailTemplateNames.Overdue, true) => "逾期预警",
        (MailTemplateNames.Overdue, false) => "overdue",
        (MailTemplateNames.ExplanationRequired, true) => "要求说明情况",
        (MailTemplateNames.ExplanationRequired, false) => "explanation required",
        (MailTemplateNames.SupervisionLetter, true) => "拟发督办函",
        (MailTemplateNames.SupervisionLetter, false) => "supervision letter (proposed)",
        (MailTemplateNames.StandingCommittee, true) => "拟提请常委会监督",
        (MailTemplateNames.StandingCommittee, false) => "standing committee (proposed)",
        (MailTemplateNames.Resolved, true) => "预警解除",
        (MailTemplateNames.Resolved, false) => "alert resolved",
        (MailTemplateNames.DeliveryReturned, true) => "材料退回",
        (MailTemplateNames.DeliveryReturned, false) => "delivery returned",
        (MailTemplateNames.ExtensionDecided, true) => "延期决定",
        (MailTemplateNames.ExtensionDecided, false) => "extension decided",
        (MailTemplateNames.DecisionTaken, true) => "办理决定",
        (MailTemplateNames.DecisionTaken, false) => "decision",
        (MailTemplateNames.DecisionAwaited, true) => "待决定事项",
        (MailTemplateNames.DecisionAwaited, false) => "decision awaited",
        (MailTemplateNames.Digest, true) => "每日摘要",
        (MailTemplateNames.Digest, false) => "daily digest",
        (MailTemplateNames.Weekly, true) => "每周情况",
        (MailTemplateNames.Weekly, false) => "weekly summary",
        _ => "",
    };

    public static string Section(string code, bool chinese) => (code, chinese) switch
    {
        ("gathered", true) => "通知",
        ("gathered", false) => "Notices",
        ("departments", true) => "逾期部门",
        ("departments", false) => "Departments that are late",
        ("alerts", true) => "未解除的监督预警",
        ("alerts", false) => "Open supervision alerts",
        ("overdue", true) => "已逾期",
        ("overdue", false) => "Overdue",
        ("due", true) => "即将到期",
        ("due", false) => "Due soon",
        ("to-review", true) => "待审核的报送",
        ("to-review", false) => "Deliveries to be reviewed",
        ("unmatched", true) => "未匹配期限的报送",
        ("unmatched", false) => "Deliveries that match no deadline",
        ("failed", true) => "未送达的邮件",
        ("failed", false) => "Mails that reached nobody",
        _ => code,
    };

    public static string Incident(string code, bool chinese) => (code, chinese) switch
    {
        ("sweep-not-run", true) => "期限巡查未按时运行",
        ("sweep-not-run", false) => "the deadline sweep has not run",
        ("mail-failing", true) => "邮件发送持续失败",
        ("mail-failing", false) => "mail cannot be sent",
        ("agenda-restored", true) => "待办事项缺失，已补回",
        ("agenda-restored", false) => "agenda rows were missing and were restored",
        ("item-set-aside", true) => "待办事项多次失败，已搁置",
        ("item-set-aside", false) => "an agenda item failed repeatedly and was set aside",
        ("feed-silent", true) => "报送来源长时间无数据",
        ("feed-silent", false) => "a feed of reports is silent",
        _ => code,
    };

    /// <summary>"1 day", "2 days".</summary>
    public static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
