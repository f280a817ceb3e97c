using System.Text.RegularExpressions;
using Supervision.Operations.Health;

namespace Supervision.Tests.Infra;

public sealed partial class RunbookTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "infra", "runbook");

    [Fact]
    public async Task Every_alert_rule_has_its_page_in_both_languages_and_every_page_its_rule()
    {
        var rules = new HashSet<string>();
        foreach (var deployment in await Deployment.AllAsync())
        {
            rules.UnionWith(deployment.Every("Microsoft.Insights/scheduledQueryRules").Concat(deployment.Every("Microsoft.Insights/metricAlerts"))
                .Select(rule => RuleOf(rule.Text("name"))));
            rules.UnionWith(deployment.Any("Microsoft.EventGrid/systemTopics/eventSubscriptions").Select(rule => rule.Text("name").Split('/')[^1]));
        }

        var pages = Directory.EnumerateFiles(Folder, "*.md").Select(Path.GetFileNameWithoutExtension).Where(name => name != "health").ToList();

        Assert.Equal(rules.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
        foreach (var page in pages)
        {
            var text = await File.ReadAllTextAsync(Path.Combine(Folder, page + ".md"), TestContext.Current.CancellationToken);
            Assert.StartsWith($"# {page}\n", text, StringComparison.Ordinal);
            Assert.All(["## What it means", "## What to do", "## 中文", "**含义。**", "**处置。**"], part => Assert.Contains(part, text, StringComparison.Ordinal));
            Assert.All(Rules(text), rule => Assert.Contains(rule, pages.Append("health")));
        }
    }

    [Fact]
    public async Task Every_alert_rule_names_its_page()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            var rules = deployment.Every("Microsoft.Insights/scheduledQueryRules").Concat(deployment.Every("Microsoft.Insights/metricAlerts"));
            Assert.All(rules, rule => Assert.Contains(
                $"runbook/{RuleOf(rule.Text("name"))}.md",
                rule.Text("properties.description"),
                StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_code_of_the_health_endpoint_is_explained()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "health.md"));
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "shared", "Supervision", "Operations", "Health"), "*.cs").Select(File.ReadAllText);
        var codes = sources.SelectMany(source => Code.Matches(source)).Select(match => match.Groups[1].Value).Distinct().ToList();
        var explained = ExplainedCode.Matches(text).Select(match => match.Groups[1].Value);

        Assert.Contains(HealthRules.Agenda(1, 0).Code, codes);
        Assert.Equal(codes.Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
    }

    private static string RuleOf(string name) => Installation.Replace(Numbered.Replace(name, ""), "");

    private static IEnumerable<string> Rules(string text) => Link.Matches(text).Select(match => match.Groups[1].Value);

    [GeneratedRegex("^supervision-(dev|prod)-")]
    private static partial Regex Installation { get; }

    [GeneratedRegex("-[0-9]+$")]
    private static partial Regex Numbered { get; }

    [GeneratedRegex("\\]\\(([a-z-]+)\\.md\\)")]
    private static partial Regex Link { get; }

    [GeneratedRegex("\"((?:storage|sweep|agenda|relay|mail|seal|calendar)-[a-z-]+|restoring|failed|no-answer)\"")]
    private static partial Regex Code { get; }

    [GeneratedRegex("(?m)^\\|[^|]*\\| `([a-z-]+)` \\|")]
    private static partial Regex ExplainedCode { get; }
}
