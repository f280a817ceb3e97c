using System.Buffers;
using System.Globalization;
using System.Text;

namespace Supervision.InMemoryStorage;

/// <summary>Reads a page of rows in key order.</summary>
internal sealed class QueryCommand : Command
{
    private readonly Filter? filter;
    private readonly KeyRange range = new();
    private readonly string[]? select;
    private readonly int top;
    private readonly (string PartitionKey, string RowKey)? next;

    public QueryCommand(string table, HttpCall call)
    {
        Container = table;
        select = Select(call);
        top = Top(call);
        if (call.Parameter("$filter") is { Length: > 0 } expression)
        {
            Filter = expression;
            filter = FilterParser.Parse(expression);
            filter.Narrow(range);
            PartitionKey = range.Start.PartitionKey.Length > 0 ? range.Start.PartitionKey : null;
        }

        if (call.Parameter("NextPartitionKey") is { } partition)
        {
            next = (Decode(partition), call.Parameter("NextRowKey") is { } row ? Decode(row) : "");
        }
    }

    public override StorageKind Kind => StorageKind.Table;

    public override StorageOperation Operation => StorageOperation.QueryEntities;

    public static string[]? Select(HttpCall call) =>
        call.Parameter("$select") is { Length: > 0 } names and not "*" ? names.Split(',', StringSplitOptions.TrimEntries) : null;

    /// <summary>The page size asked for, 1,000 when none is.</summary>
    public static int Top(HttpCall call) => call.Parameter("$top") switch
    {
        null => 1000,
        var text when int.TryParse(text, CultureInfo.InvariantCulture, out var top) && top is >= 1 and <= 1000 => top,
        _ => throw new ServiceErrorException(TableErrors.InvalidInput),
    };

    /// <summary>Writes a key so that it can stand in a header: opaque to the caller.</summary>
    public static string Encode(string key)
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(key));
        return $"1!{base64.Length}!{base64.Replace('+', '*').Replace('/', '_').Replace('=', '-')}";
    }

    public override InMemoryResponse Answer(StorageState state)
    {
        if (!state.Tables.TryGetValue(Container, out var table))
        {
            return TableErrors.TableNotFound.ToResponse(Kind, state.Now);
        }

        var body = new ArrayBufferWriter<byte>(1024);
        body.Write(TableJson.Utf8($"{{\"odata.metadata\":\"{InMemoryStorageService.TableEndpoint}$metadata#{table.Name}\",\"value\":["));
        var (partitionKey, rowKey) = next ?? range.Start;
        var wanted = Math.Min(top, state.RowsPerPage);
        var (taken, scanned) = (0, 0);
        Entity? stoppedAt = null;
        for (var i = table.IndexFrom(partitionKey, rowKey); i < table.Rows.Count; i++)
        {
            var row = table.Rows[i];
            if (range.EndsBefore(row))
            {
                break;
            }

            if (taken == wanted || scanned++ == state.RowsScannedPerPage)
            {
                stoppedAt = row;
                break;
            }

            if (filter is null || filter.Passes(row))
            {
                body.Write(taken++ == 0 ? "{"u8 : ",{"u8);
                body.Write(select is null ? row.Json : TableJson.WriteMembers(row, select));
                body.Write("}"u8);
            }
        }

        body.Write("]}"u8);
        var response = new InMemoryResponse(200, state.Now);
        if (stoppedAt is not null)
        {
            response.Add("x-ms-continuation-NextPartitionKey", Encode(stoppedAt.PartitionKey));
            response.Add("x-ms-continuation-NextRowKey", Encode(stoppedAt.RowKey));
        }

        return response.WithBody(body.WrittenMemory, TableJson.ContentType);
    }

    private static string Decode(string token)
    {
        var parts = token.Split('!');
        if (parts is not ["1", _, var base64])
        {
            throw new ServiceErrorException(TableErrors.InvalidInput);
        }

        return Encoding.UTF8.GetString(Convert.FromBase64String(base64.Replace('*', '+').Replace('_', '/').Replace('-', '=')));
    }
}
