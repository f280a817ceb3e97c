using Azure.Data.Tables;

namespace Supervision.StorageContract;

/// <summary>Queries: filters, selection, order and pages.</summary>
public sealed class QueryContract(StorageAccount account) : ContractPart(account)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid[] Guids = [.. Enumerable.Range(1, 5).Select(i => Guid.Parse($"0000000{i}-0000-0000-0000-000000000000"))];

    [Requirement("PartitionKey eq 'p'", "1 2 3 4 5")]
    [Requirement("PartitionKey eq 'p' and RowKey ge '2' and RowKey lt '4'", "2 3")]
    [Requirement("PartitionKey gt 'o' and PartitionKey le 'p'", "1 2 3 4 5")]
    [Requirement("PartitionKey gt 'p'", "6")]
    [Requirement("PartitionKey ne 'p'", "6")]
    [Requirement("RowKey eq '3'", "3")]
    [Requirement("PartitionKey eq 'p' and Number gt 3", "4 5")]
    [Requirement("PartitionKey eq 'p' and Number ne 3", "1 2 4 5")]
    [Requirement("PartitionKey eq 'p' and Long le 2000000000002L", "1 2")]
    [Requirement("PartitionKey eq 'p' and Double lt 2.5", "1 2")]
    [Requirement("PartitionKey eq 'p' and Even eq true", "2 4")]
    [Requirement("PartitionKey eq 'p' and not (Even eq true)", "1 3 5")]
    [Requirement("PartitionKey eq 'p' and Time ge datetime'2026-03-18T12:00:00Z'", "3 4 5")]
    [Requirement("PartitionKey eq 'p' and Guid eq guid'00000002-0000-0000-0000-000000000000'", "2")]
    [Requirement("PartitionKey eq 'p' and Bytes eq X'0401'", "4")]
    [Requirement("PartitionKey eq 'p' and (Number eq 1 or Number eq 5)", "1 5")]
    [Requirement("PartitionKey eq 'p' and Number eq 1 or Number eq 5", "1 5")]
    [Requirement("PartitionKey eq 'p' and Text eq 'it''s 条2'", "2")]
    [Requirement("PartitionKey eq 'p' and Text ge 'it''s 条4'", "4 5")]
    public async Task Filters_pass_the_right_rows(string filter, string expected)
    {
        var table = await FilledAsync();

        var found = await AllAsync(table.QueryAsync<TableEntity>(filter, cancellationToken: Cancellation));

        Assert.Equal(expected, string.Join(' ', found.Select(r => r.RowKey)));
    }

    [Requirement]
    public async Task Filters_written_by_the_client_library_are_understood()
    {
        var table = await FilledAsync();
        var text = "it's 条3";
        var filters = new[]
        {
            TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and Text eq {text}"),
            TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and Long eq {2_000_000_000_003L}"),
            TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and Number eq {3} and Even eq {false}"),
            TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and Double eq {3.0}"),
            TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and Time eq {Noon.AddDays(3)}"),
            TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and Guid eq {Guids[2]}"),
            TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and Bytes eq {new byte[] { 3, 1 }}"),
            TableClient.CreateQueryFilter<TableEntity>(r => r.PartitionKey == "p" && r.GetInt32("Number") == 3),
        };

        foreach (var filter in filters)
        {
            var found = await AllAsync(table.QueryAsync<TableEntity>(filter, cancellationToken: Cancellation));
            Assert.True(found is [{ RowKey: "3" }], $"{filter}: {string.Join(' ', found.Select(r => r.RowKey))}");
        }
    }

    [Requirement]
    public async Task Timestamps_can_be_filtered()
    {
        var table = await FilledAsync();
        var third = (await table.GetEntityAsync<TableEntity>("p", "3", cancellationToken: Cancellation)).Value.Timestamp!.Value;

        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and Timestamp le {third}");
        var found = await AllAsync(table.QueryAsync<TableEntity>(filter, cancellationToken: Cancellation));

        Assert.Contains("3", found.Select(r => r.RowKey));
    }

    [Requirement]
    public async Task Rows_come_in_ordinal_order_of_their_keys()
    {
        var table = await Account.NewTableAsync();
        string[] keys = ["b", "B", "a-2", "a-10", "a", "条", "Z", "é", "1", "10", "2", "_", "~"];
        foreach (var key in keys)
        {
            await table.AddEntityAsync(Row("p", key), Cancellation);
        }

        var found = await AllAsync(table.QueryAsync<TableEntity>("PartitionKey eq 'p'", cancellationToken: Cancellation));

        Assert.Equal(keys.Order(StringComparer.Ordinal), found.Select(r => r.RowKey));
    }

    [Requirement]
    public async Task Pages_of_the_size_asked_for_continue_until_the_end()
    {
        var table = await FilledAsync();
        var sizes = new List<int>();
        var keys = new List<string>();

        await foreach (var page in table.QueryAsync<TableEntity>("PartitionKey eq 'p'", maxPerPage: 2, cancellationToken: Cancellation).AsPages())
        {
            sizes.Add(page.Values.Count);
            keys.AddRange(page.Values.Select(r => r.RowKey));
        }

        Assert.Equal([2, 2, 1], sizes);
        Assert.Equal(["1", "2", "3", "4", "5"], keys);
    }

    [Requirement]
    public async Task A_continuation_goes_on_where_it_stopped_although_rows_were_removed()
    {
        var table = await FilledAsync();
        await using var pages = table.QueryAsync<TableEntity>("PartitionKey eq 'p'", maxPerPage: 2, cancellationToken: Cancellation)
            .AsPages().GetAsyncEnumerator(Cancellation);
        await pages.MoveNextAsync();

        await table.DeleteEntityAsync("p", "3", cancellationToken: Cancellation);
        await pages.MoveNextAsync();

        Assert.Equal(["4", "5"], pages.Current.Values.Select(r => r.RowKey));
    }

    [Requirement]
    public async Task A_page_holds_a_thousand_rows_at_most()
    {
        var table = await Account.NewTableAsync();
        foreach (var chunk in Enumerable.Range(0, 1005).Chunk(100))
        {
            await table.SubmitTransactionAsync(
                chunk.Select(i => new TableTransactionAction(TableTransactionActionType.Add, Row("p", $"{i:D4}"))), Cancellation);
        }

        var sizes = new List<int>();
        await foreach (var page in table.QueryAsync<TableEntity>("PartitionKey eq 'p'", cancellationToken: Cancellation).AsPages())
        {
            sizes.Add(page.Values.Count);
        }

        Assert.Equal([1000, 5], sizes);
    }

    [Requirement]
    public async Task Queries_read_only_what_is_selected()
    {
        var table = await FilledAsync();

        var found = await AllAsync(table.QueryAsync<TableEntity>("PartitionKey eq 'p' and Number eq 4", select: ["RowKey", "Long"], cancellationToken: Cancellation));

        var row = Assert.Single(found);
        Assert.Equal(("4", 2_000_000_000_004L), (row.RowKey, row["Long"]));
        Assert.False(row.ContainsKey("Text"));
        Assert.NotEqual(default, row.ETag);
    }

    [Requirement]
    public async Task A_filter_that_cannot_be_read_is_refused()
    {
        var table = await FilledAsync();

        var refused = await Assert.ThrowsAsync<Azure.RequestFailedException>(
            () => AllAsync(table.QueryAsync<TableEntity>("PartitionKey eq 'p' and", cancellationToken: Cancellation)));

        Assert.Equal(400, refused.Status);
    }

    private async Task<TableClient> FilledAsync()
    {
        var table = await Account.NewTableAsync();
        for (var i = 1; i <= 5; i++)
        {
            await table.AddEntityAsync(
                Row(
                    "p", $"{i}", ("Number", i), ("Long", 2_000_000_000_000L + i), ("Double", i + 0.0), ("Even", i % 2 == 0), ("Text", $"it's 条{i}"),
                    ("Time", Noon.AddDays(i)), ("Guid", Guids[i - 1]), ("Bytes", new byte[] { (byte)i, 1 })),
                Cancellation);
        }

        await table.AddEntityAsync(Row("q", "6"), Cancellation);
        return table;
    }
}
