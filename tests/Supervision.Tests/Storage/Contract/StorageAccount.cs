using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Supervision.InMemoryStorage;

namespace Supervision.Tests.Storage.Contract;

/// <summary>A storage account that a contract runs on; each test takes tables and containers of its own.</summary>
public sealed class StorageAccount(TableServiceClient tables, BlobServiceClient blobs, InMemoryStorageService? memory = null)
{
    private static int last;
    private readonly string run = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public TableServiceClient Tables { get; } = tables;

    public BlobServiceClient Blobs { get; } = blobs;

    /// <summary>The service itself, when it is the in-memory one.</summary>
    public InMemoryStorageService? Memory { get; } = memory;

    public static StorageAccount InMemory(TimeProvider? clock = null)
    {
        var service = new InMemoryStorageService(clock ?? TimeProvider.System);
        return new StorageAccount(service.CreateTableServiceClient(), service.CreateBlobServiceClient(), service);
    }

    public string NewTableName() => $"contract{run}x{Interlocked.Increment(ref last)}";

    public string NewContainerName() => $"contract-{run}-{Interlocked.Increment(ref last)}";

    public async Task<TableClient> NewTableAsync()
    {
        var table = Tables.GetTableClient(NewTableName());
        await table.CreateAsync(TestContext.Current.CancellationToken);
        return table;
    }

    public async Task<BlobContainerClient> NewContainerAsync()
    {
        var container = Blobs.GetBlobContainerClient(NewContainerName());
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        return container;
    }
}
