using Azure;
using Azure.Data.Tables;

namespace Supervision.StorageContract;

/// <summary>What the real service refuses, and Azurite with it.</summary>
public sealed class LimitsContract(StorageAccount account) : ContractPart(account)
{
    [Requirement]
    public async Task A_transaction_has_four_mebibytes_at_most()
    {
        var table = await Account.NewTableAsync();
        var text = new string('x', 32 * 1024);

        await RefusedAsync(413, "RequestBodyTooLarge", () => table.SubmitTransactionAsync(
            Adds(70).Select(a => new TableTransactionAction(a.ActionType, Row("p", a.Entity.RowKey, ("A", text), ("B", text)))), Cancellation));
    }

    [Requirement]
    public async Task A_transaction_names_a_row_once()
    {
        var table = await Account.NewTableAsync();

        var failed = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [new(TableTransactionActionType.UpsertMerge, Row("p", "a")), new(TableTransactionActionType.UpsertMerge, Row("p", "a"))], Cancellation));

        Assert.Equal((400, "InvalidDuplicateRow", 1), (failed.Status, failed.ErrorCode, failed.FailedTransactionActionIndex));
    }

    [Requirement]
    public async Task A_transaction_on_a_table_that_is_not_there_fails()
    {
        var table = Account.Tables.GetTableClient(Account.NewTableName());

        var failed = await Assert.ThrowsAnyAsync<RequestFailedException>(() => table.SubmitTransactionAsync(Adds(2), Cancellation));

        Assert.Equal((404, "TableNotFound"), (failed.Status, failed.ErrorCode));
    }

    [Requirement]
    public async Task A_string_has_32_Ki_characters_at_most()
    {
        var table = await Account.NewTableAsync();

        await table.AddEntityAsync(Row("p", "r", ("Text", new string('条', 32 * 1024))), Cancellation);
        await RefusedAsync(400, "PropertyValueTooLarge", () => table.AddEntityAsync(Row("p", "s", ("Text", new string('x', (32 * 1024) + 1))), Cancellation));
    }

    [Requirement]
    public async Task A_container_name_has_small_letters_digits_and_single_dashes_only()
    {
        await RefusedAsync(400, "InvalidResourceName", () => Account.Blobs.GetBlobContainerClient("Upper").CreateAsync(cancellationToken: Cancellation));
        await RefusedAsync(400, "InvalidResourceName", () => Account.Blobs.GetBlobContainerClient("two--dashes").CreateAsync(cancellationToken: Cancellation));
    }
}
