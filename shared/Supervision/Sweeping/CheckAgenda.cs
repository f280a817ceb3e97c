using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Deliveries.InParts;
using Supervision.Departments;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Mail;
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
    DeadlineStore deadlines,
    DeadlineDecisions decisions,
    DeadlineSchedule schedule,
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
            var id = head.State.Id;
            if (head.NextLook is { } look)
            {
                await RestoreAsync(
                    AgendaStore.PartitionOf(look),
                    AgendaItem.Look(id),
                    async () => (await deadlines.FindAsync(id, cancellationToken))?.NextLook == look,
                    restored,
                    cancellationToken);
            }
            else if (schedule.NextLook(head.State, clock.Today) is { } wanted)
            {
                // An earlier version of the product wanted no look where this one does. One that changes meanwhile gets its look by that.
                await decisions.MoveLookAsync(head, wanted, cancellationToken);
            }

            if (head.State.OpensNextOn is { } opens)
            {
                await RestoreAsync(
                    AgendaStore.PartitionOf(opens),
                    AgendaItem.OpenNext(id),
                    async () => (await deadlines.FindAsync(id, cancellationToken))?.State.OpensNextOn == opens,
                    restored,
                    cancellationToken);
            }
        }

        await foreach (var row in storage.Supervision.ListAsync(home.Value, RemovalStore.RowPrefix, null, cancellationToken))
        {
            // Under the day of the decision, at which no sweep looks twice once it is done.
            if (RemovalStore.HeadOf(row).Removal is { Status: RemovalStatus.Confirmed } removal)
            {
                var day = AgendaStore.PartitionOf(clock.DateOf(removal.Decided!.Value));
                await RestoreAsync(
                    day,
                    AgendaItem.Remove(home, removal.Id),
                    async () => await storage.Supervision.FindAsync(home.Value, row.RowKey, cancellationToken) is { } now
                        && RemovalStore.HeadOf(now).Removal.Status == RemovalStatus.Confirmed,
                    restored,
                    cancellationToken);
            }
        }

        await foreach (var row in storage.Supervision.ListAsync(home.Value, UploadStore.RowPrefix, null, cancellationToken))
        {
            await RestoreAsync(
                AgendaStore.PartitionOf(clock.DateOf(UploadStore.Of(row).Until)),
                AgendaItem.End(home, UploadStore.Of(row).Id),
                async () => await storage.Supervision.FindAsync(home.Value, row.RowKey, cancellationToken) is not null,
                restored,
                cancellationToken);
        }

        await foreach (var row in storage.Supervision.ListAsync(home.Value, DeadlineStore.ChangedPrefix, null, cancellationToken))
        {
            await RestoreRelayAsync(home, row.RowKey, DeadlineId.Parse(row.RowKey[DeadlineStore.ChangedPrefix.Length..]), restored, cancellationToken);
        }

        await foreach (var row in storage.Supervision.ListAsync(home.Value, "mail-", "Waiting eq true", cancellationToken))
        {
            var notification = Notification.From(row);
            await (notification.Deadline is { } deadline
                ? RestoreRelayAsync(home, row.RowKey, deadline, restored, cancellationToken)
                : RestoreAsync(
                    AgendaStore.RelayPartition, notification.Mark, () => StillWaitsAsync(home, row.RowKey, cancellationToken), restored, cancellationToken));
        }
    }

    /// <summary>The mark of a deadline may also stand under the delivery that changed it.</summary>
    private Task RestoreRelayAsync(DepartmentId home, string cause, DeadlineId deadline, List<string> restored, CancellationToken cancellationToken)
    {
        return RestoreAsync(AgendaStore.RelayPartition, AgendaItem.Relay(deadline), StillWantedAsync, restored, cancellationToken);

        async Task<bool> StillWantedAsync()
        {
            var head = await deadlines.FindAsync(deadline, cancellationToken);
            foreach (var delivery in head?.State.Deliveries ?? [])
            {
                var mark = AgendaItem.Relay(deadline.Home, delivery.Delivery).RowKey;
                if (await storage.Agenda.FindAsync(AgendaStore.RelayPartition, mark, cancellationToken) is not null)
                {
                    return false;
                }
            }

            return await StillWaitsAsync(home, cause, cancellationToken);
        }
    }

    private async Task<bool> StillWaitsAsync(DepartmentId home, string cause, CancellationToken cancellationToken) =>
        await storage.Supervision.FindAsync(home.Value, cause, cancellationToken) is { } row && row.GetBoolean("Waiting") is not false;

    /// <param name="stillWantedAsync">Asked where the row is missing: what names it may have changed since it was listed.</param>
    private async Task RestoreAsync(
        string partition, AgendaItem item, Func<Task<bool>> stillWantedAsync, List<string> restored, CancellationToken cancellationToken)
    {
        try
        {
            if (await storage.Agenda.FindAsync(partition, item.RowKey, cancellationToken) is null && await stillWantedAsync())
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
                && !await IsUnderWayAsync(home, blob.Metadata, cancellationToken)
                && await storage.Supervision.FindAsync(home, "delivery-" + delivery, cancellationToken) is null)
            {
                await storage.Deliveries.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
                removed++;
            }
        }

        return removed;
    }

    /// <summary>
    /// A file that came in parts belongs to its upload as long as that is there. Asked before its delivery: once the upload is gone, no delivery
    /// can come of it any more.
    /// </summary>
    private async Task<bool> IsUnderWayAsync(string home, IDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        metadata.TryGetValue(UploadStore.Mark, out var upload)
        && await storage.Supervision.FindAsync(home, UploadStore.RowPrefix + upload, cancellationToken) is not null;
}
