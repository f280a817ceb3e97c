using Azure;
using Azure.Data.Tables;
using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Explanations;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Obligations;
using Supervision.Papers;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.History;

/// <summary>Each kind of row is spoilt in turn: whoever rebuilds names exactly that row, mends it, and finds nothing after.</summary>
public sealed class RebuildTests
{
    private static readonly Progress<int> Nobody = new();
    private static readonly DepartmentId Government = DepartmentId.Parse("szf");

    private const int MostMoments = 40;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("supervision", "szf", "deadline-")]
    [InlineData("supervision", "szf", "alert-")]
    [InlineData("supervision", "slt", "joint-")]
    [InlineData("views", "law-", "")]
    [InlineData("views", "due-", "")]
    [InlineData("views", "alerts-open-", "")]
    [InlineData("views", "awaited", "")]
    [InlineData("views", "ended", "")]
    [InlineData("views", "unmatched", "")]
    [InlineData("views", "removals", "")]
    [InlineData("views", "laws", "")]
    public async Task A_row_taken_away_is_named_and_made_again(string table, string partition, string row)
    {
        await using var world = await LivedAsync();
        var lost = Shown(world, table, partition, row);
        await Table(world, table).DeleteEntityAsync(lost.PartitionKey, lost.RowKey, cancellationToken: Stop);

        await NamesAndMendsAsync(world, lost);

        var again = world.Storage.Row(table, lost.PartitionKey, lost.RowKey)!;
        Assert.Equal(lost.Text("State") ?? lost.Text("Alert") ?? lost.Text("Content") ?? lost.Text("Home"), again.Text("State") ?? again.Text("Alert") ?? again.Text("Content") ?? again.Text("Home"));
    }

    [Theory]
    [InlineData("supervision", "szf", "deadline-", "State", "\"round\":1", "\"round\":2")]
    [InlineData("supervision", "szf", "alert-", "Alert", "\"raisedOn\":\"2025", "\"raisedOn\":\"2024")]
    [InlineData("views", "law-", "", "Content", "\"due\":\"2", "\"due\":\"3")]
    [InlineData("views", "due-", "", "Content", "\"due\":\"2", "\"due\":\"3")]
    [InlineData("views", "alerts-open-", "", "Content", "\"overdue\"", "\"reminder\"")]
    [InlineData("views", "awaited", "", "Content", "\"due\":\"2", "\"due\":\"3")]
    [InlineData("views", "removals", "", "Content", "admin1", "admin2")]
    public async Task A_row_that_says_something_else_is_named_and_made_again(string table, string partition, string row, string property, string from, string to)
    {
        await using var world = await LivedAsync();
        var spoilt = Shown(world, table, partition, row);
        var text = spoilt.Text(property)!;
        Assert.Contains(from, text, StringComparison.Ordinal);
        await Table(world, table).UpdateEntityAsync(
            new TableEntity(spoilt.PartitionKey, spoilt.RowKey) { [property] = text.Replace(from, to, StringComparison.Ordinal) }, ETag.All, TableUpdateMode.Merge, Stop);

        await NamesAndMendsAsync(world, spoilt);

        Assert.Equal(text, world.Storage.Row(table, spoilt.PartitionKey, spoilt.RowKey)!.Text(property));
    }

    [Theory]
    [InlineData("awaited")]
    [InlineData("ended")]
    [InlineData("unmatched")]
    [InlineData("removals")]
    [InlineData("proposals")]
    [InlineData("due-202501")]
    [InlineData("alerts-open-legislative-affairs")]
    public async Task A_row_that_no_state_accounts_for_is_named_and_leaves_its_list(string list)
    {
        await using var world = await LivedAsync();
        await Table(world, "views").AddEntityAsync(new TableEntity(list, "l000000000000-9-szf-1") { ["Seq"] = 7, ["Gone"] = false, ["Content"] = "{}" }, Stop);

        await NamesAndMendsAsync(world, world.Storage.Row("views", list, "l000000000000-9-szf-1")!);

        Assert.True((bool)world.Storage.Row("views", list, "l000000000000-9-szf-1")!["Gone"]!);
    }

    [Fact]
    public async Task A_paper_that_was_changed_or_lost_is_named_and_one_removed_by_decision_is_not()
    {
        await using var world = await LivedAsync();
        var id = new DeadlineId(new ObligationId(Law, 1), Government, "1");
        var papers = world.Storage.Blobs("papers").Where(blob => blob.Metadata["chain"] == id.Value).Select(blob => blob.Name).ToList();
        Assert.Equal(3, papers.Count);
        var container = world.Storage.CreateBlobServiceClient().GetBlobContainerClient("papers");
        await container.GetBlobClient(papers[0]).UploadAsync(BinaryData.FromString("forged"), overwrite: true, Stop);
        await container.GetBlobClient(papers[1]).DeleteAsync(cancellationToken: Stop);
        await RemoveAsync(world, RemovalTarget.Paper(id, papers[2].Replace("/", "", StringComparison.Ordinal)));

        var one = await world.Get<VerifyHistory>().ExecuteAsync(id, Stop);
        var home = await world.Get<VerifyHistory>().ExecuteAsync(Government, null, 50, Stop);
        var all = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop);

        foreach (var found in new[] { one!, home, all })
        {
            Assert.Equal(
                [("paper-differs", papers[0]), ("paper-missing", papers[1])],
                found.Breaks.Select(each => (each.Code, each.Link.Insert(8, "/"))).OrderBy(each => each.Code, StringComparer.Ordinal));
            Assert.Equal([papers[2]], found.Removed.Where(PaperRefs.IsId).Select(paper => paper.Insert(8, "/")));
        }
    }

    [Fact]
    public async Task A_delivery_that_is_no_longer_what_was_received_or_is_lost_is_named()
    {
        await using var world = await LivedAsync();
        Assert.NotEqual(0, (await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop)).Deliveries);
        var row = world.Storage.Rows("supervision", Government.Value).First(row => row.RowKey.StartsWith("delivery-", StringComparison.Ordinal));
        var text = row.Text("Delivery")!;
        var other = text.Replace("\"title\":\"", "\"title\":\"另一", StringComparison.Ordinal);
        Assert.NotEqual(text, other);
        var table = Table(world, "supervision");

        await table.UpdateEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { ["Delivery"] = other }, ETag.All, TableUpdateMode.Merge, Stop);
        await NamesAsync("delivery-differs");

        await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, Stop);
        await NamesAsync("delivery-missing");

        async Task NamesAsync(string code)
        {
            foreach (var found in new[] { await world.Get<VerifyHistory>().ExecuteAsync(Government, null, 50, Stop), await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop) })
            {
                var broken = Assert.Single(found.Breaks);
                Assert.Equal((code, row.RowKey["delivery-".Length..]), (broken.Code, broken.Link));
            }
        }
    }

    [Fact]
    public async Task A_home_is_checked_a_few_chains_at_a_time_and_the_whole_of_it_in_the_end()
    {
        await using var world = await LivedAsync();
        var whole = await world.Get<VerifyHistory>().ExecuteAsync(Government, null, 50, Stop);
        var (chains, links, pages) = (0, 0, 0);
        string? continuation = null;

        do
        {
            var page = await world.Get<VerifyHistory>().ExecuteAsync(Government, continuation, 1, Stop);
            Assert.True(page.Holds);
            Assert.Equal(1, page.Chains);
            (chains, links, pages) = (chains + page.Chains, links + page.Links, pages + 1);
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.True(whole.Holds);
        Assert.True(whole.SealedHeads > 0);
        Assert.Equal((whole.Chains, whole.Links), (chains, links));
        Assert.True(pages >= 3);
    }

    [Fact]
    public async Task A_chain_cut_short_is_named_and_its_state_is_left_as_evidence()
    {
        await using var world = await LivedAsync();
        var chain = Rule.Value;
        var state = world.Storage.Row("supervision", "szf", "deadline-" + chain)!;
        var last = Links(world, chain)[^1];
        await Table(world, "supervision").DeleteEntityAsync(last.PartitionKey, last.RowKey, cancellationToken: Stop);

        var found = await world.Get<RebuildState>().ExecuteAsync(repair: true, Nobody, Stop);
        var verification = await world.Get<VerifyHistory>().ExecuteAsync(Rule, Stop);

        Assert.Equal([("head-differs", chain)], found.Breaks.Select(each => (each.Code, each.Link)));
        Assert.Empty(found.Differences);
        Assert.Equal(0, found.Repaired);
        Assert.Equal(state.Text("State"), world.Storage.Row("supervision", "szf", state.RowKey)!.Text("State"));
        Assert.Equal(state["Seq"], world.Storage.Row("supervision", "szf", state.RowKey)!["Seq"]);
        Assert.Equal("head-differs", Assert.Single(verification!.Breaks, each => each.Link == chain).Code);
    }

    [Theory]
    [InlineData("spoilt", "content-unreadable")]
    [InlineData("{\"key\":\"\"}", "seq-differs")]
    [InlineData("{\"body\":{}}", "content-unreadable")]
    public async Task A_fact_that_cannot_be_read_is_named_and_all_other_chains_are_made_again(string content, string code)
    {
        await using var world = await LivedAsync();
        var before = await world.Get<RebuildState>().ExecuteAsync(repair: false, Nobody, Stop);
        var fact = Links(world, Rule.Value)[0];
        await Table(world, "supervision").UpdateEntityAsync(
            new TableEntity(fact.PartitionKey, fact.RowKey) { ["Content"] = content }, ETag.All, TableUpdateMode.Merge, Stop);

        var found = await world.Get<RebuildState>().ExecuteAsync(repair: true, Nobody, Stop);

        Assert.Equal([(code, fact.RowKey)], found.Breaks.Select(each => (each.Code, each.Link)));
        Assert.Empty(found.Differences);
        Assert.Equal(0, found.Repaired);
        Assert.Equal(before.Deadlines, found.Deadlines);
    }

    [Fact]
    public async Task A_fact_that_cannot_follow_is_named_though_its_chain_was_forged_to_its_head()
    {
        await using var world = await LivedAsync();
        var links = Links(world, Rule.Value);
        var forged = Fact.FromContent(Rule.Value, links[0].Text("Content")!) with { Body = new ChainStepTaken(1, Rule) };
        foreach (var link in links.Skip(1))
        {
            await Table(world, "supervision").DeleteEntityAsync(link.PartitionKey, link.RowKey, cancellationToken: Stop);
        }

        await Table(world, "supervision").UpdateEntityAsync(
            new TableEntity("szf", links[0].RowKey) { ["Content"] = forged.ToContent() }, ETag.All, TableUpdateMode.Merge, Stop);
        await Table(world, "supervision").UpdateEntityAsync(
            new TableEntity("szf", "deadline-" + Rule) { ["Seq"] = 1, ["Hash"] = Fact.HashOf(forged.ToContent()) }, ETag.All, TableUpdateMode.Merge, Stop);

        var found = await world.Get<RebuildState>().ExecuteAsync(repair: true, Nobody, Stop);

        Assert.Equal([("fact-impossible", links[0].RowKey)], found.Breaks.Select(each => (each.Code, each.Link)));
        Assert.Equal(0, found.Repaired);
    }

    [Fact]
    public async Task What_is_decided_while_states_are_made_again_is_neither_a_difference_nor_undone()
    {
        await using var world = await LivedAsync();
        await MeanwhileAsync(world, async () =>
        {
            var found = await world.Get<RebuildState>().ExecuteAsync(repair: true, Nobody, Stop);
            Assert.Empty(found.Breaks);
            Assert.Empty(found.Differences);
            Assert.Equal(0, found.Repaired);
        });

        Assert.Empty((await world.Get<RebuildState>().ExecuteAsync(repair: false, Nobody, Stop)).Differences);
    }

    [Fact]
    public async Task What_is_decided_while_history_is_checked_breaks_nothing()
    {
        await using var world = await LivedAsync();
        await MeanwhileAsync(world, async () => Assert.Empty((await world.Get<VerifyHistory>().ExecuteAsync(Rule, Stop))!.Breaks));
        await MeanwhileAsync(world, async () => Assert.Empty((await world.Get<VerifyHistory>().ExecuteAsync(Government, null, 50, Stop)).Breaks));
        await MeanwhileAsync(world, async () => Assert.Empty((await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop)).Breaks));
    }

    [Fact]
    public async Task A_state_that_was_taken_away_is_named_by_every_check()
    {
        await using var world = await LivedAsync();
        await Table(world, "supervision").DeleteEntityAsync("szf", "deadline-" + Rule, cancellationToken: Stop);

        foreach (var found in await EveryCheckAsync(world))
        {
            Assert.Equal([("head-missing", Rule.Value)], found.Breaks.Select(each => (each.Code, each.Link)));
        }
    }

    [Fact]
    public async Task A_removal_whose_end_is_another_than_its_row_names_is_named()
    {
        await using var world = await LivedAsync();
        var removal = world.Storage.Rows("supervision", "slt").First(row => row.RowKey.StartsWith("removal-", StringComparison.Ordinal));
        await Table(world, "supervision").UpdateEntityAsync(
            new TableEntity("slt", removal.RowKey) { ["Hash"] = Fact.NoPrevious }, ETag.All, TableUpdateMode.Merge, Stop);

        var home = await world.Get<VerifyHistory>().ExecuteAsync(DepartmentId.Parse("slt"), null, 50, Stop);
        var all = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop);

        Assert.All([home, all], found => Assert.Equal(
            [("head-differs", removal.RowKey["removal-".Length..])], found.Breaks.Select(each => (each.Code, each.Link))));
    }

    [Fact]
    public async Task An_end_that_no_digest_holds_is_named_once_its_day_of_grace_is_over_unless_it_waits_to_be_sealed()
    {
        await using var world = await LivedAsync();
        await world.Get<SubmitExplanation>().ExecuteAsync(
            Rule, "四", null, new Act(new Caller("key-szf", Role.Department, Government)), Stop);
        var end = Links(world, Rule.Value)[^1].RowKey;
        world.Clock.SetNoon(new DateOnly(2025, 1, 7));
        await world.Get<SealHistory>().ExecuteAsync(Stop);

        // The relay stood still: it has been asked to carry it, and then it stands in the list of a day not sealed yet.
        var waits = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop);
        await world.RelayAsync();
        var listed = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop);
        await Table(world, "views").DeleteEntityAsync("changed-on-20250107", Rule.Value, cancellationToken: Stop);
        var lost = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop);
        var alone = await world.Get<VerifyHistory>().ExecuteAsync(Rule, Stop);

        Assert.Empty(waits.Breaks);
        Assert.Empty(listed.Breaks);
        Assert.Equal([("not-sealed", end)], lost.Breaks.Select(each => (each.Code, each.Link)));
        Assert.Empty(alone!.Breaks);
        Assert.Equal(1, alone.Unsealed);
    }

    [Theory]
    [InlineData("spoilt", "digest-unreadable")]
    [InlineData("{\"day\":\"2025-01-03\"}", "digest-unreadable")]
    [InlineData("{\"day\":\"2025-01-03\",\"previous\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"heads\":[]}", "sealing-differs")]
    public async Task A_last_digest_that_was_changed_is_named(string content, string code)
    {
        await using var world = await LivedAsync();
        await world.Storage.CreateBlobServiceClient().GetBlobContainerClient("digests").GetBlobClient("20250103.json")
            .UploadAsync(BinaryData.FromString(content), overwrite: true, Stop);

        var all = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop);
        var alone = await world.Get<VerifyHistory>().ExecuteAsync(Rule, Stop);

        Assert.Contains((code, "digest 20250103"), all.Breaks.Select(each => (each.Code, each.Link)));
        Assert.Contains(("sealing-differs", "digest 20250103"), all.Breaks.Select(each => (each.Code, each.Link)));
        Assert.Equal(code == "digest-unreadable" ? [code] : [], alone!.Breaks.Select(each => each.Code));
    }

    [Fact]
    public async Task Digests_of_which_none_is_noted_as_the_last_and_a_last_one_that_is_gone_are_named()
    {
        await using var world = await LivedAsync();
        await Table(world, "views").DeleteEntityAsync("sealing", "last", cancellationToken: Stop);
        var unnoted = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop);
        await Table(world, "views").AddEntityAsync(new TableEntity("sealing", "last") { ["Day"] = "20250104", ["Hash"] = Fact.NoPrevious }, Stop);
        var gone = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop);

        Assert.Equal("sealing-missing", Assert.Single(unnoted.Breaks).Code);
        Assert.Equal("digest-missing", Assert.Single(gone.Breaks).Code);
    }

    [Fact]
    public async Task A_delivery_or_removal_that_cannot_be_read_is_named_and_stops_neither_check_nor_rebuilding()
    {
        await using var world = await LivedAsync();
        var delivery = world.Storage.Rows("supervision", "szf").First(row => row.RowKey.StartsWith("delivery-", StringComparison.Ordinal)).RowKey;
        await Table(world, "supervision").UpdateEntityAsync(new TableEntity("szf", delivery) { ["Delivery"] = "{" }, ETag.All, TableUpdateMode.Merge, Stop);
        var paper = world.Storage.Blobs("papers").First(blob => blob.Metadata["chain"] == Rule.Value).Name;
        await RemoveAsync(world, RemovalTarget.Paper(Rule, paper.Replace("/", "", StringComparison.Ordinal)));
        var removal = world.Storage.Rows("supervision", "szf").First(row => row.RowKey.StartsWith("fact-x", StringComparison.Ordinal)).RowKey;
        await Table(world, "supervision").UpdateEntityAsync(new TableEntity("szf", removal) { ["Content"] = "{" }, ETag.All, TableUpdateMode.Merge, Stop);

        var home = await world.Get<VerifyHistory>().ExecuteAsync(Government, null, 50, Stop);
        var all = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop);
        var rebuilding = await world.Get<RebuildState>().ExecuteAsync(repair: true, Nobody, Stop);

        Assert.All([home, all], found => Assert.Equal(
            ["content-unreadable", "delivery-unreadable", "removal-unreadable"],
            found.Breaks.Select(each => each.Code).Order(StringComparer.Ordinal)));
        Assert.Equal([("content-unreadable", removal), ("delivery-unreadable", delivery)], rebuilding.Breaks.Select(each => (each.Code, each.Link)));
    }

    [Fact]
    public async Task When_the_note_of_the_last_digest_is_lost_or_was_never_made_sealing_goes_on_from_the_digests()
    {
        await using var world = await LivedAsync();
        await Table(world, "views").DeleteEntityAsync("sealing", "last", cancellationToken: Stop);
        world.Clock.SetNoon(new DateOnly(2025, 1, 7));

        var days = await world.Get<SealHistory>().ExecuteAsync(Stop);

        Assert.Equal([new DateOnly(2025, 1, 4), new DateOnly(2025, 1, 5), new DateOnly(2025, 1, 6)], days);
        Assert.Empty((await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop)).Breaks);
    }

    [Fact]
    public async Task What_sealing_works_from_is_made_again_when_it_was_lost_and_everything_is_sealed_with_the_day()
    {
        await using var world = await LivedAsync();
        await world.Get<SubmitExplanation>().ExecuteAsync(
            Rule, "四", null, new Act(new Caller("key-szf", Role.Department, Government)), Stop);
        await world.RelayAsync();
        await Table(world, "views").DeleteEntityAsync("sealing", "last", cancellationToken: Stop);
        await Table(world, "views").DeleteEntityAsync("changed-on-20250104", Rule.Value, cancellationToken: Stop);

        var found = await world.Get<RebuildState>().ExecuteAsync(repair: false, Nobody, Stop);
        var mended = await world.Get<RebuildState>().ExecuteAsync(repair: true, Nobody, Stop);
        var again = await world.Get<RebuildState>().ExecuteAsync(repair: true, Nobody, Stop);
        world.Clock.SetNoon(new DateOnly(2025, 1, 5));
        await world.Get<SealHistory>().ExecuteAsync(Stop);
        var verification = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop);

        Assert.Contains(Rule.Value, found.UnsealedChains);
        Assert.All([found, mended], each => Assert.Equal(["views/sealing/last"], each.Differences));
        Assert.Equal((found.Unsealed, 0, 0), (mended.Unsealed, found.Listed, found.Repaired));
        Assert.Equal((mended.Unsealed, 1), (mended.Listed, mended.Repaired));
        Assert.Equal((0, 0, 0), (again.Unsealed, again.Repaired, again.Differences.Count));
        Assert.Empty(verification.Breaks);
        Assert.Equal(0, verification.Unsealed);
    }

    [Fact]
    public async Task A_delivered_file_that_was_changed_or_lost_is_named_and_one_removed_by_decision_is_not()
    {
        await using var world = await LivedAsync();
        var report = Assert.Single(world.Storage.Rows("supervision", "szf"), row => row.RowKey.StartsWith("delivery-", StringComparison.Ordinal));
        var delivery = DeliveryId.Parse(report.RowKey["delivery-".Length..]);
        var blob = world.Storage.Blobs("deliveries").Single(each => each.Name.Contains(delivery.Value, StringComparison.Ordinal)).Name;
        var container = world.Storage.CreateBlobServiceClient().GetBlobContainerClient("deliveries");
        var untouched = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop);
        var removedOfOther = Assert.Single(untouched.Removed);

        await container.GetBlobClient(blob).UploadAsync(BinaryData.FromString("forged"), overwrite: true, Stop);
        await NamesAsync([("file-differs", $"{delivery}-1")], read: 1, removed: []);
        await container.GetBlobClient(blob).DeleteAsync(cancellationToken: Stop);
        await NamesAsync([("file-missing", $"{delivery}-1")], read: 0, removed: []);
        await container.GetBlobClient(blob).UploadAsync(BinaryData.FromString("forged"), overwrite: true, Stop);
        await RemoveAsync(world, RemovalTarget.File(Government, delivery, 1));
        await NamesAsync([], read: 0, removed: [$"{delivery}-1"]);

        Assert.Equal(1, untouched.Files);

        async Task NamesAsync(IReadOnlyList<(string, string)> breaks, int read, IReadOnlyList<string> removed)
        {
            var home = await world.Get<VerifyHistory>().ExecuteAsync(Government, null, 50, Stop);
            var all = await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop);
            foreach (var found in new[] { home, all })
            {
                Assert.Equal(breaks, found.Breaks.Select(each => (each.Code, each.Link)));
                Assert.Equal(read, found.Files);
                Assert.Equal(removed, found.Removed.Where(each => each != removedOfOther));
            }
        }
    }

    private static async Task<IReadOnlyList<Verification>> EveryCheckAsync(World world) =>
    [
        (await world.Get<VerifyHistory>().ExecuteAsync(Rule, Stop))!,
        await world.Get<VerifyHistory>().ExecuteAsync(Government, null, 50, Stop),
        await world.Get<VerifyHistory>().ExecuteAsync(Nobody, Stop),
    ];

    private static DeadlineId Rule => new(new ObligationId(Law, 1), Government, "1");

    /// <summary>
    /// Does something again and again: each time a decision is made and relayed before another of its requests, until it has no more. Each
    /// decision is one more paper to read, so that a check may never come to an end of them.
    /// </summary>
    private static async Task MeanwhileAsync(World world, Func<Task> check)
    {
        var department = new Caller("key-szf", Role.Department, Government);
        for (var (at, reached) = (1, true); reached && at <= MostMoments; at++)
        {
            var (count, begun) = (0, 0);
            world.Storage.Interceptor = async _ =>
            {
                if (Interlocked.Increment(ref count) == at && Interlocked.Exchange(ref begun, 1) == 0)
                {
                    await world.Get<SubmitExplanation>().ExecuteAsync(Rule, $"{at}", null, new Act(department), Stop);
                    await world.RelayAsync();
                }

                return null;
            };
            await check();
            world.Storage.Interceptor = null;
            reached = begun == 1;
        }
    }

    private static List<StoredRow> Links(World world, string chain) =>
        [.. world.Storage.Rows("supervision", "szf").Where(row => Fact.ChainOf(row.RowKey) == chain && row.RowKey.StartsWith("fact-", StringComparison.Ordinal))];

    private static LawId Law => LawId.OfTitle("临江省湿地保护条例");

    private static async Task NamesAndMendsAsync(World world, StoredRow row)
    {
        var name = row.PartitionKey == "slt" ? $"joint/slt/{row.RowKey["joint-".Length..]}"
            : row.RowKey.StartsWith("deadline-", StringComparison.Ordinal) || row.RowKey.StartsWith("alert-", StringComparison.Ordinal) ? row.RowKey
            : $"views/{row.PartitionKey}/{row.RowKey}";

        var found = await world.Get<RebuildState>().ExecuteAsync(repair: true, Nobody, Stop);
        await world.RelayAsync();
        var after = await world.Get<RebuildState>().ExecuteAsync(repair: false, Nobody, Stop);

        Assert.Equal([name], found.Differences);
        Assert.Equal(1, found.Repaired);
        Assert.Empty(after.Differences);
    }

    private static StoredRow Shown(World world, string table, string partition, string row) => world.Storage.Rows(table).First(found =>
        found.PartitionKey.StartsWith(partition, StringComparison.Ordinal)
        && found.RowKey.StartsWith(row, StringComparison.Ordinal)
        && (partition != "law-" || found.PartitionKey != "laws")
        && (row != "alert-" || found.RowKey.EndsWith("overdue", StringComparison.Ordinal))
        && (table != "views" || (bool)found["Gone"]! == false));

    /// <summary>
    /// A joint rule overdue with explanations, a report delivered, a delivery that matches nothing, a file removed; all relayed, the days sealed.
    /// </summary>
    private static async Task<World> LivedAsync()
    {
        var world = await World.StartAsync();
        await world.RegisterOfficeAsync();
        await world.RegisterAsync("szf", "临江省人民政府");
        var partner = await world.RegisterAsync("slt", "临江省水利厅");
        var law = await world.ImportAsync(Given.Law);
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([Government], [partner]));
        await world.ConfirmAsync(new ObligationId(law.Id, 2), new ConfirmationRequest([Government]));
        world.Clock.SetNoon(new DateOnly(2024, 12, 20));
        await world.DeliverAsync(
            Government,
            DeliveryKind.Report,
            new DeliveryMetadata("报告", new ObligationId(law.Id, 2), PeriodStart: new DateOnly(2024, 1, 1), PeriodEnd: new DateOnly(2024, 12, 31)));
        var unmatched = (ReceiveDelivery.Outcome.Received)await world.DeliverAsync(
            partner, DeliveryKind.Rule, new DeliveryMetadata("无从对应的办法", Issued: new DateOnly(2024, 6, 3)), "other");
        await RemoveAsync(world, RemovalTarget.File(partner, unmatched.Delivery.Id, 1));
        world.Clock.SetNoon(new DateOnly(2025, 1, 3));
        await world.SweepAsync();
        var department = new Caller("key-szf", Role.Department, Government);
        foreach (var text in new[] { "一", "二", "三" })
        {
            await world.Get<SubmitExplanation>().ExecuteAsync(
                new DeadlineId(new ObligationId(law.Id, 1), Government, "1"), text, null, new Act(department), CancellationToken.None);
        }

        for (var run = 0; run < 3; run++)
        {
            await world.RelayAsync();
            world.Clock.Advance(TimeSpan.FromMinutes(20));
            await world.SweepAsync();
        }

        world.Clock.SetNoon(new DateOnly(2025, 1, 4));
        await world.Get<SealHistory>().ExecuteAsync(CancellationToken.None);
        Assert.Empty((await world.Get<RebuildState>().ExecuteAsync(repair: false, Nobody, CancellationToken.None)).Differences);
        return world;
    }

    private static async Task RemoveAsync(World world, RemovalTarget target)
    {
        Assert.IsType<ProposeRemoval.Outcome.Proposed>(await world.Get<ProposeRemoval>().ExecuteAsync(
            target, "reason", new Caller("admin1", Role.Administrator, null), CancellationToken.None));
        Assert.IsType<DecideRemoval.Outcome.Decided>(await world.Get<DecideRemoval>().ExecuteAsync(
            target.Home, RemovalId.Of(target), confirm: true, null, new Caller("director1", Role.Director, null), CancellationToken.None));
    }

    private static TableClient Table(World world, string name) => world.Storage.CreateTableServiceClient().GetTableClient(name);
}
