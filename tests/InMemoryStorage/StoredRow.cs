namespace Supervision.InMemoryStorage;

/// <summary>A table row as it is stored.</summary>
/// <param name="Properties">
/// Without the system properties. Values are string, bool, int, long, double, DateTimeOffset (UTC), Guid or byte[].
/// </param>
public sealed record StoredRow(
    string PartitionKey, string RowKey, DateTimeOffset Timestamp, string ETag, IReadOnlyDictionary<string, object> Properties)
{
    /// <summary>The value of a property, or null when the row does not have it.</summary>
    public object? this[string property] => Properties.GetValueOrDefault(property);

    /// <summary>The value of a string property, or null when the row does not have it.</summary>
    public string? Text(string property) => (string?)this[property];
}

/// <summary>A blob as it is stored.</summary>
public sealed record StoredBlob(
    string Name, ReadOnlyMemory<byte> Content, string ContentType, DateTimeOffset LastModified, string ETag,
    IReadOnlyDictionary<string, string> Metadata);
