using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Supervision.InMemoryStorage;

namespace Supervision.Simulation.Hosts;

/// <summary>A storage service that processes share, and that the run may look into unseen.</summary>
internal interface IBackend : IDisposable
{
    /// <summary>Put before every table and container name.</summary>
    string Prefix { get; }

    /// <summary>True when each request of all processes ends before the next begins, so that anything may happen in between.</summary>
    bool TakesTurns { get; }

    /// <summary>Requests of the product so far, retries included.</summary>
    long Requests { get; }

    /// <summary>Asked before each request of a process; the fault it names happens.</summary>
    Func<RequestSeen, StorageFault?>? Interceptor { get; set; }

    IStorageLine StartProcess(string name);

    IReadOnlyList<StoredRow> Rows(string table, string? partition = null);
}

/// <summary>What the weather knows of a request.</summary>
internal readonly record struct RequestSeen(string Process, int Attempt, bool IsWrite, bool IsDecision, bool IsView);

/// <summary>The in-memory storage service on the run's own clock.</summary>
internal sealed class InMemoryBackend : IBackend
{
    private readonly InMemoryStorageService service;

    public InMemoryBackend(SimulatedClock clock)
    {
        service = new InMemoryStorageService(clock);
        service.Interceptor = request =>
        {
            var seen = new RequestSeen(
                request.Process,
                request.Attempt,
                request.IsWrite,
                request.Operation is StorageOperation.Transaction,
                request.IsWrite && request.Container == "views");
            return ValueTask.FromResult(Interceptor?.Invoke(seen));
        };
    }

    public string Prefix => "";

    public bool TakesTurns => true;

    public long Requests => service.Counts.Total;

    public Func<RequestSeen, StorageFault?>? Interceptor { get; set; }

    public IStorageLine StartProcess(string name) => new Line(service.StartProcess(name));

    public IReadOnlyList<StoredRow> Rows(string table, string? partition = null) => service.Rows(table, partition);

    /// <summary>How many requests of each kind there were.</summary>
    public override string ToString()
    {
        var counts = service.Counts;
        return string.Join(", ", counts.ByOperation.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}"))
            + "; " + string.Join(", ", counts.ByContainer.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}"));
    }

    public void Dispose()
    {
    }

    private sealed class Line(StorageProcess process) : IStorageLine
    {
        // As many tries as the product's own clients make.
        public TableServiceClient Tables { get; } = process.CreateTableServiceClient(options => options.Retry.MaxRetries = 4);

        public BlobServiceClient Blobs { get; } = process.CreateBlobServiceClient(options => options.Retry.MaxRetries = 4);

        public bool IsDead => process.IsDead;
    }
}
