namespace Supervision.InMemoryStorage;

/// <summary>A request that has been read; it still has to be applied.</summary>
internal abstract class Command
{
    public required string Method { get; init; }

    public abstract StorageKind Kind { get; }

    public abstract StorageOperation Operation { get; }

    public string Container { get; protected set; } = "";

    public string? PartitionKey { get; protected set; }

    /// <summary>The filter of a query as it was sent, or null.</summary>
    public string? Filter { get; protected init; }

    public string? Key { get; protected set; }

    public virtual IReadOnlyList<StorageChange> Changes => [];

    /// <summary>Applies the request and gives the service's answer.</summary>
    public abstract InMemoryResponse Answer(StorageState state);
}

/// <summary>A request that could not be read; the answer says why.</summary>
internal sealed class MalformedCommand(StorageKind kind, ServiceError error) : Command
{
    public override StorageKind Kind => kind;

    public override StorageOperation Operation => StorageOperation.Malformed;

    public override InMemoryResponse Answer(StorageState state) => error.ToResponse(kind, state.Now);
}
