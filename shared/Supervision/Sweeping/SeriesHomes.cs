using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;

namespace Supervision.Sweeping;

/// <summary>
/// Says where the next occurrence of a recurring duty is owed. It goes from the departments that were confirmed to owe the duty, not from the one at which
/// the occurrence before lies: that one may have been named as successor by mistake, or have taken over from several of which one was named so.
/// </summary>
public sealed class SeriesHomes(DirectoryStore directory, Successions successions, DeadlineStore deadlines)
{
    /// <summary>
    /// The homes of the occurrence after another, each once, with the departments whose duty comes there; that of the department at which the one before lies
    /// comes first.
    /// </summary>
    /// <param name="confirmed">The departments that were confirmed to owe it.</param>
    /// <param name="on">The first day of the next occurrence's period.</param>
    public async Task<IReadOnlyList<(DepartmentId Home, IReadOnlyList<DepartmentId> For)>> OfNextAsync(
        DeadlineState before, IReadOnlyList<DepartmentId> confirmed, DateOnly on, CancellationToken cancellationToken)
    {
        var owed = new List<(DepartmentId Home, DepartmentId Origin)>();
        foreach (var origin in await OriginsAsync(before, confirmed, cancellationToken))
        {
            owed.Add((await successions.ResolveAsync(origin, before.Id.Obligation, on, cancellationToken), origin));
        }

        return [.. owed.GroupBy(each => each.Home, (home, each) => (home, (IReadOnlyList<DepartmentId>)[.. each.Select(one => one.Origin)]))];
    }

    /// <summary>
    /// The confirmed departments whose duty came to lie where an occurrence lies: those for which it was opened, and those whose duty fell to the same home
    /// later. Whoever ever named a successor for it is followed back, as the directory may have been set right since; but not past one that has an occurrence
    /// of the same time itself, or at which the duty ended as a mistake, or whose duty went elsewhere: it did not come here.
    /// </summary>
    private async Task<IReadOnlyList<DepartmentId>> OriginsAsync(DeadlineState before, IReadOnlyList<DepartmentId> confirmed, CancellationToken cancellationToken)
    {
        var line = new List<DepartmentId> { before.Id.Home };
        for (var next = 0; next < line.Count; next++)
        {
            foreach (var from in await directory.ListForerunnersAsync(line[next], before.Id.Obligation, cancellationToken))
            {
                if (!line.Contains(from) && !await StaysAsync(from, before, cancellationToken))
                {
                    line.Add(from);
                }
            }
        }

        // Where nothing says whose duty it was, it goes on from where it lies.
        return line.Union(before.OwedFor ?? []).Intersect(confirmed).ToList() is { Count: > 0 } origins ? origins : [before.Id.Home];
    }

    private async Task<bool> StaysAsync(DepartmentId from, DeadlineState before, CancellationToken cancellationToken)
    {
        var own = (await deadlines.ListAsync(before.Id.Obligation, from, cancellationToken)).Select(head => head.State).ToList();
        return own.Exists(state =>
                state.PeriodStart == before.PeriodStart
                || (state.PeriodStart < before.PeriodStart && state is { NextOpensOn: not null, OpensNextOn: null }))
            || (before.OwedFor?.Contains(from) != true && await WentElsewhereAsync(own, from, before, cancellationToken));
    }

    /// <summary>True when what followed its own last occurrence lies at another home that has an occurrence of the same time too, and the directory does not say otherwise.</summary>
    private async Task<bool> WentElsewhereAsync(IReadOnlyList<DeadlineState> own, DepartmentId from, DeadlineState before, CancellationToken cancellationToken) =>
        own.Where(state => state.PeriodStart < before.PeriodStart).MaxBy(state => state.PeriodStart)?.Next is { Home: var went }
        && went != before.Id.Home
        && before.PeriodStart is { } start
        && await successions.ResolveAsync(from, before.Id.Obligation, start, cancellationToken) != before.Id.Home
        && (await deadlines.ListAsync(before.Id.Obligation, went, cancellationToken)).Any(head => head.State.PeriodStart == start);
}
