using Azure.Data.Tables;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.History;

public sealed class HistoryTests
{
    private static readonly Progress<int> Nobody = new();
    private static readonly DateOnly Overdue = new(2025, 1, 3);

    [Fact]
    public async Task An_untouched_history_holds_against_its_digests_and_rebuilds_to_the_same_rows()
    {
        await using var world = await LivedAsync();

        var verification = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, TestContext.Current.CancellationToken);
        var rebuilding = await world.Get<RebuildState>().ExecuteAsync(repair: false, Nobody, TestContext.Current.CancellationToken);

        Assert.Empty(verification.Breaks);
        // The rule, the report of 2024, and that of 2025, which opened on its first day.
        Assert.Equal(3, verification.Chains);
        Assert.Equal(2, verification.Digests);
        Assert.True(verification.SealedHeads >= 2);
        Assert.True(verification.Links >= 5);
        Assert.Empty(rebuilding.Differences);
        Assert.Equal(3, rebuilding.Deadlines);
    }

    [Fact]
    public async Task A_changed_fact_is_named()
    {
        await using var world = await LivedAsync();
        var first = Facts(world)[0];
        await Table(world).UpdateEntityAsync(
            new TableEntity(first.PartitionKey, first.RowKey) { ["Content"] = ((string)first["Content"]!).Replace("2025-01-02", "2025-02-02", StringComparison.Ordinal) },
            Azure.ETag.All,
            TableUpdateMode.Merge,
            TestContext.Current.CancellationToken);

        var verification = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, TestContext.Current.CancellationToken);

        // The link after the changed one no longer follows it, and neither does what was sealed of the chain.
        Assert.Equal("previous-differs", verification.Breaks[0].Code);
        Assert.EndsWith("-000002", verification.Breaks[0].Link, StringComparison.Ordinal);
        Assert.Contains(verification.Breaks, found => found.Code == "digest-differs");
    }

    [Fact]
    public async Task A_link_taken_out_is_named()
    {
        await using var world = await LivedAsync();
        var second = Facts(world)[1];
        await Table(world).DeleteEntityAsync(second.PartitionKey, second.RowKey, cancellationToken: TestContext.Current.CancellationToken);

        var verification = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, TestContext.Current.CancellationToken);

        Assert.Equal(new ChainBreak(second.RowKey, "link-missing", verification.Breaks[0].Detail), verification.Breaks[0]);
    }

    [Fact]
    public async Task A_chain_forged_as_a_whole_does_not_fit_its_digest()
    {
        await using var world = await LivedAsync();
        var links = Facts(world).Where(fact => fact.RowKey.StartsWith(ChainPrefix(world), StringComparison.Ordinal)).ToList();
        var deadline = world.Storage.Rows("supervision", "szf").First(row => row.RowKey.StartsWith("deadline-", StringComparison.Ordinal)
            && links[0].RowKey.Contains(row.RowKey["deadline-".Length..], StringComparison.Ordinal));
        var chain = deadline.RowKey["deadline-".Length..];
        var previous = Fact.NoPrevious;
        foreach (var link in links)
        {
            var fact = Fact.FromContent(chain, (string)link["Content"]!) with { Previous = previous, By = "forger" };
            var content = fact.ToContent();
            previous = Fact.HashOf(content);
            await Table(world).UpdateEntityAsync(
                new TableEntity(link.PartitionKey, link.RowKey) { ["Content"] = content, ["Hash"] = previous }, Azure.ETag.All, TableUpdateMode.Merge, TestContext.Current.CancellationToken);
        }

        await Table(world).UpdateEntityAsync(
            new TableEntity(deadline.PartitionKey, deadline.RowKey) { ["Hash"] = previous }, Azure.ETag.All, TableUpdateMode.Merge, TestContext.Current.CancellationToken);

        var alone = await world.Get<VerifyHistory>().ExecuteAsync(DeadlineId.Parse(chain), TestContext.Current.CancellationToken);
        var verification = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, TestContext.Current.CancellationToken);

        Assert.Equal("digest-differs", alone!.Breaks[0].Code);
        Assert.All(verification.Breaks, found => Assert.Equal("digest-differs", found.Code));
        Assert.NotEmpty(verification.Breaks);
    }

    [Fact]
    public async Task A_spoilt_state_is_named_and_made_again_from_the_facts()
    {
        await using var world = await LivedAsync();
        var state = world.Storage.Rows("supervision", "szf").First(row => row.RowKey.StartsWith("deadline-", StringComparison.Ordinal));
        await Table(world).UpdateEntityAsync(
            new TableEntity(state.PartitionKey, state.RowKey) { ["State"] = ((string)state["State"]!).Replace("\"round\":1", "\"round\":2", StringComparison.Ordinal) },
            Azure.ETag.All,
            TableUpdateMode.Merge,
            TestContext.Current.CancellationToken);

        var found = await world.Get<RebuildState>().ExecuteAsync(repair: true, Nobody, TestContext.Current.CancellationToken);
        var after = await world.Get<RebuildState>().ExecuteAsync(repair: false, Nobody, TestContext.Current.CancellationToken);

        Assert.Equal([state.RowKey], found.Differences);
        Assert.Equal(1, found.Repaired);
        Assert.Empty(after.Differences);
        Assert.Equal((string)state["State"]!, (string)world.Storage.Row("supervision", "szf", state.RowKey)!["State"]!);
    }

    [Fact]
    public async Task Days_missed_are_sealed_one_after_another_and_a_day_only_once()
    {
        await using var world = await LivedAsync();
        world.Clock.SetNoon(Overdue.AddDays(9));

        var caughtUp = await world.Get<SealHistory>().ExecuteAsync(TestContext.Current.CancellationToken);
        var again = await world.Get<SealHistory>().ExecuteAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(2, 7).Select(day => Overdue.AddDays(day)), caughtUp);
        Assert.Empty(again);
    }

    /// <summary>A rule overdue and then delivered, a report overdue; the two days sealed.</summary>
    private static async Task<World> LivedAsync()
    {
        var world = await World.StartAsync();
        await world.RegisterOfficeAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Given.Law);
        for (var number = 1; number <= law.Obligations; number++)
        {
            await world.ConfirmAsync(new ObligationId(law.Id, number), new ConfirmationRequest([government]));
        }

        world.Clock.SetNoon(Overdue);
        await world.SweepAsync();
        await world.RelayAsync();
        world.Clock.SetNoon(Overdue.AddDays(1));
        await world.Get<SealHistory>().ExecuteAsync(CancellationToken.None);
        await world.DeliverAsync(
            government, DeliveryKind.Rule, new DeliveryMetadata("临江省湿地生态补偿办法", Issued: new DateOnly(2025, 1, 4)), key: "rule");
        await world.RelayAsync();
        world.Clock.SetNoon(Overdue.AddDays(2));
        await world.Get<SealHistory>().ExecuteAsync(CancellationToken.None);
        return world;
    }

    private static TableClient Table(World world) => world.Storage.CreateTableServiceClient().GetTableClient("supervision");

    private static List<Supervision.InMemoryStorage.StoredRow> Facts(World world) =>
        [.. world.Storage.Rows("supervision", "szf").Where(row => row.RowKey.StartsWith("fact-", StringComparison.Ordinal))];

    private static string ChainPrefix(World world) => Facts(world)[0].RowKey[..^"000000".Length];
}
