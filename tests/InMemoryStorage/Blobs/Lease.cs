namespace Supervision.InMemoryStorage;

internal enum LeaseState
{
    Available,
    Leased,
    Expired,
    Breaking,
    Broken,
}

/// <summary>The lease on a blob or container.</summary>
/// <param name="Id">Its id, also after it has ended, or null when there never was one.</param>
/// <param name="Length">Its duration, or null for an infinite lease.</param>
/// <param name="EndsAt">When a leased one expires or a breaking one is broken; null for an infinite lease.</param>
/// <param name="Breaks">Whether it was asked to break.</param>
internal sealed record Lease(string? Id, TimeSpan? Length, DateTimeOffset? EndsAt, bool Breaks)
{
    public static readonly Lease None = new(null, null, null, false);

    public LeaseState State(DateTimeOffset now) => this switch
    {
        { Id: null } => LeaseState.Available,
        { Breaks: true } => now < EndsAt ? LeaseState.Breaking : LeaseState.Broken,
        _ => EndsAt is null || now < EndsAt ? LeaseState.Leased : LeaseState.Expired,
    };

    /// <summary>Whether changes need the lease's id.</summary>
    public bool Holds(DateTimeOffset now) => State(now) is LeaseState.Leased or LeaseState.Breaking;

    /// <summary>Whether two ids name the same lease; they are GUIDs in any writing.</summary>
    public static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
