using Azure;
using Azure.Data.Tables;

namespace Supervision.StorageContract;

/// <summary>Tables and single rows.</summary>
public sealed class EntityContract(StorageAccount account) : ContractPart(account)
{
    [Requirement]
    public async Task A_table_is_created_once()
    {
        var name = Account.NewTableName();
        var table = Account.Tables.GetTableClient(name);

        var created = await table.CreateIfNotExistsAsync(Cancellation);
        await table.CreateIfNotExistsAsync(Cancellation);

        Assert.Equal(name, created.Value.Name);
        await RefusedAsync(409, "TableAlreadyExists", () => table.CreateAsync(Cancellation));
        Assert.Contains(name, (await AllAsync(Account.Tables.QueryAsync(cancellationToken: Cancellation))).Select(t => t.Name));
    }

    [Requirement]
    public async Task A_table_that_is_not_there_has_no_rows_and_takes_none()
    {
        var table = Account.Tables.GetTableClient(Account.NewTableName());

        await RefusedAsync(404, "TableNotFound", () => table.AddEntityAsync(Row("p", "r"), Cancellation));
        await RefusedAsync(404, "TableNotFound", () => AllAsync(table.QueryAsync<TableEntity>("PartitionKey eq 'p'", cancellationToken: Cancellation)));
    }

    [Requirement]
    public async Task A_deleted_table_is_gone()
    {
        var table = await Account.NewTableAsync();
        await table.AddEntityAsync(Row("p", "r"), Cancellation);

        await table.DeleteAsync(Cancellation);

        await RefusedAsync(404, "TableNotFound", () => table.AddEntityAsync(Row("p", "r"), Cancellation));
    }

    [Requirement]
    public async Task Every_type_comes_back_as_it_was_written()
    {
        var table = await Account.NewTableAsync();
        var guid = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");
        var time = new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.Zero).AddTicks(1234567);
        var row = Row(
            "第一条", "r's key %~", ("Text", "省人大常委会 \"引号\" \\ \n 𠀀"), ("Empty", ""), ("Flag", true), ("Small", int.MinValue), ("Big", long.MaxValue),
            ("Half", 0.5), ("Whole", 3.0), ("Tiny", 1e-300), ("Time", time), ("Guid", guid), ("Bytes", new byte[] { 0, 1, 254, 255 }));

        await table.AddEntityAsync(row, Cancellation);
        var read = (await table.GetEntityAsync<TableEntity>("第一条", "r's key %~", cancellationToken: Cancellation)).Value;

        Assert.Equal(("第一条", "r's key %~"), (read.PartitionKey, read.RowKey));
        Assert.Equal(row["Text"], read["Text"]);
        Assert.Equal("", read["Empty"]);
        Assert.Equal(true, read["Flag"]);
        Assert.Equal(int.MinValue, read["Small"]);
        Assert.Equal(long.MaxValue, read["Big"]);
        Assert.Equal(0.5, read["Half"]);
        Assert.Equal(1e-300, read["Tiny"]);
        Assert.Equal(3.0, read.GetDouble("Whole"));
        Assert.Equal(time, read["Time"]);
        Assert.Equal(guid, read["Guid"]);
        Assert.Equal([0, 1, 254, 255], read.GetBinary("Bytes"));
        Assert.False(read.ContainsKey("Missing"));
    }

    [Requirement]
    public async Task A_property_that_is_null_is_not_stored()
    {
        var table = await Account.NewTableAsync();

        await table.AddEntityAsync(Row("p", "r", ("Nothing", null!), ("Text", "x")), Cancellation);
        var read = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).Value;

        Assert.Equal("x", read["Text"]);
        Assert.Null(read.GetString("Nothing"));
    }

    [Requirement]
    public async Task Insert_gives_the_tag_that_a_read_gives_and_refuses_a_second_row()
    {
        var table = await Account.NewTableAsync();
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-5);

        var added = await table.AddEntityAsync(Row("p", "r"), Cancellation);
        var read = await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);

        Assert.Equal(204, added.Status);
        Assert.Equal(added.Headers.ETag, read.Value.ETag);
        Assert.InRange(read.Value.Timestamp!.Value, before, before.AddMinutes(10));
        Assert.NotNull(added.Headers.Date);
        await RefusedAsync(409, "EntityAlreadyExists", () => table.AddEntityAsync(Row("p", "r", ("X", 1)), Cancellation));
    }

    [Requirement]
    public async Task Every_write_changes_the_tag()
    {
        var table = await Account.NewTableAsync();
        var tags = new HashSet<string>();

        tags.Add((await table.AddEntityAsync(Row("p", "r"), Cancellation)).Headers.ETag!.Value.ToString());
        for (var i = 0; i < 20; i++)
        {
            tags.Add((await table.UpsertEntityAsync(Row("p", "r"), TableUpdateMode.Replace, Cancellation)).Headers.ETag!.Value.ToString());
        }

        Assert.Equal(21, tags.Count);
    }

    [Requirement]
    public async Task A_row_that_is_not_there_is_not_found()
    {
        var table = await Account.NewTableAsync();

        await RefusedAsync(404, "ResourceNotFound", () => table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation));
        await RefusedAsync(404, "ResourceNotFound", () => table.UpdateEntityAsync(Row("p", "r"), ETag.All, TableUpdateMode.Replace, Cancellation));
        await RefusedAsync(404, "ResourceNotFound", () => table.UpdateEntityAsync(Row("p", "r"), ETag.All, TableUpdateMode.Merge, Cancellation));
        var none = await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.False(none.HasValue);
    }

    [Requirement]
    public async Task Deleting_what_is_not_there_answers_404_without_an_exception()
    {
        var table = await Account.NewTableAsync();

        var deleted = await table.DeleteEntityAsync("p", "r", ETag.All, Cancellation);

        Assert.Equal(404, deleted.Status);
    }

    [Requirement(TableUpdateMode.Replace)]
    [Requirement(TableUpdateMode.Merge)]
    public async Task Update_with_an_old_tag_changes_nothing(TableUpdateMode mode)
    {
        var table = await Account.NewTableAsync();
        await table.AddEntityAsync(Row("p", "r", ("X", 1)), Cancellation);
        var old = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).Value.ETag;
        var updated = await table.UpdateEntityAsync(Row("p", "r", ("X", 2)), old, mode, Cancellation);

        await RefusedAsync(412, "UpdateConditionNotSatisfied", () => table.UpdateEntityAsync(Row("p", "r", ("X", 3)), old, mode, Cancellation));
        await RefusedAsync(412, "UpdateConditionNotSatisfied", () => table.DeleteEntityAsync("p", "r", old, Cancellation));

        var read = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).Value;
        Assert.Equal(2, read["X"]);
        Assert.Equal(updated.Headers.ETag, read.ETag);
        Assert.Equal(204, (await table.DeleteEntityAsync("p", "r", read.ETag, Cancellation)).Status);
    }

    [Requirement]
    public async Task Replace_drops_and_merge_keeps_what_it_does_not_name()
    {
        var table = await Account.NewTableAsync();
        await table.AddEntityAsync(Row("p", "r", ("A", 1), ("B", "old")), Cancellation);

        await table.UpsertEntityAsync(Row("p", "r", ("B", 2L), ("C", true)), TableUpdateMode.Merge, Cancellation);
        var merged = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).Value;
        await table.UpsertEntityAsync(Row("p", "r", ("D", "only")), TableUpdateMode.Replace, Cancellation);
        var replaced = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).Value;

        Assert.Equal((1, 2L, true), (merged["A"], merged["B"], merged["C"]));
        Assert.Equal("only", replaced["D"]);
        Assert.False(replaced.ContainsKey("A") || replaced.ContainsKey("B") || replaced.ContainsKey("C"));
    }

    [Requirement(TableUpdateMode.Replace)]
    [Requirement(TableUpdateMode.Merge)]
    public async Task Upsert_makes_the_row_when_there_is_none(TableUpdateMode mode)
    {
        var table = await Account.NewTableAsync();

        var response = await table.UpsertEntityAsync(Row("p", "r", ("X", 1)), mode, Cancellation);
        var read = (await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).Value;

        Assert.Equal(response.Headers.ETag, read.ETag);
        Assert.Equal(1, read["X"]);
    }

    [Requirement]
    public async Task Get_reads_only_what_is_selected()
    {
        var table = await Account.NewTableAsync();
        await table.AddEntityAsync(Row("p", "r", ("A", 1), ("B", 2L)), Cancellation);

        var read = (await table.GetEntityAsync<TableEntity>("p", "r", ["RowKey", "B"], Cancellation)).Value;

        Assert.Equal(("r", 2L), (read.RowKey, read["B"]));
        Assert.False(read.ContainsKey("A"));
    }
}
