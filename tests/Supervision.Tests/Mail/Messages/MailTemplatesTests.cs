using System.Text;
using Supervision.Mail.Messages;

namespace Supervision.Tests.Mail.Messages;

public sealed class MailTemplatesTests
{
    private static readonly MailTemplates Templates = new();

    public static TheoryData<string, string> Cases { get; } = new(MailCases.All.Keys.SelectMany(name => MailLanguages.All.Select(language => (name, language))));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Says_exactly_what_was_approved(string name, string language)
    {
        var (template, model) = MailCases.In(name, language);

        var mail = Templates.Render(template, language, model);

        Approved.Equal($"{name}.{language}.txt", $"Subject: {mail.Subject}\n\n{mail.Text}");
        Approved.Equal($"{name}.{language}.html", mail.Html);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Stays_small_narrow_and_without_remote_parts(string name, string language)
    {
        var (template, model) = MailCases.In(name, language);

        var mail = Templates.Render(template, language, model);

        Assert.InRange(Encoding.UTF8.GetByteCount(mail.Html), 1000, 100 * 1024);
        Assert.All(mail.Text.Split('\n').Where(line => !line.StartsWith("https://", StringComparison.Ordinal)), line => Assert.InRange(Width(line), 0, 72));
        Assert.DoesNotContain("src=", mail.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", mail.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", mail.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("{{", mail.Subject + mail.Text + mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_template_has_a_case()
    {
        Assert.Equal(MailTemplateNames.All.Order(), MailCases.All.Values.Select(item => item.Template).Distinct().Order());
    }

    // Columns as a terminal shows them, reckoned apart from the product: everything from the CJK signs on and the quotation marks count two.
    private static int Width(string line) =>
        line.EnumerateRunes().Sum(rune => rune.Value is >= 0x2E80 or (>= 0x2018 and <= 0x201D) or 0x2014 or 0x2026 or 0xB7 ? 2 : 1);
}
