using System.Text.Json.Nodes;
using Supervision.Functions.Commands;
using Supervision.Jurisdictions;

namespace Supervision.Tests.Jurisdictions;

public sealed class ProfileCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("supervision-profile-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task It_prints_a_profile_that_it_takes_back()
    {
        Assert.Equal(0, await ProfileCommand.PrintAsync(schema: false, output));

        var file = Path.Combine(folder, "own.json");
        await File.WriteAllTextAsync(file, output.ToString(), TestContext.Current.CancellationToken);
        Assert.Equal(0, await ProfileCommand.CheckAsync(file, output, error));
        Assert.EndsWith($"{JurisdictionProfiles.LoadShipped("national").Reference}, no faults.{Environment.NewLine}", output.ToString(), StringComparison.Ordinal);
        Assert.Empty(error.ToString());
    }

    [Fact]
    public async Task It_prints_the_schema()
    {
        Assert.Equal(0, await ProfileCommand.PrintAsync(schema: true, output));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(JurisdictionProfiles.Schema), JsonNode.Parse(output.ToString())));
    }

    [Fact]
    public async Task Every_fault_of_a_file_is_on_a_line_with_its_place_and_code()
    {
        var profile = JsonNode.Parse(JurisdictionProfiles.Write(JurisdictionProfiles.LoadShipped("jilin-like")))!;
        profile["defaultCommittee"] = "nobody";
        profile["defaults"]![0]!["period"] = "P0D";

        Assert.Equal(1, await CheckAsync(profile.ToJsonString()));

        Assert.Equal(["$.defaultCommittee: profile-unknown-committee:", "$.defaults[0].period: profile-out-of-range:"], Places());
    }

    [Fact]
    public async Task A_calendar_that_is_not_there_and_a_file_that_is_not_there_are_faults_too()
    {
        var profile = JsonNode.Parse(JurisdictionProfiles.Write(JurisdictionProfiles.LoadShipped("jilin-like")))!;
        profile["calendar"] = "xx";

        Assert.Equal(1, await CheckAsync(profile.ToJsonString()));
        Assert.Equal(1, await ProfileCommand.CheckAsync(Path.Combine(folder, "none.json"), output, error));

        Assert.Equal(["$: profile-not-found:", "xx-*.csv: calendar-missing:"], Places());
        Assert.Empty(output.ToString());
    }

    private async Task<int> CheckAsync(string json)
    {
        var file = Path.Combine(folder, "own.json");
        await File.WriteAllTextAsync(file, json, TestContext.Current.CancellationToken);
        return await ProfileCommand.CheckAsync(file, output, error);
    }

    private IEnumerable<string> Places() => error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
        .Select(line => string.Join(' ', line.Split(' ')[..2])).Order(StringComparer.Ordinal);
}
