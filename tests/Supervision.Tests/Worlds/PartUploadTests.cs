using Supervision.Deliveries;
using Supervision.Deliveries.InParts;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Sweeping;
using Supervision.Tests.Faults;

namespace Supervision.Tests.Worlds;

/// <summary>What becomes of uploads in parts in the course of time.</summary>
public sealed class PartUploadTests
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(48);

    [Fact]
    public async Task An_abandoned_upload_is_removed_after_48_hours_and_not_before()
    {
        await using var world = await World.StartAsync();
        var department = await world.RegisterAsync("slt", "临江省水利厅");
        var upload = await BeginAsync(world, department);
        await world.SendPartsAsync(department, upload, "甲");

        world.Clock.Advance(Kept - TimeSpan.FromMinutes(1));
        await world.SweepAsync();
        var before = await world.Get<UploadStore>().ListPartsAsync(upload, 1, CancellationToken.None);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<CommitUpload.Outcome.NotFound>(await world.CommitPartsAsync(department, upload, "甲"));
        await world.SweepAsync();

        Assert.Single(before);
        Assert.Empty(await world.Get<UploadStore>().ListPartsAsync(upload, 1, CancellationToken.None));
        Assert.Empty(Rows(world));
        Assert.Empty(world.Storage.Blobs("deliveries"));
        Assert.DoesNotContain(world.Storage.Rows("supervision"), row => row.RowKey.StartsWith("request-", StringComparison.Ordinal));
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.SweepAsync();
        Assert.DoesNotContain(world.Storage.Rows("agenda"), row => row.RowKey.Contains("upload-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sweep_asks_only_of_uploads_whose_day_has_come()
    {
        await using var world = await World.StartAsync();
        var department = await world.RegisterAsync("slt", "临江省水利厅");
        await world.SweepAsync();
        world.Storage.ResetCounts();
        await world.SweepAsync();
        var idle = world.Storage.Counts.Total;
        for (var i = 0; i < 10; i++)
        {
            await BeginAsync(world, department, $"b{i}");
        }

        world.Storage.ResetCounts();
        await world.SweepAsync();

        Assert.Equal(idle, world.Storage.Counts.Total);
    }

    [Fact]
    public async Task The_row_of_a_received_upload_goes_and_its_delivery_with_its_file_stays()
    {
        await using var world = await World.StartAsync();
        var department = await world.RegisterAsync("slt", "临江省水利厅");
        var upload = await BeginAsync(world, department);
        await world.SendPartsAsync(department, upload, "甲");
        Assert.IsType<CommitUpload.Outcome.Taken>(await world.CommitPartsAsync(department, upload, "甲"));

        for (var day = 0; day < 12; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await world.SweepAsync();
            await world.Get<CheckAgenda>().ExecuteAsync(all: true, CancellationToken.None);
        }

        Assert.Empty(Rows(world));
        Assert.Single(world.Storage.Blobs("deliveries"));
        Assert.NotNull(await world.Get<DeliveryStore>().FindAsync(department, upload.Delivery, CancellationToken.None));
    }

    [Fact]
    public async Task A_file_made_of_parts_and_not_received_yet_is_no_orphan_while_its_upload_is_under_way()
    {
        await using var world = await World.StartAsync(settings: new Dictionary<string, string?> { ["Deliveries:UploadsKept"] = "5.00:00:00" });
        var department = await world.RegisterAsync("slt", "临江省水利厅");
        var upload = await BeginAsync(world, department);
        await world.SendPartsAsync(department, upload, "甲");
        world.Storage.Interceptor = request => ValueTask.FromResult(
            request.Operation == StorageOperation.Transaction ? StorageFault.Answer(503) : null);
        await Assert.ThrowsAnyAsync<Exception>(() => world.CommitPartsAsync(department, upload, "甲"));
        world.Storage.Interceptor = null;
        Assert.Single(world.Storage.Blobs("deliveries"));

        world.Clock.Advance(TimeSpan.FromDays(3));
        var check = await world.Get<CheckAgenda>().ExecuteAsync(all: true, CancellationToken.None);
        var outcome = await world.CommitPartsAsync(department, upload, "甲");

        Assert.Equal(0, check.OrphansRemoved);
        Assert.IsType<CommitUpload.Outcome.Taken>(outcome);
        Assert.Single(world.Storage.Blobs("deliveries"));
    }

    [Fact]
    public async Task A_lost_agenda_row_of_an_upload_is_written_again()
    {
        await using var world = await World.StartAsync();
        var department = await world.RegisterAsync("slt", "临江省水利厅");
        var upload = await BeginAsync(world, department);
        var row = world.Storage.Rows("agenda").Single(row => row.RowKey.EndsWith("upload-" + upload, StringComparison.Ordinal));
        await world.Storage.CreateTableServiceClient().GetTableClient("agenda").DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: TestContext.Current.CancellationToken);

        var check = await world.Get<CheckAgenda>().ExecuteAsync(all: true, CancellationToken.None);

        Assert.Equal($"{row.PartitionKey}/{row.RowKey}", Assert.Single(check.Restored));
    }

    /// <summary>A commit held up before each of its requests in turn while the upload is given up: either there is a delivery with its file, or neither.</summary>
    [Fact]
    public async Task Of_a_commit_and_a_giving_up_one_wins()
    {
        var (received, ended) = (0, 0);
        for (var k = 1; ; k++)
        {
            await using var scene = (await Stage.ToldAsync()).Play();
            var committing = await scene.StartAsync("committing");
            var giving = await scene.StartAsync("giving");
            var upload = await committing.BeginInPartsAsync(Stage.Government, DeliveryKind.Rule, Stage.PartsMetadata, "p1", Stage.Parts);
            await committing.SendPartsAsync(Stage.Government, upload, Stage.Parts);
            var at = k;
            var pause = new Pause(scene.Storage, "committing", (_, n) => n == at);

            var (_, reached) = await pause.RunAsync(
                committing,
                async world => await world.CommitPartsAsync(Stage.Government, upload, Stage.Parts),
                () => giving.Get<EndUpload>().GiveUpAsync(Stage.Government, upload, CancellationToken.None));
            scene.Storage.Interceptor = null;

            var delivered = await giving.Get<DeliveryStore>().FindAsync(Stage.Government, upload.Delivery, CancellationToken.None) is not null;
            scene.Clock.Advance(TimeSpan.FromDays(3));
            await giving.SweepAsync();
            await giving.Get<CheckAgenda>().ExecuteAsync(all: true, CancellationToken.None);
            Assert.Equal(delivered, scene.Storage.Blobs("deliveries").Any(blob => blob.Name.Contains(upload.Delivery.Value, StringComparison.Ordinal)));
            _ = delivered ? received++ : ended++;
            if (!reached)
            {
                break;
            }
        }

        Assert.True(received > 0 && ended > 5, $"{received} received, {ended} ended");
    }

    private static Task<UploadId> BeginAsync(World world, DepartmentId department, string key = "b") =>
        world.BeginInPartsAsync(department, DeliveryKind.Rule, new DeliveryMetadata("办法", Issued: new DateOnly(2024, 1, 2)), key, "甲");

    private static IEnumerable<StoredRow> Rows(World world) =>
        world.Storage.Rows("supervision").Where(row => row.RowKey.StartsWith("upload-", StringComparison.Ordinal));
}
