namespace Supervision.InMemoryStorage;

/// <summary>One change inside an entity-group transaction.</summary>
public sealed record StorageChange(StorageOperation Operation, string PartitionKey, string RowKey);

/// <summary>What an interceptor and the log are told of a request.</summary>
public sealed class StorageRequest
{
    internal StorageRequest(long ordinal, string process, int attempt, Command command)
    {
        Ordinal = ordinal;
        Process = process;
        Attempt = attempt;
        Method = command.Method;
        Kind = command.Kind;
        Operation = command.Operation;
        Container = command.Container;
        PartitionKey = command.PartitionKey;
        Key = command.Key;
        Changes = command.Changes;
        Filter = command.Filter;
    }

    /// <summary>Number of the request since the service began or its counters were reset; the first is 1.</summary>
    public long Ordinal { get; }

    /// <summary>Name of the simulated process that sent it.</summary>
    public string Process { get; }

    /// <summary>1 for the first try, 2 and more for the SDK's own retries.</summary>
    public int Attempt { get; }

    public string Method { get; }

    public StorageKind Kind { get; }

    public StorageOperation Operation { get; }

    /// <summary>Table or container; empty for requests to the service itself.</summary>
    public string Container { get; }

    /// <summary>Partition key of the entity, of the transaction, or null.</summary>
    public string? PartitionKey { get; }

    /// <summary>Row key of the entity, name of the blob, or null.</summary>
    public string? Key { get; }

    /// <summary>The changes of a transaction in order; empty for everything else.</summary>
    public IReadOnlyList<StorageChange> Changes { get; }

    /// <summary>The filter of a query as it was sent, or null.</summary>
    public string? Filter { get; }

    /// <summary>Whether the request may change what is stored.</summary>
    public bool IsWrite => Operation is not (StorageOperation.ListTables or StorageOperation.GetEntity or StorageOperation.QueryEntities
        or StorageOperation.GetContainer or StorageOperation.ListContainers or StorageOperation.ListBlobs or StorageOperation.GetBlob
        or StorageOperation.GetBlobProperties or StorageOperation.GetBlockList or StorageOperation.Malformed);

    /// <summary>HTTP status the service gave (of a failed transaction: that of the failed change); 0 while or when there is none.</summary>
    public int Status { get; internal set; }

    /// <summary>Whether the service applied the request, even if its answer was then lost.</summary>
    public bool Applied { get; internal set; }

    public override string ToString() =>
        $"#{Ordinal} {Process} {Operation} {Container} {PartitionKey} {Key} [{string.Join(", ", Changes.Select(c => $"{c.Operation} {c.RowKey}"))}] -> {Status}";
}
