namespace Supervision.InMemoryStorage;

/// <summary>Insert, update, merge, upsert or delete of one row, alone or in a transaction.</summary>
internal sealed class EntityWriteCommand : Command
{
    private readonly EntityProperty[] properties;
    private readonly string? ifMatch;

    public EntityWriteCommand(
        StorageOperation operation, string table, string partitionKey, string rowKey, EntityProperty[] properties, string? ifMatch)
    {
        this.properties = properties;
        this.ifMatch = ifMatch;
        Operation = operation;
        Container = table;
        PartitionKey = partitionKey;
        Key = rowKey;
    }

    public override StorageKind Kind => StorageKind.Table;

    public override StorageOperation Operation { get; }

    /// <summary>Whether an insert gives the row back.</summary>
    public bool Echoes { get; init; }

    public override InMemoryResponse Answer(StorageState state)
    {
        if (!state.Tables.TryGetValue(Container, out var table))
        {
            return TableErrors.TableNotFound.ToResponse(Kind, state.Now);
        }

        var (changed, row, error) = Apply(table, state);
        if (error is not null)
        {
            return error.ToResponse(Kind, state.Now);
        }

        state.Tables = state.Tables.SetItem(Container, changed);
        var response = new InMemoryResponse(Echoes ? 201 : 204, state.Now);
        if (row is not null)
        {
            response.Add("ETag", row.ETag);
        }

        if (Operation == StorageOperation.InsertEntity)
        {
            response.Add("Location", Location);
            response.Add("Preference-Applied", Echoes ? "return-content" : "return-no-content");
        }

        return Echoes ? response.WithBody(GetEntityCommand.Body(table.Name, row!, null), TableJson.ContentType) : response;
    }

    public string Location =>
        $"{InMemoryStorageService.TableEndpoint}{Container}(PartitionKey='{Uri.EscapeDataString(PartitionKey!)}',RowKey='{Uri.EscapeDataString(Key!)}')";

    /// <summary>Gives the table after the change and the row as it then is, or the error.</summary>
    public (TableData Table, Entity? Row, ServiceError? Error) Apply(TableData table, StorageState state)
    {
        var found = table.Find(PartitionKey!, Key!);
        switch (Operation)
        {
            case StorageOperation.InsertEntity when found is not null:
                return (table, null, TableErrors.EntityAlreadyExists);
            case StorageOperation.DeleteEntity when ifMatch is null:
                return (table, null, TableErrors.MissingIfMatch);
            case StorageOperation.UpdateEntity or StorageOperation.MergeEntity or StorageOperation.DeleteEntity when found is null:
                return (table, null, TableErrors.ResourceNotFound);
        }

        if (found is not null && ifMatch is not (null or "*") && ifMatch != found.ETag)
        {
            return (table, null, TableErrors.UpdateConditionNotSatisfied);
        }

        if (Operation == StorageOperation.DeleteEntity)
        {
            return (table with { Rows = table.Rows.Remove(found!) }, null, null);
        }

        var merges = found is not null && Operation is StorageOperation.MergeEntity or StorageOperation.UpsertMergeEntity;
        var content = properties;
        if (merges && found is not null)
        {
            content = found.MergedWith(properties);
            try
            {
                TableLimits.CheckWhole(PartitionKey!, Key!, content);
            }
            catch (ServiceErrorException tooLarge)
            {
                return (table, null, tooLarge.Error);
            }
        }

        var row = new Entity(PartitionKey!, Key!, state.NextTimestamp(), content);
        var rows = found is null ? table.Rows : table.Rows.Remove(found);
        return (table with { Rows = rows.Add(row) }, row, null);
    }
}
