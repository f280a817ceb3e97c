using System.Collections.Immutable;

namespace Supervision.InMemoryStorage;

/// <summary>All that is stored. What hangs on it is immutable, so that a copy costs nothing. Guarded by the service's lock.</summary>
internal sealed class StorageState
{
    private long lastTicks;

    public ImmutableDictionary<string, TableData> Tables { get; set; } = ImmutableDictionary.Create<string, TableData>(StringComparer.OrdinalIgnoreCase);

    public ImmutableDictionary<string, ContainerData> Containers { get; set; } = ImmutableDictionary.Create<string, ContainerData>(StringComparer.Ordinal);

    /// <summary>Until when a name that was deleted cannot be used again.</summary>
    public ImmutableDictionary<string, DateTimeOffset> TablesBeingDeleted { get; set; } =
        ImmutableDictionary.Create<string, DateTimeOffset>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Until when a name that was deleted cannot be used again.</summary>
    public ImmutableDictionary<string, DateTimeOffset> ContainersBeingDeleted { get; set; } =
        ImmutableDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    public int RowsPerPage { get; set; } = 1000;

    public int RowsScannedPerPage { get; set; } = int.MaxValue;

    public int BlobsPerPage { get; set; } = 5000;

    /// <summary>The time of the request in hand.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>A timestamp no other write has.</summary>
    public DateTimeOffset NextTimestamp()
    {
        lastTicks = Math.Max(Now.Ticks, lastTicks + 1);
        return new DateTimeOffset(lastTicks, TimeSpan.Zero);
    }

    public StorageState Clone() => (StorageState)MemberwiseClone();
}
