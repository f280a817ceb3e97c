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

    /// <summary>Columns of a mark that the relay lets rest: when a writer last asked, and until when it rests.</summary>
    internal const string Asked = "Asked";
    internal const string RestsUntil = "RestsUntil";

    /// <summary>However far off what waits may be, a mark is judged this often.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(6);

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
    /// <returns>False when it stays.</returns>
    public async Task<bool> DeleteJudgedAsync(AgendaRow row, CancellationToken cancellationToken) =>
        row.Age > YoungestToDelete && await storage.Agenda.DeleteUnchangedAsync(row.Partition, row.RowKey, row.ETag, cancellationToken);

    /// <summary>Deletes a row whose subject does not exist, once no writer can still be on its way.</summary>
    /// <returns>False when it stays.</returns>
    public async Task<bool> DeleteOrphanAsync(AgendaRow row, CancellationToken cancellationToken) =>
        row.Age > OrphanKept && await storage.Agenda.DeleteUnchangedAsync(row.Partition, row.RowKey, row.ETag, cancellationToken);

    /// <summary>
    /// Lets a mark that was just judged rest. Only one that was over two minutes old when it was read: every writer that asked for it has
    /// committed by then, or asks again once it has, and asking writes the row anew, without rest. A writer that came late and died before
    /// it asked again is found when the rest ends, and before the row may be deleted.
    /// </summary>
    /// <param name="wanted">How long nothing is to be done; the mark rests at most six hours, and not past the age at which it may be deleted.</param>
    public async Task RestAsync(AgendaRow row, TimeSpan wanted, CancellationToken cancellationToken)
    {
        var untilDeletable = YoungestToDelete - row.Age + TimeSpan.FromSeconds(1);
        var longest = untilDeletable > TimeSpan.Zero ? untilDeletable : LongestRest;
        var rest = wanted < longest ? wanted : longest;
        if (row.Age <= CommitWithin || rest <= TimeSpan.FromMinutes(1))
        {
            return;
        }

        var resting = new TableEntity(row.Partition, row.RowKey) { [Asked] = row.ReadAt - row.Age, [RestsUntil] = row.ReadAt + rest };
        try
        {
            await storage.Agenda.ReplaceAsync(resting, row.ETag, cancellationToken);
        }
        catch (Azure.RequestFailedException changed) when (changed.Status is 404 or 412)
        {
            // Asked for anew, or judged by another relay.
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
