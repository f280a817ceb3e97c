using Azure;
using Azure.Data.Tables;
using Supervision.Storage;

namespace Supervision.Views;

/// <summary>A row of a list.</summary>
/// <param name="Seq">Number of the fact it shows.</param>
/// <param name="Json">Its content; null: it has left the list.</param>
public sealed record ViewRow(string Partition, string Row, int Seq, string? Json);

/// <summary>
/// Copies for lists across departments. A row is written only over an older one, and what leaves a list stays as a marker for a day, so
/// that a writer that was held up cannot bring an old state back.
/// </summary>
public sealed class ViewStore(SupervisionStorage storage)
{
    private const int MostAttempts = 8;

    /// <summary>How long the marker of a row that left its list is kept.</summary>
    public static readonly TimeSpan MarkerKept = TimeSpan.FromDays(1);

    /// <summary>Writes a row unless a newer one is there.</summary>
    /// <param name="seq">Number of the fact the row shows.</param>
    /// <param name="json">The row's content; null: it leaves the list.</param>
    public async Task WriteAsync(string partition, string row, int seq, string? json, CancellationToken cancellationToken)
    {
        var entity = EntityOf(new ViewRow(partition, row, seq, json));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var there = await storage.Views.FindAsync(partition, row, cancellationToken);
                if (there is null)
                {
                    await storage.Views.AddAsync(entity, cancellationToken);
                }
                else if (there.GetInt32("Seq") < seq)
                {
                    await storage.Views.ReplaceAsync(entity, there.ETag, cancellationToken);
                }

                return;
            }
            catch (RequestFailedException raced) when (raced.Status is 404 or 409 or 412 && attempt < MostAttempts)
            {
                // Another wrote the row between the look and the write.
            }
        }
    }

    /// <summary>One page of a list, by row key.</summary>
    public async Task<(IReadOnlyList<string> Contents, string? Continuation)> PageAsync(
        string partition, string? continuation, int size, CancellationToken cancellationToken)
    {
        var page = await storage.Views.PageAsync(partition, "", "Gone eq false", continuation, size, cancellationToken);
        return ([.. page.Rows.Select(row => row.GetString("Content"))], page.Continuation);
    }

    /// <summary>A row as it stands, also one that has left its list; null when there is none.</summary>
    internal async Task<(ViewRow Row, ETag ETag)?> FindAsync(string partition, string row, CancellationToken cancellationToken) =>
        await storage.Views.FindAsync(partition, row, cancellationToken) is { } there ? (RowOf(there), there.ETag) : null;

    /// <summary>All rows of a list that have not left it.</summary>
    internal async IAsyncEnumerable<(ViewRow Row, ETag ETag)> ListAsync(
        string partition, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in storage.Views.ListAsync(partition, "", "Gone eq false", cancellationToken))
        {
            yield return (RowOf(row), row.ETag);
        }
    }

    /// <summary>Writes a row anew whatever number the one there bears, if it is still as it was read.</summary>
    /// <returns>False when another has written it meanwhile: what is newest counts.</returns>
    internal async Task<bool> MendAsync(ViewRow row, ETag? read, CancellationToken cancellationToken)
    {
        try
        {
            await (read is { } etag
                ? storage.Views.ReplaceAsync(EntityOf(row), etag, cancellationToken)
                : storage.Views.AddAsync(EntityOf(row), cancellationToken));
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private static TableEntity EntityOf(ViewRow row)
    {
        var entity = new TableEntity(row.Partition, row.Row) { ["Seq"] = row.Seq, ["Gone"] = row.Json is null };
        if (row.Json is not null)
        {
            entity["Content"] = row.Json;
        }

        return entity;
    }

    private static ViewRow RowOf(TableEntity row) => new(
        row.PartitionKey, row.RowKey, row.GetInt32("Seq") ?? 0, row.GetBoolean("Gone") == true ? null : row.GetString("Content") ?? "");

    /// <summary>Removes the markers of rows that left the list more than a day ago.</summary>
    public async Task RemoveOldMarkersAsync(string partition, CancellationToken cancellationToken)
    {
        await foreach (var page in storage.Views.PartitionAsync(partition, cancellationToken))
        {
            foreach (var row in page.Rows.Where(row => row.GetBoolean("Gone") == true && page.ServiceTime - row.Timestamp > MarkerKept))
            {
                await storage.Views.DeleteUnchangedAsync(partition, row.RowKey, row.ETag, cancellationToken);
            }
        }
    }
}
