using System.Text.Json;

namespace Supervision.InMemoryStorage;

/// <summary>Reads requests to the table service by their method and address.</summary>
internal static class TableProtocol
{
    /// <exception cref="ServiceErrorException">The service would refuse the request without looking at what is stored.</exception>
    public static Command Read(HttpCall call)
    {
        if (call.Body.Length > TableLimits.RequestBytes)
        {
            throw new ServiceErrorException(TableErrors.RequestBodyTooLarge);
        }

        return call.Path == "$batch" && call.Method == "POST" ? TransactionReader.Read(call) : ReadSingle(call);
    }

    /// <summary>Reads anything but a batch; the parts of a batch are such requests too.</summary>
    public static Command ReadSingle(HttpCall call)
    {
        var path = call.Path;
        var open = path.IndexOf('(', StringComparison.Ordinal);
        var name = Uri.UnescapeDataString(open < 0 ? path : path[..open]);
        var keys = open < 0 ? null : Uri.UnescapeDataString(path[open..]);
        if (name == "Tables")
        {
            return ReadTables(call, keys);
        }

        if (name.Length == 0 || call.Parameter("comp") is not null)
        {
            throw new NotSupportedException($"The in-memory table service does not know {call.Method} /{path}.");
        }

        if (keys is null or "()")
        {
            return call.Method switch
            {
                "POST" => ReadInsert(call, name),
                "GET" => new QueryCommand(name, call) { Method = call.Method },
                _ => throw new ServiceErrorException(TableErrors.InvalidInput),
            };
        }

        var (partitionKey, rowKey) = ReadKeys(keys);
        if (call.Method == "GET")
        {
            return new GetEntityCommand(name, partitionKey, rowKey, QueryCommand.Select(call)) { Method = call.Method };
        }

        var ifMatch = call.Header("If-Match");
        if (call.Method == "DELETE")
        {
            return new EntityWriteCommand(StorageOperation.DeleteEntity, name, partitionKey, rowKey, [], ifMatch) { Method = call.Method };
        }

        var operation = (call.Method, ifMatch) switch
        {
            ("PUT", null) => StorageOperation.UpsertReplaceEntity,
            ("PUT", _) => StorageOperation.UpdateEntity,
            ("PATCH" or "MERGE", null) => StorageOperation.UpsertMergeEntity,
            ("PATCH" or "MERGE", _) => StorageOperation.MergeEntity,
            _ => throw new ServiceErrorException(TableErrors.InvalidInput),
        };
        var (_, _, properties) = TableJson.Read(call.Body.Span);
        TableLimits.Check(partitionKey, rowKey, properties);
        return new EntityWriteCommand(operation, name, partitionKey, rowKey, properties, ifMatch) { Method = call.Method };
    }

    private static EntityWriteCommand ReadInsert(HttpCall call, string table)
    {
        var (partitionKey, rowKey, properties) = TableJson.Read(call.Body.Span);
        if (partitionKey is null || rowKey is null)
        {
            throw new ServiceErrorException(TableErrors.PropertiesNeedValue);
        }

        TableLimits.Check(partitionKey, rowKey, properties);
        return new EntityWriteCommand(StorageOperation.InsertEntity, table, partitionKey, rowKey, properties, null)
        {
            Method = call.Method,
            Echoes = call.Header("Prefer") != "return-no-content",
        };
    }

    private static TablesCommand ReadTables(HttpCall call, string? key)
    {
        switch (call.Method)
        {
            case "GET" when key is null or "()":
                return new TablesCommand(StorageOperation.ListTables, "", call) { Method = call.Method };
            case "DELETE" when key is ['(', '\'', .., '\'', ')']:
                return new TablesCommand(StorageOperation.DeleteTable, key[2..^2], call) { Method = call.Method };
            case "POST" when key is null or "()":
                using (var body = JsonDocument.Parse(call.Body))
                {
                    var name = body.RootElement.GetProperty("TableName").GetString()!;
                    return new TablesCommand(StorageOperation.CreateTable, name, call) { Method = call.Method };
                }

            default:
                throw new ServiceErrorException(TableErrors.InvalidInput);
        }
    }

    /// <summary>Reads (PartitionKey='p',RowKey='r'), where a quote inside a key is written twice.</summary>
    private static (string PartitionKey, string RowKey) ReadKeys(string keys)
    {
        const string First = "(PartitionKey='";
        const string Second = "',RowKey='";
        if (keys.StartsWith(First, StringComparison.Ordinal) && keys.EndsWith("')", StringComparison.Ordinal))
        {
            // The separator cannot occur inside a key, where each quote is doubled, unless the quote is the second of a pair.
            var end = First.Length;
            while (end < keys.Length && (keys[end] != '\'' || (end + 1 < keys.Length && keys[end + 1] == '\'')))
            {
                end += keys[end] == '\'' ? 2 : 1;
            }

            if (end < keys.Length && keys.AsSpan(end).StartsWith(Second, StringComparison.Ordinal))
            {
                return (Unquote(keys[First.Length..end]), Unquote(keys[(end + Second.Length)..^2]));
            }
        }

        throw new ServiceErrorException(TableErrors.InvalidInput);
    }

    private static string Unquote(string key) =>
        key.Contains('\'', StringComparison.Ordinal) ? key.Replace("''", "'", StringComparison.Ordinal) : key;
}
