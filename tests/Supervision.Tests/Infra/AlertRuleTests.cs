using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Supervision.Functions;
using Supervision.LocalHost;

namespace Supervision.Tests.Infra;

public sealed partial class AlertRuleTests
{
    private const string LogRule = "Microsoft.Insights/scheduledQueryRules";

    [Theory]
    [InlineData("function-failures", "PT15M")]
    [InlineData("no-sweep", "PT6H")]
    [InlineData("mail-given-up", "PT15M")]
    [InlineData("server-errors", "PT15M")]
    [InlineData("critical-logs", "PT15M")]
    public async Task The_team_is_told_by_log(string name, string window)
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            var rule = Assert.Single(deployment.Every(LogRule), rule => rule.Text("name").EndsWith("-" + name, StringComparison.Ordinal));

            Assert.True(rule.Flag("properties.enabled"));
            Assert.Equal(window, rule.Text("properties.windowSize"));
            var team = Assert.Single(deployment.Every("Microsoft.Insights/actionGroups"));
            Assert.Equal(team.Text("id"), rule.At("properties.actions.actionGroups")[0].GetString());
            Assert.True(team.At("properties.emailReceivers").GetArrayLength() > 0);
        }
    }

    [Fact]
    public async Task The_absence_of_a_good_sweep_is_what_alarms()
    {
        var rules = (await Deployment.OfAsync("prod")).Every(LogRule);
        var rule = rules.Single(rule => rule.Text("name").EndsWith("-no-sweep", StringComparison.Ordinal));
        var condition = rule.At("properties.criteria.allOf")[0];

        Assert.Equal("Count", condition.Text("timeAggregation"));
        Assert.Equal("LessThan", condition.Text("operator"));
        Assert.Equal(1, condition.Number("threshold"));
    }

    [Fact]
    public async Task Throttling_is_watched_on_every_storage_account()
    {
        foreach (var deployment in await Deployment.AllAsync())
        {
            var watched = deployment.Every("Microsoft.Insights/metricAlerts").Select(rule => rule.At("properties.scopes")[0].GetString());

            Assert.Equal(
                deployment.Every("Microsoft.Storage/storageAccounts").Select(account => account.Text("id")).Order(StringComparer.Ordinal),
                watched.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Secrets_that_run_out_are_told_where_the_cloud_can()
    {
        foreach (var stage in new[] { "dev", "prod" })
        {
            var deployment = await Deployment.OfAsync(stage);
            var subscription = Assert.Single(deployment.Every("Microsoft.EventGrid/systemTopics/eventSubscriptions"));

            Assert.Equal("MonitorAlert", subscription.Text("properties.destination.endpointType"));
            var events = subscription.At("properties.filter.includedEventTypes").EnumerateArray().Select(name => name.GetString());
            Assert.Contains("Microsoft.KeyVault.SecretNearExpiry", events);
            Assert.Contains("Microsoft.KeyVault.SecretExpired", events);
            Assert.Contains("Microsoft.KeyVault.CertificateNearExpiry", events);
            Assert.Contains("Microsoft.KeyVault.CertificateExpired", events);
            var team = Assert.Single(deployment.Every("Microsoft.Insights/actionGroups")).Text("id");
            Assert.Equal(team, subscription.At("properties.destination.properties.actionGroups")[0].GetString());
        }
    }

    [Fact]
    public async Task Rules_look_for_functions_and_messages_that_the_product_has()
    {
        var functions = typeof(FunctionServices).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name).OfType<string>().ToHashSet();
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var messages = typeof(SupervisionRegistration).Assembly.GetTypes().SelectMany(type => type.GetMethods(All))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.Message).OfType<string>().ToList();
        var queries = (await Deployment.OfAsync("prod")).Every(LogRule)
            .Select(rule => rule.At("properties.criteria.allOf")[0].Text("query")).ToList();

        var named = queries.SelectMany(query => FunctionName.Matches(query)).Select(match => match.Groups[1].Value).ToList();
        var phrases = queries.SelectMany(query => Phrase.Matches(query)).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(["SweepDeadlines"], named);
        Assert.All(named, name => Assert.Contains(name, functions));
        Assert.Equal(3, phrases.Count);
        Assert.All(phrases, phrase => Assert.Contains(messages, message =>
            message.StartsWith("Mail ", StringComparison.Ordinal) && message.Contains(phrase, StringComparison.Ordinal)));
    }

    [GeneratedRegex("""\bName == "(\w+)" """)]
    private static partial Regex FunctionName { get; }

    [GeneratedRegex("Message has \"([^\"]+)\"")]
    private static partial Regex Phrase { get; }
}
