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
public sealed record Rebuilding(int Deadlines, int ViewRows, IReadOnlyList<string> Differences, int Repaired);

/// <summary>
/// Makes states, alerts and lists again from the facts and compares them with the rows. With repair, rows that differ are written anew, under
/// the condition that nobody has changed them since they were read, and the lists follow by the relay.
/// </summary>
public sealed class RebuildState(
    SupervisionStorage storage, DirectoryStore directory, AgendaStore agenda, DeadlineSchedule schedule, RebuildViews views, LegislatureClock clock)
{
    private const int PageSize = 500;

    public async Task<Rebuilding> ExecuteAsync(bool repair, IProgress<int> progress, CancellationToken cancellationToken)
    {
        var differences = new List<string>();
        var lists = views.Begin(repair);
        var (count, repaired, homes) = (0, 0, 0);
        string? continuation = null;
        do
        {
            (var departments, continuation) = await directory.PageAsync(continuation, PageSize, cancellationToken);
            foreach (var department in departments)
            {
                var (made, mended) = await RebuildHomeAsync(department.Id, repair, lists, differences, cancellationToken);
                count += made;
                repaired += mended;
                progress.Report(++homes);
            }
        }
        while (continuation is not null);

        await lists.FinishAsync(cancellationToken);
        return new Rebuilding(count, lists.Compared, [.. differences, .. lists.Differences], repaired + lists.Mended);
    }

    private async Task<(int Made, int Repaired)> RebuildHomeAsync(
        DepartmentId home, bool repair, RebuildViews.Run lists, List<string> differences, CancellationToken cancellationToken)
    {
        var facts = new Dictionary<DeadlineId, List<(Fact Fact, string Content)>>();
        await foreach (var row in storage.Supervision.ListAsync(home.Value, "fact-", null, cancellationToken))
        {
            var chain = row.RowKey["fact-".Length..^"-000000".Length];
            if (DeadlineId.TryParse(chain, out var id))
            {
                if (!facts.TryGetValue(id, out var ofDeadline))
                {
                    facts[id] = ofDeadline = [];
                }

                var content = row.GetString("Content");
                ofDeadline.Add((Fact.FromContent(chain, content), content));
            }
        }

        var states = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
        foreach (var prefix in new[] { DeadlineStore.RowPrefix, "alert-" })
        {
            await foreach (var row in storage.Supervision.ListAsync(home.Value, prefix, null, cancellationToken))
            {
                states[row.RowKey] = row;
            }
        }

        var repaired = 0;
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, chain) in facts)
        {
            var (state, wanted) = Fold(id, chain);
            known.UnionWith(wanted.Select(row => row.RowKey));
            await lists.CompareAsync(state, chain.Count, cancellationToken);
            var different = wanted.Where(row => !Same(row, states.GetValueOrDefault(row.RowKey))).ToList();
            differences.AddRange(different.Select(row => row.RowKey));
            if (repair && different.Count > 0)
            {
                await RepairAsync(id, chain.Count, different, states, cancellationToken);
                repaired += different.Count;
            }
        }

        differences.AddRange(states.Keys.Where(key => !known.Contains(key)));
        await lists.CompareHomeAsync(home, cancellationToken);
        return (facts.Count, repaired);
    }

    /// <summary>The rows that the facts of a deadline amount to.</summary>
    private (DeadlineState State, List<TableEntity> Rows) Fold(DeadlineId id, List<(Fact Fact, string Content)> chain)
    {
        DeadlineState? state = null;
        var alerts = new Dictionary<AlertId, Alert>();
        foreach (var (fact, _) in chain)
        {
            var evolution = DeadlineLifeCycle.Apply(state, id, fact);
            state = evolution.State;
            foreach (var alert in evolution.Alerts)
            {
                alerts[alert.Id] = alert;
            }
        }

        var (last, content) = chain[^1];
        var head = new ChainHead(last.Seq, Fact.HashOf(content), last.Recorded);
        return (
            state!,
            [DeadlineStore.DeadlineRow(state!, head, schedule.NextLook(state!, clock.Today)), .. alerts.Values.Select(DeadlineStore.AlertRow)]);
    }

    private async Task RepairAsync(
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

        await storage.Supervision.SubmitAsync(batch, cancellationToken);
    }

    /// <summary>Equal but for the next look, which is a matter of the day it was computed on.</summary>
    private static bool Same(TableEntity wanted, TableEntity? there) => there is not null
        && wanted.Where(pair => pair.Key is not ("NextLook" or "PartitionKey" or "RowKey"))
            .All(pair => there.TryGetValue(pair.Key, out var value) && Equals(pair.Value, value));
}
