using Azure;
using Azure.Data.Tables;
using Supervision.Agenda;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.History;

/// <summary>What rebuilding found.</summary>
/// <param name="Deadlines">Deadlines made again from their facts.</param>
/// <param name="ViewRows">Rows of lists that were compared with the states.</param>
/// <param name="Differences">Rows that were not what the facts say; there should be none.</param>
/// <param name="Repaired">How many of them were written anew.</param>
public sealed record Rebuilding(int Deadlines, int ViewRows, IReadOnlyList<string> Differences, int Repaired)
{
    /// <summary>Chains that do not hold, and rows that cannot be read. Nothing is made from them and nothing of theirs is repaired: they are evidence.</summary>
    public IReadOnlyList<ChainBreak> Breaks { get; init; } = [];

    /// <summary>Deadlines that were decided on time and again meanwhile, so that this run does not judge them.</summary>
    public IReadOnlyList<string> ChangedMeanwhile { get; init; } = [];

    /// <summary>Ends of chains that no digest holds and that no list would bring into the next one.</summary>
    public int Unsealed { get; init; }

    /// <summary>How many of them were put into the list of today, from which the day is sealed.</summary>
    public int Listed { get; init; }

    /// <summary>The first hundred of them, by chain.</summary>
    public IReadOnlyList<string> UnsealedChains { get; init; } = [];
}

/// <summary>
/// Makes states, alerts and lists again from the facts and compares them with the rows. With repair, rows that differ are written anew, under
/// the condition that nobody has changed them since they were read, and the lists follow by the relay. A chain that does not hold is reported
/// and left as it is: a state made from it would hide what happened to it.
/// </summary>
public sealed class RebuildState(
    SupervisionStorage storage,
    ChainReader reader,
    DirectoryStore directory,
    AgendaStore agenda,
    DeadlineSchedule schedule,
    RebuildViews views,
    RebuildSeals seals,
    LegislatureClock clock)
{
    private const int PageSize = 500;

    public async Task<Rebuilding> ExecuteAsync(bool repair, IProgress<int> progress, CancellationToken cancellationToken)
    {
        var run = new Run(repair, views.Begin(repair), await seals.BeginAsync(repair, cancellationToken));
        if (run.Seals.NoteIsMissing)
        {
            run.Differences.Add("views/sealing/last");
            run.Repaired += run.Seals.NoteIsMade ? 1 : 0;
        }

        var homes = 0;
        string? continuation = null;
        do
        {
            (var departments, continuation) = await directory.PageAsync(continuation, PageSize, cancellationToken);
            foreach (var department in departments)
            {
                await RebuildHomeAsync(department.Id, run, cancellationToken);
                progress.Report(++homes);
            }
        }
        while (continuation is not null);

        await run.Lists.FinishAsync(cancellationToken);
        return new Rebuilding(
            run.Deadlines, run.Lists.Compared, [.. run.Differences, .. run.Lists.Differences], run.Repaired + run.Lists.Mended)
        {
            Breaks = [.. run.Breaks, .. run.Lists.Breaks],
            ChangedMeanwhile = run.ChangedMeanwhile,
            Unsealed = run.Seals.Unsealed,
            Listed = run.Seals.Listed,
            UnsealedChains = run.Seals.Named,
        };
    }

    private async Task RebuildHomeAsync(DepartmentId home, Run run, CancellationToken cancellationToken)
    {
        // States, then alerts, then facts: what is decided meanwhile shows as a chain that is longer than its state says.
        var states = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
        foreach (var prefix in new[] { DeadlineStore.RowPrefix, "alert-" })
        {
            await foreach (var row in storage.Supervision.ListAsync(home.Value, prefix, null, cancellationToken))
            {
                states[row.RowKey] = row;
            }
        }

        var chains = new Dictionary<string, List<StoredLink>>(StringComparer.Ordinal);
        await foreach (var row in storage.Supervision.ListAsync(home.Value, "fact-", null, cancellationToken))
        {
            var chain = Fact.ChainOf(row.RowKey);
            if (!chains.TryGetValue(chain, out var links))
            {
                chains[chain] = links = [];
            }

            links.Add(ChainReader.LinkOf(row));
        }

        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (chain, links) in chains)
        {
            if (DeadlineId.TryParse(chain, out var id))
            {
                await RebuildAsync(id, links, states, known, run, cancellationToken);
                run.Deadlines++;
            }
            else if (ChainCheck.Check(chain, links, head: null).Break is { } broken && broken.Code != ChainCheck.HeadMissing)
            {
                run.Breaks.Add(broken);
            }
            else
            {
                await run.Seals.CheckAsync(home, chain, links, cancellationToken);
            }
        }

        run.Differences.AddRange(states.Keys.Where(key => !known.Contains(key)));
        await run.Lists.CompareHomeAsync(home, cancellationToken);
    }

    private async Task RebuildAsync(
        DeadlineId id, List<StoredLink> links, Dictionary<string, TableEntity> states, HashSet<string> known, Run run, CancellationToken cancellationToken)
    {
        var compared = false;
        for (var look = 1; ; look++)
        {
            if (look == 1 && !states.ContainsKey(DeadlineStore.RowPrefix + id))
            {
                // It may have been opened between the two readings.
                links = await ReadAgainAsync(id, states, cancellationToken);
            }

            var (made, broken) = Fold(id, links, states.GetValueOrDefault(DeadlineStore.RowPrefix + id));
            if (made is var (state, wanted))
            {
                if (!compared)
                {
                    await run.Lists.CompareAsync(state, links.Count, cancellationToken);
                    compared = true;
                }

                var different = wanted.Where(row => !Same(row, states.GetValueOrDefault(row.RowKey))).ToList();
                if (different.Count == 0 || !run.Repair || await RepairAsync(id, links.Count, different, states, cancellationToken))
                {
                    known.UnionWith(wanted.Select(row => row.RowKey));
                    run.Differences.AddRange(different.Select(row => row.RowKey));
                    run.Repaired += run.Repair ? different.Count : 0;
                    await run.Seals.CheckAsync(id.Home, DeadlineStore.ChainOf(id), links, cancellationToken);
                    return;
                }
            }

            if (look == ChainReader.MostLooks)
            {
                known.UnionWith(RowsOf(id, states));
                run.Lists.PassOver(id);
                if (broken is null)
                {
                    run.ChangedMeanwhile.Add(id.Value);
                }
                else
                {
                    run.Breaks.Add(broken);
                }

                return;
            }

            links = await ReadAgainAsync(id, states, cancellationToken);
        }
    }

    /// <summary>Reads one deadline as its whole home was read: state, then alerts, then facts.</summary>
    private async Task<List<StoredLink>> ReadAgainAsync(DeadlineId id, Dictionary<string, TableEntity> states, CancellationToken cancellationToken)
    {
        foreach (var key in RowsOf(id, states))
        {
            states.Remove(key);
        }

        if (await storage.Supervision.FindAsync(id.Home.Value, DeadlineStore.RowPrefix + id, cancellationToken) is { } state)
        {
            states[state.RowKey] = state;
        }

        await foreach (var alert in storage.Supervision.ListAsync(id.Home.Value, AlertsOf(id), null, cancellationToken))
        {
            states[alert.RowKey] = alert;
        }

        return await reader.ReadLinksAsync(id.Home, DeadlineStore.ChainOf(id), cancellationToken);
    }

    private static List<string> RowsOf(DeadlineId id, Dictionary<string, TableEntity> states) =>
        [.. states.Keys.Where(key => key == DeadlineStore.RowPrefix + id || key.StartsWith(AlertsOf(id), StringComparison.Ordinal))];

    private static string AlertsOf(DeadlineId id) => $"alert-{id}-r";

    /// <summary>The rows that the facts of a deadline amount to, or why nothing can be made from them.</summary>
    /// <param name="there">The state row as it was read. One that is missing is made again; one that names another end of the chain is a break.</param>
    private ((DeadlineState State, List<TableEntity> Rows)? Made, ChainBreak? Break) Fold(DeadlineId id, List<StoredLink> links, TableEntity? there)
    {
        var chain = DeadlineStore.ChainOf(id);
        var (broken, hashes) = ChainCheck.Check(chain, links, there is null ? null : ChainReader.HeadIn(there));
        if (broken is not null and not { Code: ChainCheck.HeadMissing })
        {
            return (null, broken);
        }

        if (links.Count == 0)
        {
            return (null, null);
        }

        DeadlineState? state = null;
        Fact? last = null;
        var alerts = new Dictionary<AlertId, Alert>();
        foreach (var link in links)
        {
            try
            {
                last = Fact.FromContent(chain, link.Content);
                var evolution = DeadlineLifeCycle.Apply(state, id, last);
                state = evolution.State;
                foreach (var alert in evolution.Alerts)
                {
                    alerts[alert.Id] = alert;
                }
            }
            catch (Exception impossible) when (impossible is InvalidOperationException || ChainCheck.IsUnreadable(impossible))
            {
                return (null, new ChainBreak(link.RowKey, "fact-impossible", impossible.Message));
            }
        }

        var head = new ChainHead(last!.Seq, hashes[^1], last.Recorded);
        return (
            (state!, [DeadlineStore.DeadlineRow(state!, head, schedule.NextLook(state!, clock.Today)), .. alerts.Values.Select(DeadlineStore.AlertRow)]),
            null);
    }

    /// <returns>False when one of the rows has been written since it was read: nothing was changed.</returns>
    private async Task<bool> RepairAsync(
        DeadlineId id, int seq, List<TableEntity> rows, Dictionary<string, TableEntity> states, CancellationToken cancellationToken)
    {
        foreach (var look in rows.Select(row => row.GetString("NextLook")).Where(look => look is not null))
        {
            await agenda.AskAsync(AgendaStore.DateOf(look), AgendaItem.Look(id), cancellationToken);
        }

        await agenda.AskRelayAsync(AgendaItem.Relay(id), cancellationToken);
        var batch = new TableBatch(id.Home.Value).Upsert(DeadlineStore.ChangedRow(id, seq));
        foreach (var row in rows)
        {
            _ = states.TryGetValue(row.RowKey, out var there) ? batch.Replace(row, there.ETag) : batch.Add(row);
        }

        try
        {
            await storage.Supervision.SubmitAsync(batch, cancellationToken);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Equal but for the next look, which is a matter of the day it was computed on.</summary>
    private static bool Same(TableEntity wanted, TableEntity? there) => there is not null
        && wanted.Where(pair => pair.Key is not ("NextLook" or "PartitionKey" or "RowKey"))
            .All(pair => there.TryGetValue(pair.Key, out var value) && Equals(pair.Value, value));

    /// <summary>What a run has found so far.</summary>
    private sealed class Run(bool repair, RebuildViews.Run lists, RebuildSeals.Run seals)
    {
        public bool Repair { get; } = repair;

        public RebuildViews.Run Lists { get; } = lists;

        public RebuildSeals.Run Seals { get; } = seals;

        public List<string> Differences { get; } = [];

        public List<ChainBreak> Breaks { get; } = [];

        public List<string> ChangedMeanwhile { get; } = [];

        public int Deadlines { get; set; }

        public int Repaired { get; set; }
    }
}
