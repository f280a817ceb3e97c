using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Supervision.Tests.Infra;

public sealed partial class InfraSourceTests
{
    // Where the clouds' endpoints end; environment() knows them.
    private static readonly string[] Endpoints =
    [
        "core.windows.net", "core.chinacloudapi.cn", "azurewebsites.net", "chinacloudsites.cn", "vault.azure.net", "vault.azure.cn",
        "vaultcore.azure", "login.microsoftonline", "login.chinacloudapi", "management.azure.com", "management.chinacloudapi",
        "azurecomm.net", "applicationinsights.", "monitor.azure.com", "database.windows.net", "azureedge.net", "trafficmanager",
    ];

    [Fact]
    public void No_endpoint_of_a_cloud_is_spelled_out()
    {
        foreach (var (file, text) in Sources())
        {
            Assert.All(
                Endpoints,
                endpoint => Assert.False(text.Contains(endpoint, StringComparison.OrdinalIgnoreCase), $"{file} spells out {endpoint}."));
        }
    }

    [Fact]
    public void Modules_build_every_address_from_parts()
    {
        foreach (var (file, text) in Sources().Where(source => source.File.EndsWith(".bicep", StringComparison.Ordinal)))
        {
            Assert.All(
                Address.Matches(text),
                match => Assert.True(match.Value.EndsWith("${", StringComparison.Ordinal), $"{file}: {match.Value}"));
        }
    }

    [Fact]
    public void Every_module_says_what_it_is_for()
    {
        foreach (var (file, text) in Sources().Where(source => source.File.EndsWith(".bicep", StringComparison.Ordinal)))
        {
            Assert.True(text.StartsWith("metadata description = '", StringComparison.Ordinal), file);
        }
    }

    [Fact]
    public void Roles_are_granted_in_one_file_only()
    {
        var granting = Sources().Where(source => source.Text.Contains("roleAssignments@", StringComparison.Ordinal))
            .Select(source => Path.GetFileName(source.File));

        Assert.Equal(["roles.bicep"], granting);
    }

    [Fact]
    public void Every_linter_rule_is_an_error()
    {
        var config = File.ReadAllText(Path.Combine(Repository.Root, "infra", "bicepconfig.json"));
        var levels = Level.Matches(config).Select(match => match.Groups[1].Value).ToList();

        Assert.True(levels.Count >= 30);
        Assert.All(levels, level => Assert.Equal("error", level));
    }

    [Fact]
    public async Task What_would_be_deployed_is_what_was_reviewed()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            var reviewed = await File.ReadAllTextAsync(
                Path.Combine(Repository.Root, "infra", "snapshots", deployment.Stage + ".snapshot.json"),
                TestContext.Current.CancellationToken);

            Assert.Empty(deployment.Diagnostics.EnumerateArray());
            // The CLI writes the outputs in any order.
            Assert.True(
                JsonNode.DeepEquals(JsonNode.Parse(reviewed), JsonNode.Parse(deployment.Text)),
                $"{deployment.Stage} changed: look at it, then run .ci/bicep snapshot --update");
        }
    }

    [Fact]
    public async Task Everything_carries_the_tags_of_the_product()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            var tagged = deployment.Resources.Where(resource => resource.Has("location")).ToList();

            Assert.All(tagged, resource => Assert.Equal("supervision", resource.Text("tags.product")));
            Assert.All(tagged, resource => Assert.True(resource.At("tags").Has("stage")));
        }
    }

    [Fact]
    public async Task Whatever_holds_data_or_runs_code_logs_to_the_workspace()
    {
        var logging = new Dictionary<string, string>
        {
            ["Microsoft.Storage/storageAccounts/blobServices"] = "StorageDelete",
            ["Microsoft.Storage/storageAccounts/tableServices"] = "StorageDelete",
            ["Microsoft.KeyVault/vaults"] = "AuditEvent",
            ["Microsoft.Web/sites"] = "FunctionAppLogs",
        };
        foreach (var deployment in await Deployment.AllAsync())
        {
            var workspace = deployment.Every("Microsoft.OperationalInsights/workspaces")[0].Text("id");
            var logged = deployment.Every("Microsoft.Insights/diagnosticSettings")
                .Where(setting => setting.Text("properties.workspaceId") == workspace)
                .SelectMany(setting => setting.At("properties.logs").EnumerateArray().Where(log => log.Flag("enabled"))
                    .Select(log => $"{setting.Text("id").Split("/providers/Microsoft.Insights/")[0]} {log.Text("category")}")).ToList();

            Assert.All(logging, pair => Assert.All(
                deployment.Every(pair.Key), resource => Assert.Contains($"{resource.Text("id")} {pair.Value}", logged)));
        }
    }

    [Fact]
    public async Task A_budget_warns_where_one_is_asked_for()
    {
        var budget = Assert.Single((await Deployment.OfAsync("prod")).Every("Microsoft.Consumption/budgets"));

        Assert.Equal(300, budget.Number("properties.amount"));
        Assert.Equal(80, budget.Number("properties.notifications.actualAt80Percent.threshold"));
        Assert.Equal(100, budget.Number("properties.notifications.forecastAt100Percent.threshold"));
        Assert.True(budget.At("properties.notifications.actualAt80Percent.contactGroups").GetArrayLength() > 0);
        Assert.Empty((await Deployment.OfAsync("dev")).Any("Microsoft.Consumption/budgets"));
    }

    [Fact]
    public async Task Outputs_are_few_and_each_is_used()
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "README.md"), TestContext.Current.CancellationToken);
        foreach (var deployment in await Deployment.AllAsync())
        {
            var names = deployment.Outputs.EnumerateObject().Select(output => output.Name).ToList();

            Assert.InRange(names.Count, 1, 6);
            Assert.All(names, name => Assert.Contains(name, guide, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_parameter_and_alert_rule_is_in_the_guides()
    {
        var main = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", "main.bicep"), TestContext.Current.CancellationToken);
        foreach (var name in new[] { "README.md", "README.zh-CN.md" })
        {
            var guide = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "infra", name), TestContext.Current.CancellationToken);
            Assert.All(Parameter.Matches(main), match => Assert.Contains($"`{match.Groups[1].Value}`", guide, StringComparison.Ordinal));
            var rules = (await Deployment.OfAsync("prod")).Every("Microsoft.Insights/scheduledQueryRules")
                .Select(rule => rule.Text("name").Replace("supervision-prod-", "", StringComparison.Ordinal));
            Assert.All(rules, rule => Assert.Contains($"`{rule}`", guide, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_document_is_in_English_and_in_Chinese()
    {
        var documents = Directory.EnumerateFiles(Path.Combine(Repository.Root, "infra"), "*.md", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".zh-CN.md", StringComparison.Ordinal)).ToList();

        Assert.True(documents.Count > 10);
        foreach (var file in documents)
        {
            var chinese = Path.ChangeExtension(file, ".zh-CN.md");
            var text = File.ReadAllText(file);
            Assert.True(File.Exists(chinese)
                ? text.Contains($"({Path.GetFileName(chinese)})", StringComparison.Ordinal) && File.ReadAllText(chinese).Contains($"({Path.GetFileName(file)})", StringComparison.Ordinal)
                : ChineseCharacter.Count(text) > 60, $"{file} is in one language, or does not name the other.");
        }
    }

    private static IEnumerable<(string File, string Text)> Sources() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "infra"), "*.bicep*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".json", StringComparison.Ordinal)).Select(file => (file, File.ReadAllText(file)));

    [GeneratedRegex("""https?://.{2}""")]
    private static partial Regex Address { get; }

    [GeneratedRegex("""level": "(\w+)""")]
    private static partial Regex Level { get; }

    [GeneratedRegex("[\u4e00-\u9fff]")]
    private static partial Regex ChineseCharacter { get; }

    [GeneratedRegex("""^param (\w+) """, RegexOptions.Multiline)]
    private static partial Regex Parameter { get; }
}
