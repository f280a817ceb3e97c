using System.Text;
using Supervision.Mail.Messages;

namespace Supervision.Tests.Mail.Messages;

public sealed class MailTemplateOverrideTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("supervision-templates-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_offices_own_wording_replaces_one_part_and_leaves_the_others()
    {
        Write("overdue.zh-CN.subject.liquid", "\uFEFF（督办）{{ department_name }}已逾期{{ late_text }}\r\n");

        var mail = new MailTemplates(folder).Render("overdue", "zh-CN", MailCases.Model);
        var builtIn = new MailTemplates().Render("overdue", "zh-CN", MailCases.Model);

        Assert.Equal("（督办）清河省水利厅已逾期12天", mail.Subject);
        Assert.Equal(builtIn.Html, mail.Html);
        Assert.Equal(builtIn.Text, mail.Text);
    }

    [Theory]
    [InlineData("{% if days_late > 0 %}\n逾期\n", 2, "endif")]
    [InlineData("甲\n乙 {{ department name }}\n", 2, "was expected")]
    [InlineData("甲\n\n{% frobnicate %}", 3, "frobnicate")]
    [InlineData("甲\n{% if days_late > 9999 %}{{ departement_name }}{% endif %}", 2, "There is no variable 'departement_name'")]
    [InlineData("甲\n{{ department_name | shout }}", 2, "There is no filter 'shout'")]
    [InlineData("甲\n{{ law_title | raw }}", 2, "'raw' is not allowed")]
    [InlineData("{{ url.host }}", 1, "has no member 'host'")]
    [InlineData("甲\n\n\n{% include 'other' %}", 4, "'include' is not available")]
    [InlineData("{% for i in (1..1000000) %}{% for j in (1..1000000) %}{{ j }}{% endfor %}{% endfor %}", 1, "fails")]
    [InlineData("{% assign x = days_late | divided_by: 0 %}{{ x }}甲", 1, "fails")]
    public void A_broken_override_is_refused_with_file_and_line(string text, int line, string said)
    {
        Write("overdue.zh-CN.html.liquid", text);

        var fault = Assert.Throws<MailTemplateException>(() => new MailTemplates(folder));

        Assert.StartsWith(Path.Combine(folder, $"overdue.zh-CN.html.liquid({line},"), fault.Message, StringComparison.Ordinal);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_every_fault_at_once()
    {
        Write("overdue.zh-CN.html.liquid", "{{ a }}\n{{ b }}");
        Write("reminder.en.txt.liquid", "{% if %}");
        Write("remainder.en.txt.liquid", "never used");
        File.WriteAllBytes(Path.Combine(folder, "reminder.zh-CN.txt.liquid"), Encoding.Latin1.GetBytes("\u00E9\u00E9"));
        Write("notes.md", "not a template");

        var fault = Assert.Throws<MailTemplateException>(() => new MailTemplates(folder));

        Assert.Equal(5, fault.Faults.Count);
        Assert.Contains(fault.Faults, one => one.Message.Contains("no mail has a template", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(fault.Faults, one => one.Message.Contains("UTF-8", StringComparison.Ordinal));
    }

    [Fact]
    public void A_layout_may_be_replaced_and_uses_what_its_parts_assign()
    {
        Write("layout.en.txt.liquid", "[{{ headline }}]\n{{ content }}\n-- \n{{ office_name }}");

        var mail = new MailTemplates(folder).Render("overdue", "en", MailCases.Model);

        Assert.StartsWith("[12 days overdue]\nUnder Article 12", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_documentation_names_every_variable()
    {
        var documentation = File.ReadAllText(Path.Combine(Repository.Root, "shared", "Supervision", "Mail", "Messages", "README.md"));

        Assert.All(MailTemplates.VariableNames, name => Assert.Contains($"`{name}`", documentation, StringComparison.Ordinal));
    }

    [Fact]
    public void Says_which_part_of_the_model_is_missing()
    {
        var templates = new MailTemplates();

        Assert.Throws<ArgumentException>(() => templates.Render("resolved", "en", MailCases.Model));
        Assert.Throws<ArgumentException>(() => templates.Render("overdue", "en", MailCases.Model with { Deadline = null }));
        Assert.Throws<ArgumentException>(() => templates.Render("overdue", "fr", MailCases.Model));
        Assert.Throws<ArgumentException>(() => templates.Render("overdoo", "en", MailCases.Model));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
