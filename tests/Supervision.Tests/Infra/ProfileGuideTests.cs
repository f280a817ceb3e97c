using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Supervision.Calendars;
using Supervision.Functions.Commands;
using Supervision.Jurisdictions;

namespace Supervision.Tests.Infra;

/// <summary>The guide to a profile and calendar of one's own, in both languages.</summary>
public sealed partial class ProfileGuideTests
{
    [Theory]
    [InlineData("profile.md")]
    [InlineData("profile.zh-CN.md")]
    public void The_example_of_one_period_works_as_the_guide_tells_it(string name)
    {
        var example = JsonNode.Parse(Block(name, "json"))!;
        var own = JsonNode.Parse(JurisdictionProfiles.Write(JurisdictionProfiles.LoadShipped("jilin-like")))!;
        var defaults = own["defaults"]!.AsArray();
        var former = defaults.Single(rule => rule!["id"]!.GetValue<string>() == "rectification")!;
        former["validTo"] = "2026-04-30";
        Assert.Contains("\"validTo\": \"2026-04-30\"", Guide(name), StringComparison.Ordinal);
        defaults.Insert(former.GetElementIndex(), example);

        var profile = JurisdictionProfiles.Parse(own.ToJsonString(), name);

        Assert.Equal(Period.Months(3), profile.DefaultFor("rectification", LawRank.Local, new DateOnly(2026, 4, 30))!.Period);
        Assert.Equal(Period.Months(4), profile.DefaultFor("rectification", LawRank.Local, new DateOnly(2026, 5, 1))!.Period);
    }

    [Theory]
    [InlineData("profile.md")]
    [InlineData("profile.zh-CN.md")]
    public void The_calendar_file_is_read(string name)
    {
        var file = Regex.Matches(Guide(name), "(?ms)^```\n(date,day\n.*?)^```").Single().Groups[1].Value;
        var folder = Directory.CreateTempSubdirectory("supervision-calendar-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "cn-2027.csv"), file);

            var calendar = CalendarFiles.Load("cn", folder.FullName);

            Assert.False(CalendarFiles.Load("cn", null).IsAnnounced(2027));
            Assert.True(calendar.IsAnnounced(2027));
            Assert.True(calendar.IsWorkingDay(new DateOnly(2027, 1, 3)));
            Assert.False(calendar.IsWorkingDay(new DateOnly(2027, 1, 1)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("profile.md")]
    [InlineData("profile.zh-CN.md")]
    public void Every_member_of_a_profile_and_of_a_default_is_explained(string name)
    {
        var schema = JsonNode.Parse(JurisdictionProfiles.Schema)!;
        var members = schema["properties"]!.AsObject().Concat(schema["$defs"]!["default"]!["properties"]!.AsObject()).Select(member => member.Key).ToList();

        Assert.Contains("defaultCommittee", members);
        Assert.All(members.Except(["id"]), member => Assert.Contains($"`{member}`", Guide(name), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("profile.md")]
    [InlineData("profile.zh-CN.md")]
    public void Every_command_option_and_shipped_profile_that_it_names_exists(string name)
    {
        var guide = Guide(name);
        var command = CommandLine.Root().Subcommands.Single(command => command.Name == "profile");

        Assert.All(Command().Matches(guide), match => Assert.Equal("profile", match.Groups[1].Value));
        Assert.Equal(
            command.Options.Select(option => option.Name).Except(["--help"]).Order(StringComparer.Ordinal),
            Option().Matches(guide).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
        Assert.All(JurisdictionProfiles.ShippedIds, id => Assert.Contains($"`{id}`", guide, StringComparison.Ordinal));
    }

    private static string Guide(string name) => File.ReadAllText(Path.Combine(Repository.Root, "infra", name));

    private static string Block(string name, string language) => Regex.Matches(Guide(name), $"(?ms)^```{language}\n(.*?)^```").Single().Groups[1].Value;

    [GeneratedRegex(@"Supervision\.Functions ([a-z-]+)")]
    private static partial Regex Command();

    [GeneratedRegex(@"profile (--[a-z]+)")]
    private static partial Regex Option();
}
