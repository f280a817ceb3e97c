using Azure;
using Azure.Data.Tables;
using Supervision.InMemoryStorage;

namespace Supervision.Tests.Storage.Contract;

/// <summary>The faults, counters and copies of the in-memory service.</summary>
public sealed class InMemoryFaultTests
{
    private readonly InMemoryStorageService service = new(TimeProvider.System);
    private readonly TableClient table;

    public InMemoryFaultTests()
    {
        table = service.CreateTableServiceClient().GetTableClient("faults");
        table.Create(Cancellation);
        service.ResetCounts();
        service.KeepsLog = true;
    }

    public static TheoryData<int> Retried => [429, 500, 503];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Retried))]
    public async Task The_client_library_retries_a_refusal_without_waiting(int status)
    {
        FailFirst(StorageFault.Answer(status, retryAfter: TimeSpan.Zero));

        await table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);

        Assert.Equal([status, 204], service.Log.Select(r => r.Status));
        Assert.Equal([1, 2], service.Log.Select(r => r.Attempt));
        Assert.Single(service.Rows("faults"));
    }

    [Fact]
    public async Task A_connection_lost_and_a_timeout_before_the_request_arrives_are_retried()
    {
        foreach (var fault in new[] { StorageFault.ConnectionLost, StorageFault.Timeout, StorageFault.Throw(() => new IOException("reset")) })
        {
            FailFirst(fault);
            await table.UpsertEntityAsync(new TableEntity("p", "r"), TableUpdateMode.Replace, Cancellation);
        }

        Assert.Equal(6, service.Counts[StorageOperation.UpsertReplaceEntity]);
    }

    [Fact]
    public async Task A_lost_answer_makes_the_retried_insert_a_conflict_although_the_row_is_there()
    {
        FailFirst(StorageFault.AnswerLost);

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));

        Assert.Equal(409, refused.Status);
        Assert.Equal([true, false], service.Log.Select(r => r.Applied));
        Assert.NotNull(service.Row("faults", "p", "r"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_dies_once_and_for_all_before_or_after_its_request(bool after)
    {
        var process = service.StartProcess("writer");
        var writer = process.CreateTableServiceClient().GetTableClient("faults");
        FailFirst(after ? StorageFault.DieAfter : StorageFault.DieBefore);

        await Assert.ThrowsAsync<ProcessDeathException>(() => writer.AddEntityAsync(new TableEntity("p", "r"), Cancellation));
        await Assert.ThrowsAsync<ProcessDeathException>(() => writer.AddEntityAsync(new TableEntity("p", "s"), Cancellation));

        Assert.True(process.IsDead);
        Assert.Equal(after ? ["r"] : [], service.Rows("faults").Select(r => r.RowKey));
        await table.AddEntityAsync(new TableEntity("p", "t"), Cancellation);
    }

    [Fact]
    public async Task A_paused_writer_waits_while_another_process_works()
    {
        var go = new TaskCompletionSource();
        service.Interceptor = request => new(request.Process == "writer" ? StorageFault.PauseBefore(go.Task) : null);
        var writer = service.StartProcess("writer").CreateTableServiceClient().GetTableClient("faults");

        var paused = writer.AddEntityAsync(new TableEntity("p", "late"), Cancellation);
        await table.AddEntityAsync(new TableEntity("p", "early"), Cancellation);
        var before = service.Rows("faults").Select(r => r.RowKey).ToList();
        go.SetResult();
        await paused;

        Assert.Equal(["early"], before);
        Assert.Equal(["early", "late"], service.Rows("faults").Select(r => r.RowKey));
    }

    [Fact]
    public async Task Requests_are_counted_and_described()
    {
        await table.SubmitTransactionAsync(
            [new(TableTransactionActionType.Add, new TableEntity("p", "a")), new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "b"))],
            Cancellation);
        await table.GetEntityIfExistsAsync<TableEntity>("p", "none", cancellationToken: Cancellation);

        Assert.Equal((2, 1, 2), (service.Counts.Total, service.Counts[StorageOperation.Transaction], service.Counts["faults"]));
        Assert.Equal([1, 2], service.Log.Select(r => r.Ordinal));
        Assert.Equal(
            [new(StorageOperation.InsertEntity, "p", "a"), new StorageChange(StorageOperation.UpsertMergeEntity, "p", "b")], service.Log[0].Changes);
        Assert.Equal(("p", "none", 404), (service.Log[1].PartitionKey, service.Log[1].Key, service.Log[1].Status));
    }

    [Fact]
    public async Task A_copy_goes_its_own_way()
    {
        await table.AddEntityAsync(new TableEntity("p", "shared") { ["X"] = 1L }, Cancellation);

        var copy = service.Clone();
        await copy.CreateTableServiceClient().GetTableClient("faults").AddEntityAsync(new TableEntity("p", "copy"), Cancellation);
        await table.DeleteEntityAsync("p", "shared", cancellationToken: Cancellation);

        Assert.Empty(service.Rows("faults"));
        Assert.Equal(["copy", "shared"], copy.Rows("faults", "p").Select(r => r.RowKey));
        Assert.Equal(1L, copy.Row("faults", "p", "shared")!["X"]);
    }

    [Fact]
    public async Task Pages_can_be_made_small_and_even_empty()
    {
        for (var i = 0; i < 10; i++)
        {
            await table.AddEntityAsync(new TableEntity("p", $"{i}") { ["N"] = i }, Cancellation);
        }

        service.RowsScannedPerPage = 3;
        var pages = new List<int>();
        await foreach (var page in table.QueryAsync<TableEntity>("PartitionKey eq 'p' and N ge 8", cancellationToken: Cancellation).AsPages())
        {
            pages.Add(page.Values.Count);
        }

        Assert.Equal([0, 0, 1, 1], pages);
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), Cancellation, async (i, token) =>
            await table.AddEntityAsync(new TableEntity($"p{i % 7}", $"{i}"), token));

        Assert.Equal(1000, service.Rows("faults").Count);
        Assert.Equal(1000, service.Rows("faults").Select(r => r.ETag).Distinct().Count());
    }

    private void FailFirst(StorageFault fault)
    {
        var failed = 0;
        service.Interceptor = _ => new(Interlocked.Exchange(ref failed, 1) == 0 ? fault : null);
    }
}
