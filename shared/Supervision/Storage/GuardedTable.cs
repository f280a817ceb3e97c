using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace Supervision.Storage;

/// <summary>One page of rows and the storage service's own clock at the time it answered.</summary>
public sealed record RowPage(IReadOnlyList<TableEntity> Rows, string? Continuation, DateTimeOffset ServiceTime);

/// <summary>A continuation token that no page of this list gave.</summary>
public sealed class InvalidContinuationException(Exception inner) : Exception("The continuation token is none of this list's.", inner);

/// <summary>
/// A table with the guard in front of the SDK. The SDK alone retries; a 409 or 412 is thrown to the use case, which re-reads.
/// </summary>
public sealed class GuardedTable(TableClient client)
{
    public string Name => client.Name;

    /// <summary>A point read; null when there is no such row.</summary>
    public async Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken)
    {
        var answer = await client.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellationToken);
        return answer.HasValue ? answer.Value : null;
    }

    /// <summary>Rows of one partition whose key begins with a prefix, in key order, optionally narrowed by a filter on properties.</summary>
    public IAsyncEnumerable<TableEntity> ListAsync(string partition, string prefix, string? filter, CancellationToken cancellationToken)
    {
        var range = Range(partition, prefix);
        return client.QueryAsync<TableEntity>(filter is null ? range : $"({range}) and ({filter})", cancellationToken: cancellationToken);
    }

    /// <summary>One page of the rows of one partition whose key begins with a prefix.</summary>
    public Task<RowPage> PageAsync(string partition, string prefix, string? filter, string? continuation, int size, CancellationToken cancellationToken)
    {
        var range = Range(partition, prefix);
        return PageAsync(filter is null ? range : $"({range}) and ({filter})", continuation, size, cancellationToken);
    }

    /// <summary>Rows of all partitions from one key to another, both included, page by page.</summary>
    public async IAsyncEnumerable<RowPage> PartitionsAsync(string from, string to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey le {to}");
        await foreach (var page in client.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).AsPages())
        {
            yield return ToPage(page);
        }
    }

    /// <summary>Rows of one partition, page by page, with the service's time.</summary>
    public IAsyncEnumerable<RowPage> PartitionAsync(string partition, CancellationToken cancellationToken) =>
        PartitionsAsync(partition, partition, cancellationToken);

    /// <summary>Every row of the table, in key order: for backups only, nothing that serves a caller scans a table.</summary>
    public IAsyncEnumerable<TableEntity> EverythingAsync(CancellationToken cancellationToken) =>
        client.QueryAsync<TableEntity>(cancellationToken: cancellationToken);

    /// <summary>Inserts a row.</summary>
    /// <exception cref="RequestFailedException">409 when it is already there.</exception>
    public Task AddAsync(TableEntity row, CancellationToken cancellationToken)
    {
        TableGuard.Check(row);
        return client.AddEntityAsync(row, cancellationToken);
    }

    /// <summary>Writes a row whatever is there.</summary>
    public Task UpsertAsync(TableEntity row, CancellationToken cancellationToken)
    {
        TableGuard.Check(row);
        return client.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Replaces a row that was read with this ETag.</summary>
    /// <exception cref="RequestFailedException">412 when another has written it since.</exception>
    public Task ReplaceAsync(TableEntity row, ETag etag, CancellationToken cancellationToken)
    {
        TableGuard.Check(row);
        return client.UpdateEntityAsync(row, etag, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Writes these properties of a row that is there and leaves its others.</summary>
    /// <exception cref="RequestFailedException">404 when there is no such row.</exception>
    public Task MergeAsync(TableEntity row, CancellationToken cancellationToken)
    {
        TableGuard.Check(row);
        return client.UpdateEntityAsync(row, ETag.All, TableUpdateMode.Merge, cancellationToken);
    }

    /// <summary>Deletes a row that was read with this ETag; a row that is gone or was written since is left as it is.</summary>
    /// <returns>True when this call deleted it.</returns>
    public async Task<bool> DeleteUnchangedAsync(string partition, string row, ETag etag, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.DeleteEntityAsync(partition, row, etag, cancellationToken);
            return answer.Status == 204;
        }
        catch (RequestFailedException fault) when (fault.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>Writes a batch together or not at all.</summary>
    /// <exception cref="RequestFailedException">409 when a row to insert is there, 412 when an ETag is another by now.</exception>
    /// <exception cref="TableLimitException">The batch breaks a limit of the service.</exception>
    public Task SubmitAsync(TableBatch batch, CancellationToken cancellationToken)
    {
        TableGuard.Check(batch);
        return client.SubmitTransactionAsync(batch.Actions, cancellationToken);
    }

    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => client.CreateIfNotExistsAsync(cancellationToken);

    private async Task<RowPage> PageAsync(string filter, string? continuation, int size, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var page in client.QueryAsync<TableEntity>(filter, size, cancellationToken: cancellationToken).AsPages(continuation, size))
            {
                return ToPage(page);
            }
        }
        catch (Exception refused) when (continuation is not null
            && refused is RequestFailedException { Status: 400 } or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidContinuationException(refused);
        }

        throw new InvalidOperationException("A query always answers with a page.");
    }

    private static RowPage ToPage(Page<TableEntity> page) => new(
        page.Values,
        page.ContinuationToken,
        page.GetRawResponse().Headers.Date ?? throw new InvalidOperationException("The table service answered without a Date header."));

    private static string Range(string partition, string prefix) => prefix.Length == 0
        ? TableClient.CreateQueryFilter($"PartitionKey eq {partition}")
        : TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {prefix} and RowKey lt {After(prefix)}");

    /// <summary>The first key after all keys that begin with the prefix.</summary>
    private static string After(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);
}
