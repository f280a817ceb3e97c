using System.Globalization;

namespace Supervision.InMemoryStorage;

internal enum EdmType
{
    String,
    Int32,
    Int64,
    Double,
    Boolean,
    DateTime,
    Guid,
    Binary,
}

/// <summary>A property with its value: string, int, long, double, bool, DateTimeOffset, Guid or byte[].</summary>
internal readonly record struct EntityProperty(string Name, EdmType Type, object Value);

/// <summary>A stored row; never changed, only replaced.</summary>
internal sealed class Entity(string partitionKey, string rowKey, DateTimeOffset timestamp, EntityProperty[] properties)
{
    private string? etag;
    private byte[]? json;

    public string PartitionKey { get; } = partitionKey;

    public string RowKey { get; } = rowKey;

    public DateTimeOffset Timestamp { get; } = timestamp;

    public EntityProperty[] Properties { get; } = properties;

    public string ETag => etag ??= $"W/\"datetime'{TableJson.Time(Timestamp).Replace(":", "%3A", StringComparison.Ordinal)}'\"";

    /// <summary>The members of the row's JSON object, without its braces.</summary>
    public byte[] Json => json ??= TableJson.WriteMembers(this, null);

    /// <summary>Order of the service: by partition key, then row key, ordinal.</summary>
    public static int Compare(Entity x, Entity y)
    {
        var byPartition = string.CompareOrdinal(x.PartitionKey, y.PartitionKey);
        return byPartition != 0 ? byPartition : string.CompareOrdinal(x.RowKey, y.RowKey);
    }

    public object? Value(string name)
    {
        switch (name)
        {
            case "PartitionKey":
                return PartitionKey;
            case "RowKey":
                return RowKey;
            case "Timestamp":
                return Timestamp;
        }

        foreach (var property in Properties)
        {
            if (property.Name == name)
            {
                return property.Value;
            }
        }

        return null;
    }

    /// <summary>Properties of this row, overlaid by those of a merge.</summary>
    public EntityProperty[] MergedWith(EntityProperty[] others)
    {
        var merged = new List<EntityProperty>(Properties.Length + others.Length);
        foreach (var own in Properties)
        {
            var index = Array.FindIndex(others, o => o.Name == own.Name);
            merged.Add(index < 0 ? own : others[index]);
        }

        merged.AddRange(others.Where(o => !Array.Exists(Properties, p => p.Name == o.Name)));
        return [.. merged];
    }

    public StoredRow ToRow() =>
        new(PartitionKey, RowKey, Timestamp, ETag, Properties.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PartitionKey}/{RowKey} {Timestamp:O}");
}
