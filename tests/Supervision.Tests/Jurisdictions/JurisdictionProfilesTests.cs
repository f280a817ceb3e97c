using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Supervision.Calendars;
using Supervision.Jurisdictions;

namespace Supervision.Tests.Jurisdictions;

public sealed class JurisdictionProfilesTests
{
    public static TheoryData<string> Shipped => [.. JurisdictionProfiles.ShippedIds];

    [Fact]
    public void Ships_a_nation_a_province_and_three_cities() =>
        Assert.Equal(["huludao-like", "jilin-like", "national", "zibo-like", "zigong-like"], JurisdictionProfiles.ShippedIds);

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_profile_is_whole_and_survives_being_written(string id)
    {
        var profile = JurisdictionProfiles.LoadShipped(id);

        Assert.Equal(id, profile.Id);
        Assert.Equal($"{id}@{profile.Version}", profile.Reference);
        Assert.Equal(Enum.GetValues<EscalationStage>(), profile.Ladder.Select(rule => rule.Stage));
        var written = JurisdictionProfiles.Write(profile);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(written),
            JsonNode.Parse(JurisdictionProfiles.Write(JurisdictionProfiles.Parse(written, id)))));
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void What_is_stated_as_law_without_an_article_of_domain_md_is_to_be_confirmed(string id)
    {
        string[] cited = ["legislation-law-62", "legislation-law-66", "legislation-law-112", "supervision-law-27"];

        foreach (var rule in JurisdictionProfiles.LoadShipped(id).Defaults)
        {
            Assert.Equal(!cited.Contains(rule.Basis.Code), rule.ToBeConfirmed);
            Assert.Equal(rule.ToBeConfirmed, rule.Note is not null);
        }
    }

    /// <summary>The terms of the National People's Congress are a matter of record; an example's first day of a term is invented.</summary>
    [Theory]
    [MemberData(nameof(Shipped))]
    public void The_invented_start_of_a_term_is_to_be_confirmed(string id)
    {
        var term = JurisdictionProfiles.LoadShipped(id).Term;

        Assert.Equal(id != "national", term.ToBeConfirmed);
        Assert.Equal(term.ToBeConfirmed, term.Note is not null);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Its_own_calendar_is_shipped(string id) =>
        Assert.Equal("cn", CalendarFiles.Load(JurisdictionProfiles.LoadShipped(id).Calendar, folder: null).Id);

    [Theory]
    [InlineData("2026-01-31T15:59:59Z", "2026-01-31")]
    [InlineData("2026-01-31T16:00:00Z", "2026-02-01")]
    public void Local_dates_are_those_of_the_legislature(string instant, string local) =>
        Assert.Equal(Calendars.SlowDays.Day(local),
            JurisdictionProfiles.LoadShipped("national")
                .LocalDate(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void The_published_schema_names_every_member_and_value_the_product_reads()
    {
        var schema = JsonNode.Parse(JurisdictionProfiles.Schema)!;

        AssertMembers(schema, typeof(JurisdictionProfile), "$schema");
        AssertMembers(schema["$defs"]!["default"]!, typeof(DefaultRule));
        AssertMembers(schema["$defs"]!["stage"]!, typeof(StageRule));
        AssertMembers(schema["$defs"]!["basis"]!, typeof(LegalBasis));
        AssertMembers(schema["$defs"]!["recurrence"]!["oneOf"]![0]!, typeof(EachCalendarPeriod), "recurs");
        AssertMembers(schema["$defs"]!["recurrence"]!["oneOf"]![1]!, typeof(TimesPerTerm), "recurs");
        AssertMembers(schema["$defs"]!["recurrence"]!["oneOf"]![2]!, typeof(FromLastDelivery), "recurs");
        Assert.Equal(ObligationKindNames.All, Values(schema["$defs"]!["default"]!["properties"]!["kind"]!));
        Assert.Equal(Enum.GetValues<EscalationStage>().Select(stage => stage.Name()),
            Values(schema["$defs"]!["stage"]!["properties"]!["stage"]!));

        static IEnumerable<string> Values(JsonNode rule) => rule["enum"]!.AsArray().Select(value => value!.GetValue<string>());

        static void AssertMembers(JsonNode rule, Type type, params string[] besides) => Assert.Equal(
            type.GetProperties().Where(property => property.Name is not ("Reference" or "Schema"))
                .Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]).Concat(besides)
                    .Order(StringComparer.Ordinal),
            rule["properties"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Stage_names_are_those_of_ids_and_json()
    {
        foreach (var stage in Enum.GetValues<EscalationStage>())
        {
            Assert.Equal($"\"{stage.Name()}\"", System.Text.Json.JsonSerializer.Serialize(stage));
            Assert.True(EscalationStages.TryParse(stage.Name(), out var parsed));
            Assert.Equal(stage, parsed);
        }

        Assert.False(EscalationStages.TryParse("Overdue", out _));
    }

    [Theory]
    [InlineData("version", "\"1\"", ProfileFaultCodes.WrongValue, "$.version")]
    [InlineData("version", null, ProfileFaultCodes.MissingMember, "$")]
    [InlineData("colour", "\"red\"", ProfileFaultCodes.UnknownMember, "$.colour")]
    [InlineData("name", "\"Jilin\"", ProfileFaultCodes.WrongType, "$.name")]
    [InlineData("name.zh", "\"\"", ProfileFaultCodes.OutOfRange, "$.name.zh")]
    [InlineData("timeZone", "\"Asia/Atlantis\"", ProfileFaultCodes.UnknownTimeZone, "$.timeZone")]
    [InlineData("lastDayRule", "\"NextWorkingDay\"", ProfileFaultCodes.WrongValue, "$.lastDayRule")]
    [InlineData("lastDayRule", "0", ProfileFaultCodes.WrongValue, "$.lastDayRule")]
    [InlineData("languages", "[]", ProfileFaultCodes.OutOfRange, "$.languages")]
    [InlineData("languages", "[\"en\",\"en\"]", ProfileFaultCodes.Duplicate, "$.languages")]
    [InlineData("term.years", "0", ProfileFaultCodes.OutOfRange, "$.term.years")]
    [InlineData("term.years", "2.5", ProfileFaultCodes.WrongType, "$.term.years")]
    [InlineData("term.start", "\"2023-02-30\"", ProfileFaultCodes.WrongValue, "$.term.start")]
    [InlineData("term.start", "\"2023-01-31\"", ProfileFaultCodes.OutOfRange, "$.term.start")]
    [InlineData("defaultCommittee", "\"nobody\"", ProfileFaultCodes.UnknownCommittee, "$.defaultCommittee")]
    [InlineData("committees.1.id", "\"legislative-affairs\"", ProfileFaultCodes.Duplicate, "$.committees[1].id")]
    [InlineData("defaults.0.period", "\"1 year\"", ProfileFaultCodes.WrongValue, "$.defaults[0].period")]
    [InlineData("defaults.0.period", "\"P500Y\"", ProfileFaultCodes.WrongValue, "$.defaults[0].period")]
    [InlineData("defaults.0.period", "\"P0D\"", ProfileFaultCodes.OutOfRange, "$.defaults[0].period")]
    [InlineData("defaults.0.period", null, ProfileFaultCodes.DefaultClock, "$.defaults[0]")]
    [InlineData("defaults.0.basis", null, ProfileFaultCodes.MissingMember, "$.defaults[0]")]
    [InlineData("defaults.0.basis.article", null, ProfileFaultCodes.BasisWithoutArticle, "$.defaults[0].basis")]
    [InlineData("defaults.1.validTo", "\"2014-01-01\"", ProfileFaultCodes.DefaultDates, "$.defaults[1].validTo")]
    [InlineData("defaults.0.recurrence", "{\"recurs\":\"times-per-term\",\"times\":2}", ProfileFaultCodes.DefaultClock, "$.defaults[0]")]
    [InlineData("defaults.0.recurrence", "{\"recurs\":\"often\"}", ProfileFaultCodes.WrongValue, "$.defaults[0].recurrence.recurs")]
    [InlineData("defaults.0.recurrence", "{\"times\":2}", ProfileFaultCodes.MissingMember, "$.defaults[0].recurrence")]
    [InlineData("defaults.3.instruments", null, ProfileFaultCodes.DefaultUnreachable, null)]
    [InlineData("ladder.0.stage", "\"warning\"", ProfileFaultCodes.WrongValue, "$.ladder[0].stage")]
    [InlineData("ladder.0.when.days", "0", ProfileFaultCodes.OutOfRange, "$.ladder[0].when.days")]
    [InlineData("ladder.1.when.at", "\"after-due\"", ProfileFaultCodes.LadderTime, null)]
    [InlineData("ladder.1.when.period", "\"P1M\"", ProfileFaultCodes.LadderTime, "$.ladder[1].when.period")]
    [InlineData("ladder.2.stage", "\"reminder\"", ProfileFaultCodes.LadderOrder, null)]
    [InlineData("ladder.2.recipients", "[\"everybody\"]", ProfileFaultCodes.WrongValue, "$.ladder[2].recipients[0]")]
    [InlineData("ladder.3.afterOverdueNotice", null, ProfileFaultCodes.LadderNotice, "$.ladder[3]")]
    [InlineData("ladder.2.afterOverdueNotice", "\"10WD\"", ProfileFaultCodes.LadderNotice, "$.ladder[2]")]
    [InlineData("ladder.5.when.period", "\"P30D\"", ProfileFaultCodes.LadderOrder, "$.ladder[5].when.period")]
    public void Names_path_and_code_of_a_fault(string member, string? value, string code, string? path)
    {
        var json = Changed(member, value);

        var exception = Assert.Throws<ProfileException>(() => JurisdictionProfiles.Parse(json, "test"));

        Assert.Contains(exception.Faults, fault => fault.Code == code && (path is null || fault.Path == path));
        Assert.Contains(exception.Faults[0].ToString(), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_every_fault_at_once()
    {
        var json = """{ "id": "X", "id": "y", "colour": 1, "ladder": [ { "stage": "overdue", "when": { "at": "after-due" } } ] }""";

        var exception = Assert.Throws<ProfileException>(() => JurisdictionProfiles.Parse(json, "test"));

        Assert.Equal(
            [
                ("profile-duplicate", "$.id"), ("profile-missing-member", "$"), ("profile-missing-member", "$.ladder[0].when"),
                ("profile-missing-member", "$.ladder[0]"), ("profile-unknown-member", "$.colour"), ("profile-wrong-value", "$.id"),
            ],
            exception.Faults.Select(fault => (fault.Code, fault.Path)).Distinct().OrderBy(pair => pair.Code, StringComparer.Ordinal)
                .ThenByDescending(pair => pair.Path == "$" ? 1 : 0)
                .ThenByDescending(pair => pair.Path.Length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"id\": ")]
    [InlineData("{ } // comment")]
    public void Refuses_what_is_not_json(string json) =>
        Assert.Equal(ProfileFaultCodes.NotJson,
            Assert.Throws<ProfileException>(() => JurisdictionProfiles.Parse(json, "test")).Faults[0].Code);

    [Fact]
    public void The_profile_and_calendar_of_the_settings_are_registered_or_stop_the_start()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Changed("id", "\"our-province\""));

            using var own = With("Jurisdiction:File", file).BuildServiceProvider();
            using var standard = With("Other", "").BuildServiceProvider();

            Assert.Equal("our-province", own.GetRequiredService<JurisdictionProfile>().Id);
            Assert.Equal("national", standard.GetRequiredService<JurisdictionProfile>().Id);
            Assert.True(standard.GetRequiredService<WorkingDayCalendar>().IsAnnounced(2026));
            Assert.Equal(ProfileFaultCodes.NotFound,
                Assert.Throws<ProfileException>(() => With("Jurisdiction:Profile", "atlantis")).Faults[0].Code);
            Assert.Equal(ProfileFaultCodes.NotFound,
                Assert.Throws<ProfileException>(() => With("Jurisdiction:File", "/no/such.json")).Faults[0].Code);
            Assert.Throws<CalendarException>(() => With("Calendars:Folder", "/no/such/folder"));
        }
        finally
        {
            File.Delete(file);
        }

        static IServiceCollection With(string key, string value) => new ServiceCollection()
            .AddJurisdiction(new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build());
    }

    /// <summary>
    /// The Jilin-like profile with one member set, or removed when the value is null. The path is dotted; numbers are indexes.
    /// </summary>
    private static string Changed(string member, string? value)
    {
        var root = JsonNode.Parse(File.ReadAllText(
            Path.Combine(Repository.Root, "shared", "Supervision", "Jurisdictions", "Profiles", "jilin-like.json")))!;
        var steps = member.Split('.');
        var parent = steps[..^1].Aggregate(root, (node, step) => int.TryParse(step, out var index) ? node[index]! : node[step]!);
        if (value is null) parent.AsObject().Remove(steps[^1]);
        else parent[steps[^1]] = JsonNode.Parse(value);
        return root.ToJsonString();
    }
}
