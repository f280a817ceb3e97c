using Azure;
using Azure.Data.Tables;

namespace Supervision.StorageContract;

/// <summary>Entity-group transactions.</summary>
public sealed class TransactionContract(StorageAccount account) : ContractPart(account)
{
    [Requirement]
    public async Task All_kinds_of_changes_are_made_together()
    {
        var table = await Account.NewTableAsync();
        foreach (var key in new[] { "update", "merge", "delete" })
        {
            await table.AddEntityAsync(Row("p", key, ("A", 1)), Cancellation);
        }

        var response = await table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, Row("p", "add", ("Text", "条"))),
                new(TableTransactionActionType.UpdateReplace, Row("p", "update", ("B", 2)), ETag.All),
                new(TableTransactionActionType.UpdateMerge, Row("p", "merge", ("B", 2)), ETag.All),
                new(TableTransactionActionType.UpsertReplace, Row("p", "replace", ("B", 2))),
                new(TableTransactionActionType.UpsertMerge, Row("p", "o'merge", ("B", 2))),
                new(TableTransactionActionType.Delete, Row("p", "delete"), ETag.All),
            ],
            Cancellation);

        Assert.Equal([204, 204, 204, 204, 204, 204], response.Value.Select(r => r.Status));
        var rows = (await AllAsync(table.QueryAsync<TableEntity>("PartitionKey eq 'p'", cancellationToken: Cancellation))).ToDictionary(r => r.RowKey);
        Assert.Equal(["add", "merge", "o'merge", "replace", "update"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("条", rows["add"]["Text"]);
        Assert.False(rows["update"].ContainsKey("A"));
        Assert.Equal((1, 2), (rows["merge"]["A"], rows["merge"]["B"]));
        Assert.Equal(response.Value[0].Headers.ETag, rows["add"].ETag);
    }

    [Requirement(0)]
    [Requirement(1)]
    [Requirement(3)]
    public async Task One_refused_change_undoes_all_and_is_named(int failing)
    {
        var table = await Account.NewTableAsync();
        await table.AddEntityAsync(Row("p", $"{failing}", ("Old", true)), Cancellation);
        var changes = Enumerable.Range(0, 4).Select(i => new TableTransactionAction(TableTransactionActionType.Add, Row("p", $"{i}")));

        var failed = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(changes, Cancellation));

        Assert.Equal((409, "EntityAlreadyExists", failing), (failed.Status, failed.ErrorCode, failed.FailedTransactionActionIndex));
        var row = Assert.Single(await AllAsync(table.QueryAsync<TableEntity>(cancellationToken: Cancellation)));
        Assert.Equal(true, row["Old"]);
    }

    [Requirement]
    public async Task An_old_tag_fails_the_transaction()
    {
        var table = await Account.NewTableAsync();
        await table.AddEntityAsync(Row("p", "head"), Cancellation);
        var old = (await table.GetEntityAsync<TableEntity>("p", "head", cancellationToken: Cancellation)).Value.ETag;
        await table.UpsertEntityAsync(Row("p", "head", ("Seq", 2)), TableUpdateMode.Replace, Cancellation);

        var failed = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, Row("p", "fact")),
                new(TableTransactionActionType.UpdateReplace, Row("p", "head", ("Seq", 3)), old),
            ],
            Cancellation));

        Assert.Equal((412, "UpdateConditionNotSatisfied", 1), (failed.Status, failed.ErrorCode, failed.FailedTransactionActionIndex));
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "fact", cancellationToken: Cancellation)).HasValue);
    }

    [Requirement]
    public async Task Changing_or_deleting_what_is_not_there_fails_the_transaction()
    {
        var table = await Account.NewTableAsync();

        var update = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [new(TableTransactionActionType.Add, Row("p", "a")), new(TableTransactionActionType.UpdateMerge, Row("p", "b"), ETag.All)], Cancellation));
        var delete = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [new(TableTransactionActionType.Add, Row("p", "a")), new(TableTransactionActionType.Delete, Row("p", "b"), ETag.All)], Cancellation));

        Assert.Equal((404, "ResourceNotFound", 1), (update.Status, update.ErrorCode, update.FailedTransactionActionIndex));
        Assert.Equal((404, "ResourceNotFound", 1), (delete.Status, delete.ErrorCode, delete.FailedTransactionActionIndex));
        Assert.Empty(await AllAsync(table.QueryAsync<TableEntity>(cancellationToken: Cancellation)));
    }

    [Requirement]
    public async Task A_hundred_changes_are_accepted()
    {
        var table = await Account.NewTableAsync();

        var response = await table.SubmitTransactionAsync(
            Enumerable.Range(0, 100).Select(i => new TableTransactionAction(TableTransactionActionType.Add, Row("p", $"{i:D3}"))), Cancellation);

        Assert.Equal(100, response.Value.Count);
    }
}
