using Azure;
using Azure.Data.Tables;
using Supervision.StorageContract;

namespace Supervision.Tests.Storage.Contract;

/// <summary>What the real service refuses and Azurite treats otherwise, so that only the in-memory service can stand for it.</summary>
public sealed class RealServiceLimitsTests() : ContractPart(MemoryAccount.Create())
{
    [Fact]
    public async Task A_transaction_has_a_hundred_changes_at_most()
    {
        // Azurite refuses too, but with an answer the client library cannot read.
        var table = await Account.NewTableAsync();

        var failed = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(Adds(101), Cancellation));

        Assert.Equal((400, "InvalidInput"), (failed.Status, failed.ErrorCode));
        Assert.Empty(await AllAsync(table.QueryAsync<TableEntity>(cancellationToken: Cancellation)));
    }

    [Fact]
    public async Task A_transaction_stays_in_one_partition()
    {
        // Azurite commits changes to several partitions.
        var table = await Account.NewTableAsync();

        var failed = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [new(TableTransactionActionType.Add, Row("p", "a")), new(TableTransactionActionType.Add, Row("q", "b"))], Cancellation));

        Assert.Equal((400, "CommandsInBatchActOnDifferentPartitions", 1), (failed.Status, failed.ErrorCode, failed.FailedTransactionActionIndex));
        Assert.Empty(await AllAsync(table.QueryAsync<TableEntity>(cancellationToken: Cancellation)));
    }

    [Fact]
    public async Task A_row_has_one_mebibyte_at_most()
    {
        // Azurite takes larger rows.
        var table = await Account.NewTableAsync();
        var text = new string('x', 32 * 1024);

        await table.AddEntityAsync(Row("p", "r", [.. Enumerable.Range(0, 15).Select(i => ($"T{i}", (object)text))]), Cancellation);
        await RefusedAsync(400, "EntityTooLarge", () => table.AddEntityAsync(
            Row("p", "s", [.. Enumerable.Range(0, 16).Select(i => ($"T{i}", (object)text))]), Cancellation));
    }

    [Fact]
    public async Task Merges_cannot_make_a_row_larger_than_one_mebibyte()
    {
        // Azurite takes larger rows.
        var table = await Account.NewTableAsync();
        var text = new string('x', 32 * 1024);
        await table.AddEntityAsync(Row("p", "r", [.. Enumerable.Range(0, 15).Select(i => ($"T{i}", (object)text))]), Cancellation);

        await RefusedAsync(400, "EntityTooLarge", () => table.UpsertEntityAsync(Row("p", "r", ("Last", text)), TableUpdateMode.Merge, Cancellation));
    }

    [Fact]
    public async Task A_row_has_252_properties_of_its_own_at_most()
    {
        // Azurite takes more.
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
        // Azurite refuses with InvalidInput.
        var table = await Account.NewTableAsync();

        await RefusedAsync(400, "OutOfRangeInput", () => table.AddEntityAsync(Row(key, "r"), Cancellation));
        await RefusedAsync(400, "OutOfRangeInput", () => table.AddEntityAsync(Row("p", key), Cancellation));
    }

    [Fact]
    public async Task A_key_has_512_characters_at_most()
    {
        // Azurite refuses with InvalidInput.
        var table = await Account.NewTableAsync();

        await table.AddEntityAsync(Row(new string('k', 512), new string('条', 512)), Cancellation);
        await RefusedAsync(400, "KeyValueTooLarge", () => table.AddEntityAsync(Row("p", new string('k', 513)), Cancellation));
    }

    [Theory]
    [InlineData("with-dash")]
    [InlineData("1first")]
    public async Task A_property_name_is_an_identifier(string name)
    {
        // Azurite takes any name.
        var table = await Account.NewTableAsync();

        await RefusedAsync(400, "PropertyNameInvalid", () => table.AddEntityAsync(Row("p", "r", (name, 1)), Cancellation));
    }

    [Fact]
    public async Task A_time_before_1601_is_refused()
    {
        // Azurite takes it.
        var table = await Account.NewTableAsync();

        await RefusedAsync(400, "OutOfRangeInput", () => table.AddEntityAsync(Row("p", "r", ("Time", DateTimeOffset.MinValue)), Cancellation));
    }

    [Fact]
    public async Task A_table_name_has_letters_and_digits_only()
    {
        // Azurite refuses without a code.
        await RefusedAsync(400, "InvalidResourceName", () => Account.Tables.GetTableClient("with-dash").CreateAsync(Cancellation));
    }

    [Fact]
    public async Task A_range_that_begins_at_the_end_is_refused()
    {
        // Azurite answers with an empty range.
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlobClient("letters");
        await blob.UploadAsync(BinaryData.FromString("abc"), Cancellation);

        await RefusedAsync(416, "InvalidRange", () => blob.DownloadContentAsync(
            new Azure.Storage.Blobs.Models.BlobDownloadOptions { Range = new HttpRange(3, 1) }, Cancellation));
    }
}
