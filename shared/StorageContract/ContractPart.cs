using Azure;
using Azure.Data.Tables;

namespace Supervision.StorageContract;

/// <summary>What the parts of the contract share.</summary>
public abstract class ContractPart(StorageAccount account)
{
    protected CancellationToken Cancellation => Account.Cancellation;

    protected StorageAccount Account { get; } = account;

    protected static async Task RefusedAsync(int status, string code, Func<Task> act)
    {
        var refused = await Assert.ThrowsAnyAsync<RequestFailedException>(act);
        Assert.Equal((status, code), (refused.Status, refused.ErrorCode));
    }

    protected static TableEntity Row(string partitionKey, string rowKey, params (string Name, object Value)[] properties)
    {
        var row = new TableEntity(partitionKey, rowKey);
        foreach (var (name, value) in properties)
        {
            row[name] = value;
        }

        return row;
    }

    protected static async Task<List<T>> AllAsync<T>(AsyncPageable<T> pages)
        where T : notnull
    {
        var all = new List<T>();
        await foreach (var item in pages)
        {
            all.Add(item);
        }

        return all;
    }

    protected static IEnumerable<TableTransactionAction> Adds(int count) =>
        Enumerable.Range(0, count).Select(i => new TableTransactionAction(TableTransactionActionType.Add, Row("p", $"{i:D3}")));
}
