using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Supervision.Storage;

namespace Supervision.Agenda;

/// <summary>
/// The agenda: what to look at and when. Writers upsert a row before they commit what it points to, and never delete one. Only the
/// sweep and the relay delete, and only a row they have just judged, that is over a quarter of an hour old, and is unchanged.
/// </summary>
public sealed class AgendaStore(SupervisionStorage storage)
{
    /// <summary>A row younger than this (by the storage service's clock) may belong to a writer that has not committed yet.</summary>
    public static readonly TimeSpan YoungestToDelete = TimeSpan.FromMinutes(15);

    /// <summary>A row whose state row is missing is kept this long: its writer may have been delayed beyond all reason.</summary>
    public static readonly TimeSpan OrphanKept = TimeSpan.FromDays(1);

    /// <summary>A writer commits within this time of its upsert, or upserts again first.</summary>
    public static readonly TimeSpan CommitWithin = TimeSpan.FromMinutes(2);

    internal const string RelayPartition = "relay";

    /// <summary>The date partitions begin with a digit; this sorts before them all.</summary>
    private const string Beginning = "0";

    public static string PartitionOf(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public static DateOnly DateOf(string partition) => DateOnly.ParseExact(partition, "yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>Asks for a look on a date. Repeating it changes nothing but the row's age.</summary>
    public Task AskAsync(DateOnly date, AgendaItem item, CancellationToken cancellationToken) =>
        storage.Agenda.UpsertAsync(new TableEntity(PartitionOf(date), item.RowKey), cancellationToken);

    /// <summary>Asks the relay to carry mails and views of the item.</summary>
    public Task AskRelayAsync(AgendaItem item, CancellationToken cancellationToken) =>
        storage.Agenda.UpsertAsync(new TableEntity(RelayPartition, item.RowKey), cancellationToken);

    /// <summary>Everything to look at up to a date, page by page: one range from the beginning.</summary>
    public async IAsyncEnumerable<IReadOnlyList<AgendaRow>> ListDueAsync(DateOnly today, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in storage.Agenda.PartitionsAsync(Beginning, PartitionOf(today), cancellationToken))
        {
            yield return [.. page.Rows.Select(row => AgendaRow.From(row, page.ServiceTime))];
        }
    }

    /// <summary>Everything the relay was asked to carry, page by page.</summary>
    public async IAsyncEnumerable<IReadOnlyList<AgendaRow>> ListRelayAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in storage.Agenda.PartitionAsync(RelayPartition, cancellationToken))
        {
            yield return [.. page.Rows.Select(row => AgendaRow.From(row, page.ServiceTime))];
        }
    }

    /// <summary>Deletes a row that was judged to be done with, if it is old enough and unchanged.</summary>
    public async Task DeleteJudgedAsync(AgendaRow row, CancellationToken cancellationToken)
    {
        if (row.Age > YoungestToDelete)
        {
            await storage.Agenda.DeleteUnchangedAsync(row.Partition, row.RowKey, row.ETag, cancellationToken);
        }
    }

    /// <summary>Deletes a row whose subject does not exist, once no writer can still be on its way.</summary>
    public async Task DeleteOrphanAsync(AgendaRow row, CancellationToken cancellationToken)
    {
        if (row.Age > OrphanKept)
        {
            await storage.Agenda.DeleteUnchangedAsync(row.Partition, row.RowKey, row.ETag, cancellationToken);
        }
    }

    /// <summary>Records that the item could not be done. A row written meanwhile by another is left alone.</summary>
    public async Task RecordFailureAsync(AgendaRow row, DateOnly today, string fault, CancellationToken cancellationToken)
    {
        var failed = new TableEntity(row.Partition, row.RowKey)
        {
            ["Failures"] = row.Failures + 1,
            ["LastTried"] = PartitionOf(today),
            ["Fault"] = fault.Length > 500 ? fault[..500] : fault,
        };
        try
        {
            await storage.Agenda.ReplaceAsync(failed, row.ETag, cancellationToken);
        }
        catch (Azure.RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            // A writer asked again meanwhile; its row starts afresh.
        }
    }
}
