using System.Globalization;
using System.Text;
using Azure.Data.Tables;

namespace Supervision.Storage;

/// <summary>A write that the storage service would refuse, refused before it is sent.</summary>
public sealed class TableLimitException(string code, string message) : InvalidOperationException(message)
{
    /// <summary>Stable code of the limit that was broken.</summary>
    public string Code { get; } = code;
}

/// <summary>
/// The limits of the table service (Microsoft Learn, "Understanding the Table service data model" and "Performing entity group
/// transactions"), checked in front of the SDK because the emulator lets some of them pass.
/// </summary>
public static class TableGuard
{
    /// <summary>Rows in one transaction.</summary>
    public const int MostRows = 100;

    /// <summary>Bytes of one transaction's payload.</summary>
    public const int MostTransactionBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of one row.</summary>
    public const int MostRowBytes = 1024 * 1024;

    /// <summary>UTF-16 characters of one string property; a little under the service's 32 Ki.</summary>
    public const int MostStringCharacters = 32_000;

    /// <summary>Characters of a partition or row key; the service allows 1 KiB, which is 512 UTF-16 characters.</summary>
    public const int MostKeyCharacters = 512;

    /// <exception cref="TableLimitException">The batch breaks a limit of the service.</exception>
    public static void Check(TableBatch batch)
    {
        if (batch.Actions.Count == 0)
        {
            throw new TableLimitException("batch-empty", "A transaction needs at least one row.");
        }

        if (batch.Actions.Count > MostRows)
        {
            throw new TableLimitException("batch-rows", $"A transaction takes {MostRows} rows, not {batch.Actions.Count}.");
        }

        var rows = new HashSet<string>(StringComparer.Ordinal);
        var total = 0L;
        foreach (var action in batch.Actions)
        {
            if (action.Entity.PartitionKey != batch.Partition)
            {
                throw new TableLimitException(
                    "batch-partitions",
                    $"A transaction stays in one partition: {batch.Partition}, not {action.Entity.PartitionKey}.");
            }

            if (!rows.Add(action.Entity.RowKey))
            {
                throw new TableLimitException("batch-row-twice", $"A transaction takes a row once: {action.Entity.RowKey}.");
            }

            // A part of a batch carries about 700 bytes of headers and addresses beside the row.
            total += Check((TableEntity)action.Entity) + 700;
        }

        if (total > MostTransactionBytes)
        {
            throw new TableLimitException("batch-bytes", $"A transaction takes {MostTransactionBytes} bytes, not {total}.");
        }
    }

    /// <returns>The size of the row in bytes, as its JSON payload carries it.</returns>
    /// <exception cref="TableLimitException">The row breaks a limit of the service.</exception>
    public static long Check(TableEntity row)
    {
        CheckKey(row.PartitionKey);
        CheckKey(row.RowKey);

        var total = 0L;
        foreach (var (name, value) in row)
        {
            total += name.Length + 8;
            switch (value)
            {
                case string text when text.Length > MostStringCharacters:
                    throw new TableLimitException(
                        "string-length",
                        string.Create(CultureInfo.InvariantCulture, $"{row.RowKey}.{name} has {text.Length} characters; {MostStringCharacters} is the most."));
                case string text:
                    total += Encoding.UTF8.GetByteCount(text) + 2;
                    break;
                case byte[] bytes:
                    total += bytes.Length * 4L / 3;
                    break;
                default:
                    total += 32;
                    break;
            }
        }

        if (total > MostRowBytes)
        {
            throw new TableLimitException("row-bytes", $"Row {row.RowKey} has {total} bytes; {MostRowBytes} is the most.");
        }

        return total;
    }

    private static void CheckKey(string? key)
    {
        if (string.IsNullOrEmpty(key) || key.Length > MostKeyCharacters)
        {
            throw new TableLimitException("key-length", $"A key has 1 to {MostKeyCharacters} characters, not {key?.Length ?? 0}.");
        }

        foreach (var character in key)
        {
            if (character is '/' or '\\' or '#' or '?' || char.IsControl(character))
            {
                throw new TableLimitException("key-characters", $"The key {key} holds a character that keys must not hold.");
            }
        }
    }
}
