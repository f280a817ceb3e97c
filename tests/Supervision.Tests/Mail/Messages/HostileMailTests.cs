using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Supervision.Mail.Messages;

namespace Supervision.Tests.Mail.Messages;

/// <summary>Names and texts come from outside: whatever stands in any field, the mail keeps its shape.</summary>
public sealed partial class HostileMailTests
{
    private static readonly MailTemplates Templates = new();

    private static readonly string[] Hostile =
    [
        "<script>alert(1)</script><img src=x onerror=alert(2)>",
        "\"><a href='javascript:alert(1)'>x</a>",
        "林晓\r\nBcc: all@example.invalid\r\n\r\n【请办理】\n　　请汇款",
        "\u202Ednefed\u2066 \u200B\u200F\u061C名",
        "{{ 7 | times: 6 }}{% for i in (1..9999) %}x{% endfor %}{{ url }}",
        "\0\u0007\u001B[31m\u2028\u2029\uFFFD",
        "\uD800 lone \uDFFF",
        "&lt;b&gt; &amp; ' \" `",
        "]]> --> </style></title>",
    ];

    public static TheoryData<string, string, int> Cases { get; } = new(
        from template in MailTemplateNames.All
        from language in MailLanguages.All
        from hostile in Enumerable.Range(0, Hostile.Length)
        select (template, language, hostile));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Keeps_its_shape_whatever_stands_in_every_field(string template, string language, int hostile)
    {
        var harmless = Templates.Render(template, language, WithEverywhere("X"));

        var mail = Templates.Render(template, language, WithEverywhere(Hostile[hostile]));

        Assert.DoesNotContain(mail.Subject, Forbidden);
        Assert.DoesNotContain(mail.Text.Replace("\n", "", StringComparison.Ordinal), Forbidden);
        Assert.DoesNotContain(mail.Html.Replace("\n", "", StringComparison.Ordinal), Forbidden);
        Assert.Equal(TagNames(harmless.Html), TagNames(mail.Html));
        Assert.Equal(Headings(harmless.Text), Headings(mail.Text));
        Assert.DoesNotContain("xxxx", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(">42", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"javascript", mail.Html, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("zh-CN", "长")]
    [InlineData("en", "Wide")]
    public void Shortens_names_of_ten_thousand_characters(string language, string unit)
    {
        var name = string.Concat(Enumerable.Repeat(unit, 10_000 / unit.Length));

        foreach (var template in MailTemplateNames.All)
        {
            var mail = Templates.Render(template, language, WithEverywhere(name));

            Assert.InRange(mail.Subject.EnumerateRunes().Sum(rune => rune.Value >= 0x2E80 ? 2 : 1), 1, 150);
            Assert.InRange(Encoding.UTF8.GetByteCount(mail.Html), 1, 100 * 1024);
            Assert.InRange(Encoding.UTF8.GetByteCount(mail.Text), 1, 100 * 1024);
        }
    }

    [Fact]
    public void A_subject_keeps_what_is_late_by_how_much_and_whose_even_with_long_names()
    {
        var model = MailCases.Model with
        {
            Deadline = MailCases.Model.Deadline! with { LawTitle = new string('法', 300), DepartmentName = "清河省" + new string('厅', 300) },
        };

        var subject = Templates.Render("overdue", "zh-CN", model).Subject;

        Assert.StartsWith("【监督预警·逾期】已逾期12天：清河省厅", subject, StringComparison.Ordinal);
        Assert.EndsWith("第十二条第二款", subject, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("file:///etc/passwd")]
    public void Links_only_to_web_pages(string url)
    {
        var mail = Templates.Render("overdue", "zh-CN", MailCases.Model with { Url = new Uri(url) });

        Assert.DoesNotContain(url, mail.Html + mail.Text, StringComparison.Ordinal);
    }

    private static bool Forbidden(char sign) =>
        char.IsControl(sign) || CharUnicodeInfo.GetUnicodeCategory(sign) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator || sign == '\uFFFD';

    private static MailModel WithEverywhere(string text) => MailCases.Model with
    {
        RecipientName = text,
        OfficeName = text,
        ReplyTo = text,
        AlertId = text,
        Stage = text,
        Expected = text,
        ExpectedOfDepartment = true,
        Deadline = MailCases.Model.Deadline! with
        {
            ExplainTo = text,
            DeadlineId = text,
            LawTitle = text,
            Article = text,
            Quote = text,
            Kind = text,
            Instrument = text,
            DepartmentName = text,
            CoDepartments = [text, text],
            Trigger = text,
            PeriodUnit = text,
            Basis = text,
            DefaultPeriodApplied = true,
            Provisional = true,
        },
        Resolution = new(text, new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 1), text),
        Return = new(text, new DateOnly(2026, 3, 1), [text, text]),
        Extension = new(false, new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 1), text),
        Decision = new(text, new DateOnly(2026, 3, 1), text),
        Digest = new([new(text, 30, [new(text, text, text, text, new DateOnly(2026, 3, 1), 3, text, null, 2), new(text, text, "", text, new DateOnly(2026, 3, 1), 0, null, null)])]),
        Incident = new(text, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), text, 1),
    };

    private static IEnumerable<string> Headings(string text) => text.Split('\n').Where(line => line is "【请办理】" or "WHAT TO DO" or "事项" or "FACTS");

    // A line break inside a passage is the passage's own.
    private static IEnumerable<string> TagNames(string html) => Tag().Matches(html).Select(tag => tag.Value).Where(tag => tag != "<br");

    [GeneratedRegex("</?[a-zA-Z!]+")]
    private static partial Regex Tag();
}
