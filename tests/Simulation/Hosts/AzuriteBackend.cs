using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Supervision.InMemoryStorage;

namespace Supervision.Simulation.Hosts;

/// <summary>
/// Azurite as the storage of one run, under table and container names of its own. Its answers are given the run's time, so that rows grow
/// old as the run's clock says. What happens between two requests is left out: requests of one process may be under way side by side here.
/// </summary>
internal sealed class AzuriteBackend : IBackend
{
    private readonly string connection;
    private readonly TimeMap times;
    private readonly Lock gate = new();
    private readonly TableServiceClient onlooker;
    private long requests;

    public AzuriteBackend(SimulatedClock clock, string connection, string prefix)
    {
        this.connection = connection;
        Prefix = prefix;
        times = new TimeMap(clock);
        onlooker = new TableServiceClient(connection);
    }

    public string Prefix { get; }

    public bool TakesTurns => false;

    public long Requests => Interlocked.Read(ref requests);

    public Func<RequestSeen, StorageFault?>? Interceptor { get; set; }

    public IStorageLine StartProcess(string name) => new Line(this, name);

    public IReadOnlyList<StoredRow> Rows(string table, string? partition = null)
    {
        var filter = partition is null ? null : TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        return
        [
            .. onlooker.GetTableClient(Prefix + table).Query<TableEntity>(filter).Select(row => new StoredRow(
                row.PartitionKey,
                row.RowKey,
                times.ToRun(row.Timestamp!.Value),
                row.ETag.ToString(),
                row.Where(pair => pair.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag")).ToDictionary(pair => pair.Key, pair => pair.Value))),
        ];
    }

    public void Dispose()
    {
    }

    private StorageFault? Ask(string process, string method, string path, int attempt)
    {
        Interlocked.Increment(ref requests);
        lock (gate)
        {
            return Interceptor?.Invoke(new RequestSeen(process, attempt, method is not ("GET" or "HEAD"), path.EndsWith("$batch", StringComparison.Ordinal), IsView: false));
        }
    }

    private sealed class Line : IStorageLine
    {
        private volatile bool dead;

        public Line(AzuriteBackend backend, string process)
        {
            var tables = new TableClientOptions { Transport = Transport(StorageKind.Table) };
            var blobs = new BlobClientOptions { Transport = Transport(StorageKind.Blob) };
            foreach (var options in new Azure.Core.ClientOptions[] { tables, blobs })
            {
                options.Retry.MaxRetries = 4;
                options.Retry.Delay = TimeSpan.FromMilliseconds(1);
                options.Retry.MaxDelay = TimeSpan.FromMilliseconds(1);
            }

            Tables = new TableServiceClient(backend.connection, tables);
            Blobs = new BlobServiceClient(backend.connection, blobs);

            FaultyTransport Transport(StorageKind kind) =>
                new(kind, process, (method, path, attempt) => backend.Ask(process, method, path, attempt), backend.times, () => dead, () => dead = true);
        }

        public TableServiceClient Tables { get; }

        public BlobServiceClient Blobs { get; }

        public bool IsDead => dead;
    }
}
