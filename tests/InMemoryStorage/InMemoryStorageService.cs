using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Supervision.InMemoryStorage;

/// <summary>
/// The table and blob services of one storage account, in memory, behind the genuine SDK clients. It reads and answers the REST protocol as
/// Azure does, limits included, and takes its time from the given clock. Thread-safe.
/// </summary>
/// <remarks>
/// Each write gets a timestamp of its own: if the clock has not moved since the last write, one tick (100 ns) more. A clock that is set
/// back therefore does not set timestamps back.
/// </remarks>
public sealed class InMemoryStorageService
{
    private readonly Lock gate = new();
    private readonly long[] byOperation = new long[Enum.GetValues<StorageOperation>().Length];
    private readonly Dictionary<string, long> byContainer = [];
    private readonly List<StorageRequest> log = [];
    private readonly StorageState state;
    private readonly TimeProvider clock;
    private long total;

    public InMemoryStorageService(TimeProvider clock)
        : this(clock, new StorageState())
    {
    }

    private InMemoryStorageService(TimeProvider clock, StorageState state)
    {
        this.clock = clock;
        this.state = state;
        MainProcess = new StorageProcess(this, "main");
    }

    /// <summary>Address of the table service; nothing listens there.</summary>
    public static Uri TableEndpoint { get; } = new("https://inmemory.table.core.windows.net");

    /// <summary>Address of the blob service; nothing listens there.</summary>
    public static Uri BlobEndpoint { get; } = new("https://inmemory.blob.core.windows.net");

    /// <summary>The process of clients made by the service itself.</summary>
    public StorageProcess MainProcess { get; private set; }

    /// <summary>Called for each request before it is applied; null lets all pass.</summary>
    public StorageInterceptor? Interceptor { get; set; }

    /// <summary>Whether requests are kept in <see cref="Log"/>. Default false.</summary>
    public bool KeepsLog { get; set; }

    /// <summary>Rows of one page of a query at most, 1 to 1,000 (default: as Azure, 1,000). Small values test continuation.</summary>
    public int RowsPerPage
    {
        get => state.RowsPerPage;
        set => state.RowsPerPage = Checked(value, 1000);
    }

    /// <summary>
    /// Rows looked at for one page of a query at most (default: no limit). Azure may answer with few or no rows and a continuation when a
    /// filter is on other properties than the keys; a small value makes that happen.
    /// </summary>
    public int RowsScannedPerPage
    {
        get => state.RowsScannedPerPage;
        set => state.RowsScannedPerPage = Checked(value, int.MaxValue);
    }

    /// <summary>Blobs of one page of a listing at most, 1 to 5,000 (default: as Azure, 5,000).</summary>
    public int BlobsPerPage
    {
        get => state.BlobsPerPage;
        set => state.BlobsPerPage = Checked(value, 5000);
    }

    /// <summary>The requests since the service began or the counters were reset, in order of arrival.</summary>
    public IReadOnlyList<StorageRequest> Log
    {
        get
        {
            lock (gate)
            {
                return [.. log];
            }
        }
    }

    /// <summary>The counters as they are now.</summary>
    public RequestCounts Counts
    {
        get
        {
            lock (gate)
            {
                var operations = Enum.GetValues<StorageOperation>().Where(o => byOperation[(int)o] > 0).ToDictionary(o => o, o => byOperation[(int)o]);
                return new RequestCounts(total, operations, new Dictionary<string, long>(byContainer));
            }
        }
    }

    /// <summary>Names of the tables, in ordinal order.</summary>
    public IReadOnlyList<string> Tables
    {
        get
        {
            lock (gate)
            {
                return [.. state.Tables.Values.Select(t => t.Name).Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <inheritdoc cref="StorageProcess.Configure(TableClientOptions)"/>
    public TableClientOptions Configure(TableClientOptions options) => MainProcess.Configure(options);

    /// <inheritdoc cref="StorageProcess.Configure(BlobClientOptions)"/>
    public BlobClientOptions Configure(BlobClientOptions options) => MainProcess.Configure(options);

    /// <inheritdoc cref="StorageProcess.CreateTableServiceClient"/>
    public TableServiceClient CreateTableServiceClient(Action<TableClientOptions>? configure = null) =>
        MainProcess.CreateTableServiceClient(configure);

    /// <inheritdoc cref="StorageProcess.CreateBlobServiceClient"/>
    public BlobServiceClient CreateBlobServiceClient(Action<BlobClientOptions>? configure = null) =>
        MainProcess.CreateBlobServiceClient(configure);

    /// <summary>A further process with clients of its own on the same storage.</summary>
    public StorageProcess StartProcess(string name) => new(this, name);

    /// <summary>Ends the main process and puts a new one in its place; its clients must be made anew.</summary>
    public void RestartMainProcess()
    {
        MainProcess.Die();
        MainProcess = new StorageProcess(this, "main");
    }

    /// <summary>Sets counters, ordinals and log back to nothing.</summary>
    public void ResetCounts()
    {
        lock (gate)
        {
            total = 0;
            Array.Clear(byOperation);
            byContainer.Clear();
            log.Clear();
        }
    }

    /// <summary>The rows of a table, or of one partition of it, in the order of their keys; empty when there is no such table.</summary>
    public IReadOnlyList<StoredRow> Rows(string table, string? partition = null)
    {
        lock (gate)
        {
            return state.Tables.TryGetValue(table, out var data)
                ? [.. data.From(partition ?? "", "").TakeWhile(e => partition is null || e.PartitionKey == partition).Select(e => e.ToRow())]
                : [];
        }
    }

    /// <summary>One row, or null.</summary>
    public StoredRow? Row(string table, string partitionKey, string rowKey)
    {
        lock (gate)
        {
            return state.Tables.TryGetValue(table, out var data) ? data.Find(partitionKey, rowKey)?.ToRow() : null;
        }
    }

    /// <summary>The committed blobs of a container whose names begin with a prefix, in ordinal order of names.</summary>
    public IReadOnlyList<StoredBlob> Blobs(string container, string prefix = "")
    {
        lock (gate)
        {
            return state.Containers.TryGetValue(container, out var data)
                ? [.. data.Blobs.Values.Where(b => b.Committed && b.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(b => b.ToStored())]
                : [];
        }
    }

    /// <summary>
    /// A service of its own with the same content, page limits and leases; counters, log, interceptor and processes start new. Takes constant time.
    /// </summary>
    /// <param name="ownClock">Clock of the copy; by default the same.</param>
    public InMemoryStorageService Clone(TimeProvider? ownClock = null)
    {
        lock (gate)
        {
            return new InMemoryStorageService(ownClock ?? clock, state.Clone());
        }
    }

    internal StorageRequest Register(StorageProcess process, int attempt, Command command)
    {
        lock (gate)
        {
            var request = new StorageRequest(++total, process.Name, attempt, command);
            byOperation[(int)command.Operation]++;
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(byContainer, command.Container, out _)++;
            if (KeepsLog)
            {
                log.Add(request);
            }

            return request;
        }
    }

    internal InMemoryResponse Apply(Command command, StorageRequest request)
    {
        lock (gate)
        {
            state.Now = clock.GetUtcNow().ToUniversalTime();
            var response = command.Answer(state);
            request.Status = response.LoggedStatus;
            request.Applied = request.Status < 400;
            return response;
        }
    }

    internal InMemoryResponse Refuse(StorageKind kind, StorageFault fault)
    {
        lock (gate)
        {
            state.Now = clock.GetUtcNow().ToUniversalTime();
            var response = ServiceError.Of(fault.Status, fault.Code, "The service could not take the request (injected fault).").ToResponse(kind, state.Now);
            if (fault.RetryAfter is { } wait)
            {
                response.Add("Retry-After", ((int)wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            return response;
        }
    }

    private static int Checked(int value, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, max);
        return value;
    }
}
