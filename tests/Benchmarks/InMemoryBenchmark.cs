using Azure.Data.Tables;
using Supervision.InMemoryStorage;

namespace Supervision.Benchmarks;

/// <summary>Prints how many requests one second of processor time carries through the genuine clients; asserts no time.</summary>
internal static class InMemoryBenchmark
{
    private const int Rows = 5_000;

    public static async Task RunAsync()
    {
        var (service, table) = await NewAsync();
        await RunAsync(service, table, "warm-up", 0);
        for (var round = 1; round <= 3; round++)
        {
            await RunAsync(service, table, $"round {round}", round);
        }
    }

    private static async Task<(InMemoryStorageService Service, TableClient Table)> NewAsync()
    {
        var service = new InMemoryStorageService(TimeProvider.System);
        var table = service.CreateTableServiceClient().GetTableClient("bench");
        await table.CreateAsync(CancellationToken.None);
        return (service, table);
    }

    private static async Task RunAsync(InMemoryStorageService service, TableClient table, string name, int round)
    {
        var text = new string('条', 200);
        var cancellation = CancellationToken.None;
        var line = $"{name}:";
        async Task MeasureAsync(string what, int count, Func<int, Task> act)
        {
            var begun = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < count; i++)
            {
                await act(i);
            }

            line += $" {what} {count / (Environment.CpuUsage.TotalTime - begun).TotalSeconds:0}/s,";
        }

        var before = service.Counts.Total;
        var start = Environment.CpuUsage.TotalTime;
        await MeasureAsync("insert", Rows, i => table.AddEntityAsync(
            new TableEntity($"p{i % 50}", $"{round}-{i:D6}") { ["State"] = "running", ["Due"] = 20260315, ["Text"] = text, ["Seq"] = (long)i }, cancellation));
        await MeasureAsync("get", Rows, i => table.GetEntityAsync<TableEntity>($"p{i % 50}", $"{round}-{i:D6}", cancellationToken: cancellation));
        await MeasureAsync("replace", Rows, i => table.UpsertEntityAsync(
            new TableEntity($"p{i % 50}", $"{round}-{i:D6}") { ["State"] = "overdue", ["Text"] = text }, TableUpdateMode.Replace, cancellation));
        await MeasureAsync("query of 10 rows", Rows / 5, async i =>
        {
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {$"p{i % 50}"} and RowKey ge {$"{round}-{i:D6}"}");
            await foreach (var page in table.QueryAsync<TableEntity>(filter, maxPerPage: 10, cancellationToken: cancellation).AsPages())
            {
                break;
            }
        });
        await MeasureAsync("transaction of 5 changes", Rows / 5, i => table.SubmitTransactionAsync(
            Enumerable.Range(0, 5).Select(k => new TableTransactionAction(
                TableTransactionActionType.UpsertReplace, new TableEntity($"p{i % 50}", $"t-{round}-{i}-{k}") { ["Text"] = text })), cancellation));
        var requests = service.Counts.Total - before;
        Console.WriteLine($"{line} all {requests / (Environment.CpuUsage.TotalTime - start).TotalSeconds:0} requests per processor second");
    }
}
