using Azure;
using Azure.Data.Tables;

namespace Supervision.Storage;

/// <summary>The rows that one decision writes together or not at all: one partition of one table.</summary>
public sealed class TableBatch(string partition)
{
    private readonly List<TableTransactionAction> actions = [];

    public string Partition { get; } = partition;

    public IReadOnlyList<TableTransactionAction> Actions => actions;

    /// <summary>Inserts the row; the whole batch fails when it is already there.</summary>
    public TableBatch Add(TableEntity row)
    {
        actions.Add(new TableTransactionAction(TableTransactionActionType.Add, row));
        return this;
    }

    /// <summary>Replaces the row; the whole batch fails when its ETag is another by now.</summary>
    public TableBatch Replace(TableEntity row, ETag etag)
    {
        actions.Add(new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, etag));
        return this;
    }

    /// <summary>Deletes a row; the whole batch fails when its ETag is another by now.</summary>
    public TableBatch Delete(string row, ETag etag)
    {
        actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(Partition, row), etag));
        return this;
    }

    /// <summary>Writes the row whatever is there.</summary>
    public TableBatch Upsert(TableEntity row)
    {
        actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, row));
        return this;
    }
}
