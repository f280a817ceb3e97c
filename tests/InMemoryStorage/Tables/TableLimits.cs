using System.Buffers;

namespace Supervision.InMemoryStorage;

/// <summary>The limits of the table service's data model.</summary>
internal static class TableLimits
{
    public const int ChangesPerTransaction = 100;
    public const int RequestBytes = 4 * 1024 * 1024;
    private const int EntityBytes = 1024 * 1024;
    private const int PropertyBytes = 64 * 1024;
    private const int OwnProperties = 252;
    private const int KeyChars = 512;
    private static readonly DateTimeOffset FirstTime = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SearchValues<char> KeyRefused = SearchValues.Create(
        [.. "/\\#?", .. Enumerable.Range(0, 0x20).Select(c => (char)c), .. Enumerable.Range(0x7f, 0x21).Select(c => (char)c)]);

    /// <summary>Throws what the service answers when a row breaks a limit.</summary>
    public static void Check(string partitionKey, string rowKey, EntityProperty[] properties)
    {
        CheckKey("PartitionKey", partitionKey);
        CheckKey("RowKey", rowKey);
        for (var i = 0; i < properties.Length; i++)
        {
            Check(properties[i]);
            for (var j = 0; j < i; j++)
            {
                ThrowIf(properties[j].Name == properties[i].Name, TableErrors.DuplicatePropertiesSpecified);
            }
        }

        CheckWhole(partitionKey, rowKey, properties);
    }

    /// <summary>The limits of the row as a whole, which a merge can break although each of its properties is in order.</summary>
    public static void CheckWhole(string partitionKey, string rowKey, EntityProperty[] properties)
    {
        ThrowIf(properties.Length > OwnProperties, TableErrors.TooManyProperties);
        var size = 4L + (2 * (partitionKey.Length + rowKey.Length));
        foreach (var property in properties)
        {
            size += 8 + (2 * property.Name.Length) + Size(property);
        }

        ThrowIf(size > EntityBytes, TableErrors.EntityTooLarge);
    }

    private static void CheckKey(string name, string value)
    {
        if (value.AsSpan().IndexOfAny(KeyRefused) >= 0)
        {
            throw new ServiceErrorException(TableErrors.KeyOutOfRange(name, value));
        }

        ThrowIf(value.Length > KeyChars, TableErrors.KeyValueTooLarge);
    }

    private static void Check(EntityProperty property)
    {
        ThrowIf(property.Name.Length > 255, TableErrors.PropertyNameTooLong);
        ThrowIf(!IsIdentifier(property.Name), TableErrors.PropertyNameInvalid);
        var bytes = property.Value switch { string text => 2 * text.Length, byte[] binary => binary.Length, _ => 0 };
        ThrowIf(bytes > PropertyBytes, TableErrors.PropertyValueTooLarge);
        ThrowIf(property.Value is DateTimeOffset time && time < FirstTime, TableErrors.OutOfRangeInput);
    }

    private static int Size(EntityProperty property) => property.Value switch
    {
        string text => (2 * text.Length) + 4,
        byte[] binary => binary.Length + 4,
        bool => 1,
        int => 4,
        Guid => 16,
        _ => 8,
    };

    private static bool IsIdentifier(string name)
    {
        if (name.Length == 0 || !(char.IsLetter(name[0]) || name[0] == '_'))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }

    private static void ThrowIf(bool broken, ServiceError error)
    {
        if (broken)
        {
            throw new ServiceErrorException(error);
        }
    }
}
