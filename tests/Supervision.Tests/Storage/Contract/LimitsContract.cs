using Azure;
using Azure.Data.Tables;

namespace Supervision.Tests.Storage.Contract;

/// <summary>What the real service refuses. Where Azurite does otherwise the test says how, and is skipped there.</summary>
public abstract class LimitsContract(StorageAccount account) : StorageContract(account)
{
    [Fact]
    public async Task A_transaction_has_a_hundred_changes_at_most()
    {
        AzuriteDiffers("refuses too, but with an answer the client library cannot read");
        var table = await Account.NewTableAsync();

        var failed = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(Adds(101), Cancellation));

        Assert.Equal((400, "InvalidInput"), (failed.Status, failed.ErrorCode));
        Assert.Empty(await AllAsync(table.QueryAsync<TableEntity>(cancellationToken: Cancellation)));
    }

    [Fact]
    public async Task A_transaction_has_four_mebibytes_at_most()
    {
        var table = await Account.NewTableAsync();
        var text = new string('x', 32 * 1024);

        await RefusedAsync(413, "RequestBodyTooLarge", () => table.SubmitTransactionAsync(
            Adds(70).Select(a => new TableTransactionAction(a.ActionType, Row("p", a.Entity.RowKey, ("A", text), ("B", text)))), Cancellation));
    }

    [Fact]
    public async Task A_transaction_stays_in_one_partition()
    {
        AzuriteDiffers("commits changes to several partitions");
        var table = await Account.NewTableAsync();

        var failed = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [new(TableTransactionActionType.Add, Row("p", "a")), new(TableTransactionActionType.Add, Row("q", "b"))], Cancellation));

        Assert.Equal((400, "CommandsInBatchActOnDifferentPartitions", 1), (failed.Status, failed.ErrorCode, failed.FailedTransactionActionIndex));
        Assert.Empty(await AllAsync(table.QueryAsync<TableEntity>(cancellationToken: Cancellation)));
    }

    [Fact]
    public async Task A_transaction_names_a_row_once()
    {
        var table = await Account.NewTableAsync();

        var failed = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [new(TableTransactionActionType.UpsertMerge, Row("p", "a")), new(TableTransactionActionType.UpsertMerge, Row("p", "a"))], Cancellation));

        Assert.Equal((400, "InvalidDuplicateRow", 1), (failed.Status, failed.ErrorCode, failed.FailedTransactionActionIndex));
    }

    [Fact]
    public async Task A_transaction_on_a_table_that_is_not_there_fails()
    {
        var table = Account.Tables.GetTableClient(Account.NewTableName());

        var failed = await Assert.ThrowsAnyAsync<RequestFailedException>(() => table.SubmitTransactionAsync(Adds(2), Cancellation));

        Assert.Equal((404, "TableNotFound"), (failed.Status, failed.ErrorCode));
    }

    [Fact]
    public async Task A_string_has_32_Ki_characters_at_most()
    {
        var table = await Account.NewTableAsync();

        await table.AddEntityAsync(Row("p", "r", ("Text", new string('条', 32 * 1024))), Cancellation);
        await RefusedAsync(400, "PropertyValueTooLarge", () => table.AddEntityAsync(Row("p", "s", ("Text", new string('x', (32 * 1024) + 1))), Cancellation));
    }

    [Fact]
    public async Task A_row_has_one_mebibyte_at_most()
    {
        AzuriteDiffers("takes larger rows");
        var table = await Account.NewTableAsync();
        var text = new string('x', 32 * 1024);

        await table.AddEntityAsync(Row("p", "r", [.. Enumerable.Range(0, 15).Select(i => ($"T{i}", (object)text))]), Cancellation);
        await RefusedAsync(400, "EntityTooLarge", () => table.AddEntityAsync(
            Row("p", "s", [.. Enumerable.Range(0, 16).Select(i => ($"T{i}", (object)text))]), Cancellation));
    }

    [Fact]
    public async Task Merges_cannot_make_a_row_larger_than_one_mebibyte()
    {
        AzuriteDiffers("takes larger rows");
        var table = await Account.NewTableAsync();
        var text = new string('x', 32 * 1024);
        await table.AddEntityAsync(Row("p", "r", [.. Enumerable.Range(0, 15).Select(i => ($"T{i}", (object)text))]), Cancellation);

        await RefusedAsync(400, "EntityTooLarge", () => table.UpsertEntityAsync(Row("p", "r", ("Last", text)), TableUpdateMode.Merge, Cancellation));
    }

    [Fact]
    public async Task A_row_has_252_properties_of_its_own_at_most()
    {
        AzuriteDiffers("takes more");
        var table = await Account.NewTableAsync();

        await table.AddEntityAsync(Row("p", "r", [.. Enumerable.Range(0, 252).Select(i => ($"P{i}", (object)i))]), Cancellation);
        await RefusedAsync(400, "TooManyProperties", () => table.AddEntityAsync(
            Row("p", "s", [.. Enumerable.Range(0, 253).Select(i => ($"P{i}", (object)i))]), Cancellation));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\tb")]
    [InlineData("a\u0085b")]
    public async Task A_key_holds_no_slash_backslash_number_sign_question_mark_or_control_character(string key)
    {
        AzuriteDiffers("refuses with InvalidInput");
        var table = await Account.NewTableAsync();

        await RefusedAsync(400, "OutOfRangeInput", () => table.AddEntityAsync(Row(key, "r"), Cancellation));
        await RefusedAsync(400, "OutOfRangeInput", () => table.AddEntityAsync(Row("p", key), Cancellation));
    }

    [Fact]
    public async Task A_key_has_512_characters_at_most()
    {
        AzuriteDiffers("refuses with InvalidInput");
        var table = await Account.NewTableAsync();

        await table.AddEntityAsync(Row(new string('k', 512), new string('条', 512)), Cancellation);
        await RefusedAsync(400, "KeyValueTooLarge", () => table.AddEntityAsync(Row("p", new string('k', 513)), Cancellation));
    }

    [Theory]
    [InlineData("with-dash")]
    [InlineData("1first")]
    public async Task A_property_name_is_an_identifier(string name)
    {
        AzuriteDiffers("takes any name");
        var table = await Account.NewTableAsync();

        await RefusedAsync(400, "PropertyNameInvalid", () => table.AddEntityAsync(Row("p", "r", (name, 1)), Cancellation));
    }

    [Fact]
    public async Task A_time_before_1601_is_refused()
    {
        AzuriteDiffers("takes it");
        var table = await Account.NewTableAsync();

        await RefusedAsync(400, "OutOfRangeInput", () => table.AddEntityAsync(Row("p", "r", ("Time", DateTimeOffset.MinValue)), Cancellation));
    }

    [Fact]
    public async Task A_table_name_has_letters_and_digits_only()
    {
        AzuriteDiffers("refuses without a code");
        await RefusedAsync(400, "InvalidResourceName", () => Account.Tables.GetTableClient("with-dash").CreateAsync(Cancellation));
    }

    [Fact]
    public async Task A_container_name_has_small_letters_digits_and_single_dashes_only()
    {
        await RefusedAsync(400, "InvalidResourceName", () => Account.Blobs.GetBlobContainerClient("Upper").CreateAsync(cancellationToken: Cancellation));
        await RefusedAsync(400, "InvalidResourceName", () => Account.Blobs.GetBlobContainerClient("two--dashes").CreateAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_range_that_begins_at_the_end_is_refused()
    {
        AzuriteDiffers("answers with an empty range");
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlobClient("letters");
        await blob.UploadAsync(BinaryData.FromString("abc"), Cancellation);

        await RefusedAsync(416, "InvalidRange", () => blob.DownloadContentAsync(
            new Azure.Storage.Blobs.Models.BlobDownloadOptions { Range = new HttpRange(3, 1) }, Cancellation));
    }

    private void AzuriteDiffers(string how) => Assert.SkipWhen(Account.Memory is null, $"Azurite {how}.");

    private static IEnumerable<TableTransactionAction> Adds(int count) =>
        Enumerable.Range(0, count).Select(i => new TableTransactionAction(TableTransactionActionType.Add, Row("p", $"{i:D3}")));
}
