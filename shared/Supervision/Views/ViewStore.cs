using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Supervision.Storage;

namespace Supervision.Views;

/// <summary>A row of a list.</summary>
/// <param name="Seq">Number of the fact it shows.</param>
/// <param name="Json">Its content; null: it has left the list.</param>
public sealed record ViewRow(string Partition, string Row, int Seq, string? Json)
{
    /// <summary>By what rows of the list are found, or null.</summary>
    internal ViewColumns? Columns { get; init; }
}

/// <summary>By what rows of lists of deadlines are found beside their keys.</summary>
/// <param name="Due">d, yyyyMMdd.</param>
/// <param name="Trigger">s, yyyyMMdd.</param>
/// <param name="Plain">True while neither an alert is pending nor d was extended.</param>
internal sealed record ViewColumns(string Due, string Trigger, bool Plain);

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
    public Task WriteAsync(string partition, string row, int seq, string? json, CancellationToken cancellationToken) =>
        WriteAsync(new ViewRow(partition, row, seq, json), cancellationToken);

    /// <summary>The same with the columns by which it is found.</summary>
    internal async Task WriteAsync(ViewRow written, CancellationToken cancellationToken)
    {
        var (partition, row, seq, _) = written;
        var entity = EntityOf(written);
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

    /// <summary>
    /// Puts what is listed in one partition where it belongs, and nowhere else there, in one transaction; unless a newer fact is shown there.
    /// </summary>
    /// <param name="rows">All rows of it; the first says where it is, one key a line.</param>
    internal async Task PlaceAsync(IReadOnlyList<ViewRow> rows, CancellationToken cancellationToken)
    {
        var place = rows[0];
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var there = await storage.Views.FindAsync(place.Partition, place.Row, cancellationToken);
                if (there?.GetInt32("Seq") >= place.Seq)
                {
                    return;
                }

                var batch = new TableBatch(place.Partition);
                _ = there is null ? batch.Add(EntityOf(place)) : batch.Replace(EntityOf(place), there.ETag);
                foreach (var row in rows.Skip(1))
                {
                    batch.Upsert(EntityOf(row));
                }

                // A marker in place of a deletion: that would fail where somebody removed the row.
                foreach (var left in (there?.GetString("Content") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Except(rows.Select(row => row.Row)))
                {
                    batch.Upsert(EntityOf(new ViewRow(place.Partition, left, place.Seq, null)));
                }

                await storage.Views.SubmitAsync(batch, cancellationToken);
                return;
            }
            catch (RequestFailedException raced) when (raced.Status is 404 or 409 or 412 && attempt < MostAttempts)
            {
                // Another wrote it between the look and the write.
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

    /// <summary>One page of several ranges one after another. It may hold fewer rows than asked for; the list goes on while there is a continuation.</summary>
    /// <exception cref="InvalidContinuationException">No page of these ranges gave this continuation.</exception>
    public async Task<(IReadOnlyList<string> Contents, string? Continuation)> PageAsync(
        IReadOnlyList<ViewRange> ranges, string? continuation, int size, CancellationToken cancellationToken)
    {
        var (index, token) = PlaceOf(continuation, ranges.Count);
        var contents = new List<string>();
        for (; index < ranges.Count; index++, token = null)
        {
            if (contents.Count == size)
            {
                return (contents, string.Create(CultureInfo.InvariantCulture, $"{index}."));
            }

            var filter = ranges[index].Filter is { } narrowed ? $"Gone eq false and {narrowed}" : "Gone eq false";
            var page = await storage.Views.PageAsync(ranges[index].Partition, ranges[index].Prefix, filter, token, size - contents.Count, cancellationToken);
            contents.AddRange(page.Rows.Select(row => row.GetString("Content")));
            if (page.Continuation is { } next)
            {
                return (contents, string.Create(CultureInfo.InvariantCulture, $"{index}.{next}"));
            }
        }

        return (contents, null);
    }

    private static (int Index, string? Token) PlaceOf(string? continuation, int ranges)
    {
        if (continuation is null)
        {
            return (0, null);
        }

        var dot = continuation.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && int.TryParse(continuation.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < ranges
            ? (index, dot + 1 == continuation.Length ? null : continuation[(dot + 1)..])
            : throw new InvalidContinuationException(new FormatException("It names no part of the list."));
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
            if (row.Columns is { } columns)
            {
                (entity["Due"], entity["Trigger"], entity["Plain"]) = (columns.Due, columns.Trigger, columns.Plain);
            }
        }

        return entity;
    }

    private static ViewRow RowOf(TableEntity row) => new(
        row.PartitionKey, row.RowKey, row.GetInt32("Seq") ?? 0, row.GetBoolean("Gone") == true ? null : row.GetString("Content") ?? "");

    /// <summary>Removes the markers of rows that left the list more than a day ago.</summary>
    public async Task RemoveOldMarkersAsync(string partition, CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await storage.Views.PageAsync(partition, "", "Gone eq true", continuation, TableGuard.MostRows * 10, cancellationToken);
            foreach (var row in page.Rows.Where(row => page.ServiceTime - row.Timestamp > MarkerKept))
            {
                await storage.Views.DeleteUnchangedAsync(partition, row.RowKey, row.ETag, cancellationToken);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }
}
