namespace Supervision.InMemoryStorage;

/// <summary>Reads one row by its key.</summary>
internal sealed class GetEntityCommand : Command
{
    private readonly string[]? select;

    public GetEntityCommand(string table, string partitionKey, string rowKey, string[]? select)
    {
        this.select = select;
        Container = table;
        PartitionKey = partitionKey;
        Key = rowKey;
    }

    public override StorageKind Kind => StorageKind.Table;

    public override StorageOperation Operation => StorageOperation.GetEntity;

    public override InMemoryResponse Answer(StorageState state)
    {
        if (!state.Tables.TryGetValue(Container, out var table))
        {
            return TableErrors.TableNotFound.ToResponse(Kind, state.Now);
        }

        return table.Find(PartitionKey!, Key!) is { } row
            ? new InMemoryResponse(200, state.Now).Add("ETag", row.ETag).WithBody(Body(table.Name, row, select), TableJson.ContentType)
            : TableErrors.ResourceNotFound.ToResponse(Kind, state.Now);
    }

    public static byte[] Body(string table, Entity row, string[]? select)
    {
        var head = TableJson.Utf8($"{{\"odata.metadata\":\"{InMemoryStorageService.TableEndpoint}$metadata#{table}/@Element\",");
        var members = select is null ? row.Json : TableJson.WriteMembers(row, select);
        var body = new byte[head.Length + members.Length + 1];
        head.CopyTo(body, 0);
        members.CopyTo(body, head.Length);
        body[^1] = (byte)'}';
        return body;
    }
}
