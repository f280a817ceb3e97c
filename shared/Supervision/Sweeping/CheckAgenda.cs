using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
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
/// The second line of defence: within a week every home partition is walked, and an agenda row that a deadline, a mail or a change names and
/// that is missing is written again. A round goes through the homes by id. Each run does at least a seventh of them and as many as a week's
/// round asks for by that day, so days without a run are made up for; where a run broke off the next goes on. Running it twice, or on two
/// hosts at once, finds nothing the second time.
/// </summary>
public sealed partial class CheckAgenda(
    SupervisionStorage storage,
    DeadlineStore deadlines,
    DeadlineDecisions decisions,
    DeadlineSchedule schedule,
    DirectoryStore directory,
    ViewStore views,
    JurisdictionProfile profile,
    RemoveOrphanPapers papers,
    CheckProgressStore checks,
    SweepReportStore reports,
    RaiseOperationalAlert raise,
    ClearOperationalAlert clear,
    OperationalAlertStore operations,
    LegislatureClock clock,
    IOptions<SweepOptions> options,
    ILogger<CheckAgenda> logger)
{
    private const int Days = 7;
    private const int MostTries = 2;
    private const int MostNamed = 10;

    /// <summary>
    /// Ages in days: what was put is looked through each day from the first to the last, since an upload may still be under way or a writer
    /// held up; and once if it is older and never was.
    /// </summary>
    private static readonly (int First, int Last) OrphanDays = (2, 10);

    private static readonly TimeSpan EndedAlertsKept = TimeSpan.FromDays(400);
    private static readonly TimeSpan SweepReportsKept = TimeSpan.FromDays(90);

    /// <param name="all">True to walk every home partition, whatever is due today; the round stays where it is.</param>
    /// <exception cref="AggregateException">Something could not be done; all else was.</exception>
    public async Task<AgendaCheck> ExecuteAsync(bool all, CancellationToken cancellationToken)
    {
        var began = clock.Time.GetTimestamp();
        var faults = new List<Exception>();
        var restored = new List<string>();
        var (homes, orphans) = (0, 0);

        // What fails keeps nothing else from being done. The walk comes last: it may take all the time there is.
        await TryAsync(async () => orphans = await RemoveOrphansAsync(began, cancellationToken));
        await TryAsync(() => TidyAsync(cancellationToken));
        await TryAsync(async () => homes = all
            ? await WalkAllAsync(restored, cancellationToken)
            : await WalkOnAsync(began, restored, faults, cancellationToken));
        return faults.Count == 0
            ? new AgendaCheck(homes, restored, orphans)
            : throw new AggregateException("The check could not do all it had to; the next goes on.", faults);

        async Task TryAsync(Func<Task> part)
        {
            try
            {
                await part();
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                faults.Add(fault);
            }
        }
    }

    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        foreach (var list in profile.Committees.Select(committee => ViewNames.OpenAlerts(committee.Id)).Append(StandingLists.Partition).Append(ViewNames.Awaited).Append(ViewNames.Proposals))
        {
            await views.RemoveOldMarkersAsync(list, cancellationToken);
        }

        await reports.RemoveAsync(clock.Now - SweepReportsKept, cancellationToken);
        await operations.RemoveEndedAsync(clock.Now - EndedAlertsKept, cancellationToken);
    }

    private async Task<int> WalkAllAsync(List<string> restored, CancellationToken cancellationToken)
    {
        var homes = 0;
        await foreach (var home in HomesAsync("", cancellationToken))
        {
            restored.AddRange(await CheckHomeAsync(home, cancellationToken));
            homes++;
        }

        return homes;
    }

    /// <summary>
    /// Goes on with the round. That a home is begun is written first, so that one at which two runs ended, by their time-out or for whatever
    /// reason, keeps no other from being walked; one that only fails is tried once more at the end.
    /// </summary>
    private async Task<int> WalkOnAsync(long began, List<string> restored, List<Exception> faults, CancellationToken cancellationToken)
    {
        var progress = await checks.ReadAsync(cancellationToken);
        if (progress.RoundBegan is null)
        {
            progress = progress with { RoundBegan = clock.Today, Last = "", Walked = 0 };
        }

        var least = progress.Walked + Math.Max(1, Part(progress.Homes, 1));
        var due = Math.Max(least, DueBy(progress, clock.Today));
        var failed = new List<DepartmentId>();
        var (homes, ended) = (0, true);
        await foreach (var home in HomesAsync(progress.Last, cancellationToken))
        {
            if (progress.Walked >= due || (progress.Walked >= least && clock.Time.GetElapsedTime(began) > options.Value.TakeNoMoreAfter))
            {
                ended = false;
                break;
            }

            var tries = home.Value == progress.At ? progress.Tries + 1 : 1;
            if (tries > MostTries)
            {
                LogPassedOver(home.Value, MostTries);
            }
            else
            {
                await checks.SaveAsync(progress with { At = home.Value, Tries = tries }, cancellationToken);
                try
                {
                    restored.AddRange(await CheckHomeAsync(home, cancellationToken));
                }
                catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
                {
                    LogFault(home.Value, fault);
                    failed.Add(home);
                }

                homes++;
            }

            progress = progress with { Last = home.Value, At = null, Tries = 0, Walked = progress.Walked + 1 };
        }

        await checks.SaveAsync(ended ? progress with { RoundBegan = null, Last = "", Walked = 0, Homes = progress.Walked } : progress, cancellationToken);
        foreach (var home in failed)
        {
            try
            {
                restored.AddRange(await CheckHomeAsync(home, cancellationToken));
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                faults.Add(fault);
            }
        }

        return homes;
    }

    /// <summary>How many homes of the round are to be done by a day; all once it is in its seventh, or where nobody knows how many there are.</summary>
    private static int DueBy(CheckProgress progress, DateOnly today)
    {
        var day = today.DayNumber - progress.RoundBegan!.Value.DayNumber + 1;
        return day >= Days || progress.Homes == 0 ? int.MaxValue : Part(progress.Homes, day);
    }

    private static int Part(int homes, int days) => ((homes * days) + Days - 1) / Days;

    /// <summary>The homes after one, by id: the departments, and among them the office, which is none.</summary>
    private async IAsyncEnumerable<DepartmentId> HomesAsync(string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var office = DepartmentId.Office;
        var officeToCome = string.CompareOrdinal(after, office.Value) < 0;
        await foreach (var id in directory.ListIdsAsync(after, cancellationToken))
        {
            if (officeToCome && string.CompareOrdinal(office.Value, id.Value) < 0)
            {
                yield return office;
                officeToCome = false;
            }

            yield return id;
        }

        if (officeToCome)
        {
            yield return office;
        }
    }

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

    /// <summary>
    /// Looks through the days whose files are old enough, the oldest first. A long outage's days are taken while half of the time lasts, and
    /// the next run goes on.
    /// </summary>
    private async Task<int> RemoveOrphansAsync(long began, CancellationToken cancellationToken)
    {
        var progress = await checks.ReadAsync(cancellationToken);
        var today = DateOnly.FromDateTime(clock.Now.UtcDateTime);
        var oldest = today.AddDays(-OrphanDays.Last);
        var removed = 0;
        for (var day = progress.Orphans < oldest ? progress.Orphans.Value.AddDays(1) : oldest; day <= today.AddDays(-OrphanDays.First); day = day.AddDays(1))
        {
            var midnight = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
            removed += await RemoveOrphansAsync(midnight, cancellationToken);
            removed += await papers.ExecuteAsync(midnight, cancellationToken);
            if (day <= oldest && (progress.Orphans is null || day > progress.Orphans))
            {
                progress = progress with { Orphans = day };
                await checks.SaveAsync(progress, cancellationToken);
            }

            if (clock.Time.GetElapsedTime(began) > options.Value.TakeNoMoreAfter / 2)
            {
                break;
            }
        }

        return removed;
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

    [LoggerMessage(LogLevel.Error, "Home {Home} could not be checked.")]
    private partial void LogFault(string home, Exception fault);

    [LoggerMessage(LogLevel.Error, "Home {Home} is passed over by the check until the next round: {Runs} runs ended at it.")]
    private partial void LogPassedOver(string home, int runs);
}
