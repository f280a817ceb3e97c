namespace Supervision.Mail.Messages;

/// <summary>Invented mails: overrides are tried with them at start, and a preview shows them.</summary>
public static class MailSamples
{
    /// <summary>Everything filled in.</summary>
    public static MailModel Full { get; } = new()
    {
        RecipientName = "林晓",
        Role = MailRole.Department,
        OfficeName = "清河省人大常委会法制工作委员会办公室",
        ReplyTo = "fgw@example.invalid",
        AsOf = new DateOnly(2026, 3, 17),
        Url = new Uri("https://supervision.example.invalid/deadlines/qinghe-water-12-shuili-1"),
        AlertId = "qinghe-water-12-shuili-1-r1-overdue",
        Expected = "五个工作日内签收",
        ExpectedBy = new DateOnly(2026, 3, 24),
        ExpectedOfDepartment = true,
        Deadline = new MailDeadline
        {
            DeadlineId = "qinghe-water-12-shuili-1",
            LawTitle = "清河省水资源节约条例",
            Article = "第十二条第二款",
            Quote = "省人民政府水行政主管部门应当会同有关部门制定重点用水单位监督管理的具体办法。",
            Kind = "rule",
            Instrument = "重点用水单位监督管理办法",
            DepartmentName = "清河省水利厅",
            CoDepartments = ["清河省发展和改革委员会"],
            OriginalDue = new DateOnly(2026, 3, 2),
            Due = new DateOnly(2026, 3, 5),
            DaysLate = 12,
            Trigger = "effective-date",
            TriggerDate = new DateOnly(2025, 3, 5),
            PeriodLength = 1,
            PeriodUnit = "years",
            Basis = "《中华人民共和国立法法》第六十六条",
            ExplainTo = "全国人民代表大会常务委员会",
            DefaultPeriodApplied = true,
            Provisional = true,
            Round = 2,
        },
        Resolution = new MailResolution("late", new DateOnly(2026, 3, 17), new DateOnly(2026, 3, 17), "清河省重点用水单位监督管理办法"),
        Return = new MailReturn("清河省重点用水单位监督管理办法", new DateOnly(2026, 3, 4), ["未附制定说明", "第三条引用的条文序号有误"]),
        Extension = new MailExtension(true, new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 5), "国家标准尚未发布。"),
        AcknowledgeUrl = new Uri("https://supervision.example.invalid/acknowledge/sample"),
        Decision = new MailDecision("explanation-rejected", new DateOnly(2026, 3, 2), "未说明目前进展和完成时间。"),
        Digest = new MailDigest(
        [
            new MailSection("alerts", 30,
            [
                new MailRow("清河省水利厅", "清河省水资源节约条例", "第十二条", "重点用水单位监督管理办法", new DateOnly(2026, 3, 5), 12, "overdue",
                    new Uri("https://supervision.example.invalid/deadlines/qinghe-water-12-shuili-1")),
            ]),
        ]),
        Incident = new MailIncident("mail-failing", new DateTimeOffset(2026, 3, 17, 8, 30, 0, TimeSpan.FromHours(8)), "421 4.3.2 Service shutting down", 37),
    };

    /// <summary>Only what no mail can lack.</summary>
    public static MailModel Minimal { get; } = new()
    {
        RecipientName = "Lin Xiao",
        Role = MailRole.Officer,
        OfficeName = "Office",
        ReplyTo = "office@example.invalid",
        AsOf = new DateOnly(2026, 3, 17),
    };
}
