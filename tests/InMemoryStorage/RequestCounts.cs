namespace Supervision.InMemoryStorage;

/// <summary>How many requests arrived, SDK retries included.</summary>
/// <param name="Total">All requests.</param>
/// <param name="ByOperation">By kind of operation; kinds that did not occur are absent.</param>
/// <param name="ByContainer">By table or container; requests to the service itself are under the empty name.</param>
public sealed record RequestCounts(
    long Total, IReadOnlyDictionary<StorageOperation, long> ByOperation, IReadOnlyDictionary<string, long> ByContainer)
{
    /// <summary>Requests of this kind, 0 when there were none.</summary>
    public long this[StorageOperation operation] => ByOperation.GetValueOrDefault(operation);

    /// <summary>Requests to this table or container, 0 when there were none.</summary>
    public long this[string container] => ByContainer.GetValueOrDefault(container);
}
