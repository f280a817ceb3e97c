using Azure.Data.Tables;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Papers;
using Supervision.Sweeping;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Papers;

public sealed class PaperTests
{
    private static readonly DeadlineId Deadline = DeadlineId.Parse("l000000000000-1-szf-2024");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_is_read_as_it_was_put_and_its_hash_is_that_of_its_bytes()
    {
        await using var world = await World.StartAsync();

        var paper = await world.Get<PaperStore>().PutAsync(Deadline, "理由：起草单位调整。\r\n", Stop);

        // sha256sum of the same bytes.
        Assert.Equal("2fc1e8fa6c916bdf7c82499e6ea99028", paper.Hash[..32]);
        Assert.Equal("理由：起草单位调整。\r\n", await world.Get<PaperStore>().FindAsync(paper, Stop));
        var blob = Assert.Single(world.Storage.Blobs("papers"));
        Assert.Equal(("szf", Deadline.Value), (blob.Metadata["home"], blob.Metadata["chain"]));
    }

    [Fact]
    public async Task An_answer_lost_while_it_is_put_leaves_one_paper()
    {
        await using var world = await World.StartAsync();
        world.Storage.Interceptor = request => ValueTask.FromResult(
            request is { Operation: StorageOperation.PutBlob, Attempt: 1 } ? StorageFault.AnswerLost : null);

        var paper = await world.Get<PaperStore>().PutAsync(Deadline, "text", Stop);

        Assert.Equal("text", await world.Get<PaperStore>().FindAsync(paper, Stop));
        Assert.Single(world.Storage.Blobs("papers"));
    }

    [Fact]
    public async Task Papers_that_no_fact_came_to_point_to_are_removed_two_days_later_and_no_others()
    {
        await using var world = await World.StartAsync();
        var orphan = await world.Get<PaperStore>().PutAsync(Deadline, "orphan", Stop);
        var kept = await world.Get<PaperStore>().PutAsync(Deadline, "kept", Stop);
        await RecordAsync(world, kept);

        world.Clock.Advance(TimeSpan.FromDays(1));
        var early = await world.Get<CheckAgenda>().ExecuteAsync(all: false, Stop);
        world.Clock.Advance(TimeSpan.FromDays(1));
        var young = await world.Get<PaperStore>().PutAsync(Deadline, "young", Stop);
        var check = await world.Get<CheckAgenda>().ExecuteAsync(all: false, Stop);
        var again = await world.Get<CheckAgenda>().ExecuteAsync(all: false, Stop);

        Assert.Equal((0, 1, 0), (early.OrphansRemoved, check.OrphansRemoved, again.OrphansRemoved));
        Assert.Null(await world.Get<PaperStore>().FindAsync(orphan, Stop));
        Assert.Equal("kept", await world.Get<PaperStore>().FindAsync(kept, Stop));
        Assert.Equal("young", await world.Get<PaperStore>().FindAsync(young, Stop));
    }

    [Fact]
    public async Task A_paper_is_read_through_the_history_that_points_to_it_and_through_no_other()
    {
        await using var world = await World.StartAsync();
        var paper = await world.Get<PaperStore>().PutAsync(Deadline, "text", Stop);
        var read = world.Get<ReadPaper>();

        var before = await read.ExecuteAsync(Deadline, paper.Id, staff: true, Stop);
        await RecordAsync(world, paper);
        var after = await read.ExecuteAsync(Deadline, paper.Id, staff: true, Stop);
        var elsewhere = await read.ExecuteAsync(DeadlineId.Parse("l000000000000-1-szf-2025"), paper.Id, staff: true, Stop);
        var nonsense = await read.ExecuteAsync(Deadline, "../../deliveries/x", staff: true, Stop);

        Assert.Equal(new ReadPaper.Outcome.Found(paper, "text", Genuine: true), after);
        Assert.All([before, elsewhere, nonsense], outcome => Assert.IsType<ReadPaper.Outcome.NotFound>(outcome));
    }

    [Theory]
    [InlineData("""{"body":{"type":"x","text":{"id":"20240102abcdefghjkmnpqrstvwxyz0123","hash":"HASH"}}}""", 1)]
    [InlineData("""{"body":{"steps":[{"reason":{"id":"20240102abcdefghjkmnpqrstvwxyz0123","hash":"HASH"}},{"reason":{"id":"20240103abcdefghjkmnpqrstvwxyz0123","hash":"HASH","x":1}}]}}""", 2)]
    [InlineData("""{"body":{"delivery":"d0123456789abcdefghjkmnpqrs","hash":"HASH"}}""", 0)]
    [InlineData("""{"body":{"id":"20240102abcdefghjkmnpqrstvwxyz0123"}}""", 0)]
    [InlineData("""{"body":{"id":5,"hash":null}}""", 0)]
    [InlineData("not JSON", 0)]
    public void Finds_every_paper_a_fact_points_to(string content, int papers) =>
        Assert.Equal(papers, PaperRefs.In(content.Replace("HASH", new string('a', 64), StringComparison.Ordinal)).Count);

    /// <summary>A fact of the deadline that points to the paper, as a decision writes it.</summary>
    private static Task RecordAsync(World world, PaperRef paper) =>
        world.Storage.CreateTableServiceClient().GetTableClient("supervision").AddEntityAsync(
            new TableEntity("szf", $"fact-{Deadline}-000001") { ["Content"] = Json.Write(new { body = new { text = paper } }) },
            Stop);
}
