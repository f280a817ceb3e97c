using System.Collections.Immutable;

namespace Supervision.InMemoryStorage;

/// <summary>A table: its name as it was first written and its rows in key order.</summary>
internal sealed record TableData(string Name, ImmutableSortedSet<Entity> Rows)
{
    public static TableData Empty(string name) =>
        new(name, ImmutableSortedSet.Create<Entity>(Comparer<Entity>.Create(Entity.Compare)));

    public Entity? Find(string partitionKey, string rowKey) =>
        Rows.TryGetValue(Probe(partitionKey, rowKey), out var found) ? found : null;

    /// <summary>Rows from this key on, included, in key order.</summary>
    public IEnumerable<Entity> From(string partitionKey, string rowKey)
    {
        for (var i = IndexFrom(partitionKey, rowKey); i < Rows.Count; i++)
        {
            yield return Rows[i];
        }
    }

    /// <summary>Position of the first row whose key is not less than this one.</summary>
    public int IndexFrom(string partitionKey, string rowKey)
    {
        var index = Rows.IndexOf(Probe(partitionKey, rowKey));
        return index < 0 ? ~index : index;
    }

    private static Entity Probe(string partitionKey, string rowKey) => new(partitionKey, rowKey, default, []);
}
