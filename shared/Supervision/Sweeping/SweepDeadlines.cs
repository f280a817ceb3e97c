using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Deliveries.InParts;
using Supervision.Departments;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Operations.Telemetry;
using Supervision.Time;

namespace Supervision.Sweeping;

/// <summary>
/// Does everything that is due: looks at deadlines, opens next occurrences, carries on plans that were not finished. Its work depends
/// on what is due, not on what is registered. Running it twice, at once on two hosts, or after an outage of any length is safe: every
/// step finds out from storage whether it was taken.
/// </summary>
public sealed partial class SweepDeadlines(
    AgendaStore agenda,
    PlanStore plans,
    IEnumerable<IPlanCarrier> carriers,
    LookAtDeadline look,
    OpenNextOccurrence openNext,
    CarryOutRemoval removals,
    EndUpload uploads,
    DirectoryStore directory,
    SweepReportStore reports,
    SweepAlerts alerts,
    LegislatureClock clock,
    IOptions<SweepOptions> options,
    ILogger<SweepDeadlines> logger)
{
    /// <param name="asOf">The local date to decide by; null for today.</param>
    public async Task<SweepReport> ExecuteAsync(DateOnly? asOf, CancellationToken cancellationToken)
    {
        var run = new Run(asOf ?? clock.Today, clock.Now, clock.Time.GetTimestamp(), new Recipients(directory));
        await CarryOnPlansAsync(run, cancellationToken);

        var due = new List<AgendaRow>();
        await foreach (var page in agenda.ListDueAsync(run.Today, cancellationToken))
        {
            due.AddRange(page);
        }

        var homes = due.GroupBy(row => row.Item?.Home.Value ?? row.RowKey);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.HomesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(homes, parallel, async (home, stop) =>
        {
            foreach (var rows in home.GroupBy(row => row.RowKey))
            {
                await TakeAsync(run, [.. rows], stop);
            }
        });

        var report = run.Report(clock.Now);
        await reports.SaveAsync(report, report.Succeeded && report.AsOf >= clock.DateOf(report.Started), cancellationToken);
        await alerts.TellAsync(report, run.SetAside, cancellationToken);
        Telemetry.Swept(report);
        LogSwept(report.AsOf, report.LookedAt, report.Raised, report.Opened, report.Faults.Count);
        return report;
    }

    private async Task CarryOnPlansAsync(Run run, CancellationToken cancellationToken)
    {
        foreach (var plan in await plans.ListAsync(cancellationToken))
        {
            try
            {
                if (plan.Done)
                {
                    await plans.DeleteDoneAsync(plan, cancellationToken);
                }
                else
                {
                    var carrier = carriers.FirstOrDefault(each => each.Kind == plan.Kind)
                        ?? throw new InvalidOperationException("No kind of plan that this version knows.");
                    await carrier.CarryOutAsync(plan, run.Today, cancellationToken);
                    Interlocked.Increment(ref run.Plans);
                }
            }
            catch (StateChangedException)
            {
                // Whoever asked for it saw another state: the plan is void, and done with.
                Interlocked.Increment(ref run.Plans);
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                run.Faults.Add($"{plan.Id}: {fault.Message}");
                LogFault(plan.Id, fault);
            }
        }
    }

    /// <summary>One item, with all the rows that ask for it.</summary>
    private async Task TakeAsync(Run run, List<AgendaRow> rows, CancellationToken cancellationToken)
    {
        var latest = rows[^1];
        if (clock.Time.GetElapsedTime(run.Began) > options.Value.TakeNoMoreAfter)
        {
            run.Complete = false;
            return;
        }

        if (latest.Failures >= options.Value.SetAsideAfter)
        {
            run.SetAside[latest.RowKey] = latest.Fault ?? "";
            if (latest.LastTried == run.Today)
            {
                return;
            }
        }

        Interlocked.Increment(ref run.LookedAt);
        try
        {
            var found = await ActAsync(run, latest.Item, cancellationToken);
            if (found is null)
            {
                return;
            }

            if (found.Value)
            {
                foreach (var row in rows)
                {
                    await agenda.DeleteJudgedAsync(row, cancellationToken);
                }
            }
            else
            {
                foreach (var row in rows)
                {
                    await agenda.DeleteOrphanAsync(row, cancellationToken);
                }
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            run.Faults.Add($"{latest.RowKey}: {fault.Message}");
            LogFault(latest.RowKey, fault);
            await agenda.RecordFailureAsync(latest, run.Today, fault.Message, cancellationToken);
        }
    }

    /// <returns>False when the row points to nothing (yet); null when its hour has not come.</returns>
    private async Task<bool?> ActAsync(Run run, AgendaItem? item, CancellationToken cancellationToken)
    {
        switch (item)
        {
            case { Act: AgendaAct.Look }:
                var result = await look.ExecuteAsync(DeadlineId.Parse(item.Subject), run.Today, run.Recipients, cancellationToken);
                if (result.Raised)
                {
                    Interlocked.Increment(ref run.Raised);
                    Interlocked.Add(ref run.PassedOver, result.PassedOver);
                }

                if (result.Head is { State.IsOpen: false })
                {
                    Interlocked.Increment(ref run.FoundEnded);
                }

                return result.Head is not null;
            case { Act: AgendaAct.OpenNext }:
                var (head, opened) = await openNext.ExecuteAsync(DeadlineId.Parse(item.Subject), run.Today, cancellationToken);
                Interlocked.Add(ref run.Opened, opened);
                return head is not null;
            case { Act: AgendaAct.Remove }:
                return await removals.ExecuteAsync(item.Home, RemovalId.Parse(item.Subject), cancellationToken);
            case { Act: AgendaAct.EndUpload }:
                return await uploads.EndDueAsync(item.Home, UploadId.Parse(item.Subject), cancellationToken);
            default:
                throw new InvalidOperationException("No act of this agenda: the row was not written by this version.");
        }
    }

    [LoggerMessage(LogLevel.Information, "Swept as of {AsOf:yyyy-MM-dd}: looked at {LookedAt}, raised {Raised}, opened {Opened}, faults {Faults}.")]
    private partial void LogSwept(DateOnly asOf, int lookedAt, int raised, int opened, int faults);

    [LoggerMessage(LogLevel.Error, "Agenda item {Item} could not be done.")]
    private partial void LogFault(string item, Exception fault);

    private sealed class Run(DateOnly today, DateTimeOffset started, long began, Recipients recipients)
    {
        public int LookedAt;
        public int Raised;
        public int PassedOver;
        public int FoundEnded;
        public int Opened;
        public int Plans;
        public volatile bool Complete = true;

        public DateOnly Today { get; } = today;

        public long Began { get; } = began;

        public Recipients Recipients { get; } = recipients;

        /// <summary>Row keys of the items set aside, and their faults.</summary>
        public ConcurrentDictionary<string, string> SetAside { get; } = new(StringComparer.Ordinal);

        public ConcurrentBag<string> Faults { get; } = [];

        public SweepReport Report(DateTimeOffset ended) => new(
            started, ended, Today, LookedAt, Raised, PassedOver, FoundEnded, Opened, Plans, [.. SetAside.Select(item => $"{item.Key}: {item.Value}").Order()], [.. Faults.Order()], Complete);
    }
}
