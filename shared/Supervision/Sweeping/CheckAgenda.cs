using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Operations.Alerts;
using Supervision.Papers;
using Supervision.Storage;
using Supervision.Time;
using Supervision.Views;

namespace Supervision.Sweeping;

/// <summary>What a check found.</summary>
/// <param name="Homes">Home partitions walked.</param>
/// <param name="Restored">Agenda rows that were missing and were written again: there should never be one.</param>
/// <param name="OrphansRemoved">Files of uploads and papers of decisions that were never recorded, two days old, removed.</param>
public sealed record AgendaCheck(int Homes, IReadOnlyList<string> Restored, int OrphansRemoved);

/// <summary>
/// The second line of defence: each day a seventh of the home partitions is walked, and an agenda row that a deadline, a mail or a
/// change names and that is missing is written again. Running it twice finds nothing the second time.
/// </summary>
public sealed class CheckAgenda(
    SupervisionStorage storage,
    DirectoryStore directory,
    ViewStore views,
    JurisdictionProfile profile,
    RemoveOrphanPapers papers,
    SweepReportStore reports,
    RaiseOperationalAlert raise,
    ClearOperationalAlert clear,
    OperationalAlertStore operations,
    LegislatureClock clock)
{
    private const int Parts = 7;
    private const int PageSize = 500;
    private const int MostNamed = 10;

    /// <summary>Uploads this many days old are looked through, so that a check or a week of checks may fail.</summary>
    private static readonly (int First, int Last) OrphanDays = (2, 10);

    private static readonly TimeSpan EndedAlertsKept = TimeSpan.FromDays(400);
    private static readonly TimeSpan SweepReportsKept = TimeSpan.FromDays(90);

    /// <param name="all">True to walk every home partition, not only today's seventh.</param>
    public async Task<AgendaCheck> ExecuteAsync(bool all, CancellationToken cancellationToken)
    {
        var part = clock.Today.DayNumber % Parts;
        var restored = new List<string>();
        var homes = 0;
        string? continuation = null;
        do
        {
            (var departments, continuation) = await directory.PageAsync(continuation, PageSize, cancellationToken);
            foreach (var department in departments.Where(department => all || PartOf(department.Id) == part))
            {
                homes++;
                restored.AddRange(await CheckHomeAsync(department.Id, cancellationToken));
            }
        }
        while (continuation is not null);

        foreach (var list in profile.Committees.Select(committee => ViewNames.OpenAlerts(committee.Id)).Append(ViewNames.Awaited).Append(ViewNames.Proposals))
        {
            await views.RemoveOldMarkersAsync(list, cancellationToken);
        }

        await reports.RemoveAsync(clock.Now - SweepReportsKept, cancellationToken);

        var orphans = 0;
        for (var days = OrphanDays.First; days <= OrphanDays.Last; days++)
        {
            orphans += await RemoveOrphansAsync(clock.Now.AddDays(-days), cancellationToken);
            orphans += await papers.ExecuteAsync(clock.Now.AddDays(-days), cancellationToken);
        }

        await operations.RemoveEndedAsync(clock.Now - EndedAlertsKept, cancellationToken);
        return new AgendaCheck(homes, restored, orphans);
    }

    private static int PartOf(DepartmentId id) => id.Value.Sum(character => character) % Parts;

    /// <summary>Operations are told of rows that were missing; a later walk of the same home that misses none ends the alert.</summary>
    private async Task<List<string>> CheckHomeAsync(DepartmentId home, CancellationToken cancellationToken)
    {
        var restored = new List<string>();
        await WalkAsync(home, restored, cancellationToken);
        if (restored.Count == 0)
        {
            await clear.ExecuteAsync(OperationalCode.AgendaRestored, home.Value, cancellationToken);
        }
        else
        {
            var rows = string.Join(", ", restored.Take(MostNamed));
            await raise.ExecuteAsync(
                OperationalCode.AgendaRestored,
                home.Value,
                clock.Now,
                restored.Count > MostNamed ? $"{rows} ... and {restored.Count - MostNamed} more" : rows,
                cancellationToken);
        }

        return restored;
    }

    private async Task WalkAsync(DepartmentId home, List<string> restored, CancellationToken cancellationToken)
    {
        await foreach (var row in storage.Supervision.ListAsync(home.Value, DeadlineStore.RowPrefix, null, cancellationToken))
        {
            var head = DeadlineStore.HeadOf(row);
            if (head.NextLook is { } look)
            {
                await RestoreAsync(AgendaStore.PartitionOf(look), AgendaItem.Look(head.State.Id), restored, cancellationToken);
            }

            if (head.State.OpensNextOn is { } opens)
            {
                await RestoreAsync(AgendaStore.PartitionOf(opens), AgendaItem.OpenNext(head.State.Id), restored, cancellationToken);
            }
        }

        await foreach (var row in storage.Supervision.ListAsync(home.Value, RemovalStore.RowPrefix, null, cancellationToken))
        {
            // Under the day of the decision, at which no sweep looks twice once it is done.
            if (RemovalStore.HeadOf(row).Removal is { Status: RemovalStatus.Confirmed } removal)
            {
                var day = AgendaStore.PartitionOf(clock.DateOf(removal.Decided!.Value));
                await RestoreAsync(day, AgendaItem.Remove(home, removal.Id), restored, cancellationToken);
            }
        }

        await foreach (var row in storage.Supervision.ListAsync(home.Value, DeadlineStore.ChangedPrefix, null, cancellationToken))
        {
            await RestoreRelayAsync(DeadlineId.Parse(row.RowKey[DeadlineStore.ChangedPrefix.Length..]), restored, cancellationToken);
        }

        await foreach (var row in storage.Supervision.ListAsync(home.Value, "mail-", "Waiting eq true", cancellationToken))
        {
            await RestoreRelayAsync(AlertId.Parse(row.GetString("Alert")).Deadline, restored, cancellationToken);
        }
    }

    /// <summary>The mark of a deadline may also stand under the delivery that changed it; then a second one does no harm.</summary>
    private Task RestoreRelayAsync(DeadlineId deadline, List<string> restored, CancellationToken cancellationToken) =>
        RestoreAsync(AgendaStore.RelayPartition, AgendaItem.Relay(deadline), restored, cancellationToken);

    private async Task RestoreAsync(string partition, AgendaItem item, List<string> restored, CancellationToken cancellationToken)
    {
        try
        {
            if (await storage.Agenda.FindAsync(partition, item.RowKey, cancellationToken) is null)
            {
                await storage.Agenda.AddAsync(new TableEntity(partition, item.RowKey), cancellationToken);
                restored.Add($"{partition}/{item.RowKey}");
            }
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            // Written by another in this very moment.
        }
    }

    private async Task<int> RemoveOrphansAsync(DateTimeOffset day, CancellationToken cancellationToken)
    {
        var removed = 0;
        var prefix = day.ToString("yyyyMMdd", CultureInfo.InvariantCulture) + "/";
        await foreach (var blob in storage.Deliveries.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken))
        {
            var parts = blob.Name.Split('/');
            if (parts.Length == 3
                && DeliveryId.TryParse(parts[1], out var delivery)
                && blob.Metadata.TryGetValue("home", out var home)
                && await storage.Supervision.FindAsync(home, "delivery-" + delivery, cancellationToken) is null)
            {
                await storage.Deliveries.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
                removed++;
            }
        }

        return removed;
    }
}
