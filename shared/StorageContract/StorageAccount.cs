using System.Collections.Concurrent;
using System.Globalization;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Supervision.StorageContract;

/// <summary>A storage account that the contract runs on. Each requirement takes tables and containers of its own; they can be removed afterwards.</summary>
/// <param name="cancellation">Asked by every request of a requirement.</param>
public sealed class StorageAccount(TableServiceClient tables, BlobServiceClient blobs, Func<CancellationToken> cancellation)
{
    private static int last;
    private readonly string run = $"{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}{Random.Shared.Next(10_000):D4}";
    private readonly ConcurrentQueue<string> tableNames = [];
    private readonly ConcurrentQueue<string> containerNames = [];

    public TableServiceClient Tables { get; } = tables;

    public BlobServiceClient Blobs { get; } = blobs;

    public CancellationToken Cancellation => cancellation();

    public string NewTableName()
    {
        var name = $"contract{run}x{Interlocked.Increment(ref last)}";
        tableNames.Enqueue(name);
        return name;
    }

    public string NewContainerName()
    {
        var name = $"contract-{run}-{Interlocked.Increment(ref last)}";
        containerNames.Enqueue(name);
        return name;
    }

    public async Task<TableClient> NewTableAsync()
    {
        var table = Tables.GetTableClient(NewTableName());
        await table.CreateAsync(Cancellation);
        return table;
    }

    public async Task<BlobContainerClient> NewContainerAsync()
    {
        var container = Blobs.GetBlobContainerClient(NewContainerName());
        await container.CreateAsync(cancellationToken: Cancellation);
        return container;
    }

    /// <summary>Removes every table and container that was named here. Leases in them are no hindrance.</summary>
    /// <returns>What could not be removed.</returns>
    public async Task<IReadOnlyList<string>> CleanUpAsync()
    {
        var left = new List<string>();
        while (tableNames.TryDequeue(out var table))
        {
            await TryAsync(table, () => Tables.GetTableClient(table).DeleteAsync(Cancellation));
        }

        while (containerNames.TryDequeue(out var container))
        {
            await TryAsync(container, () => Blobs.GetBlobContainerClient(container).DeleteIfExistsAsync(cancellationToken: Cancellation));
        }

        return left;

        async Task TryAsync(string name, Func<Task> delete)
        {
            try
            {
                await delete();
            }
            catch (Azure.RequestFailedException gone) when (gone.Status == 404)
            {
            }
            catch (Azure.RequestFailedException fault)
            {
                left.Add($"{name}: {fault.Status} {fault.ErrorCode}");
            }
        }
    }
}
