using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;

namespace Supervision.Sweeping;

/// <summary>
/// Says where the next occurrence of a recurring duty is owed, and whose duty it is there. It goes from the departments that were confirmed to owe the duty,
/// not from the one at which the occurrence before lies: that one may have been named as successor by mistake, or have taken over from several of which one
/// was named so. Each occurrence says for which of them it was opened.
/// </summary>
public sealed class SeriesHomes(DirectoryStore directory, Successions successions, DeadlineStore deadlines)
{
    /// <summary>
    /// The homes of the occurrence after another, each once, with the departments whose duty comes there, be it from another occurrence; that of the department
    /// at which the one before lies comes first.
    /// </summary>
    /// <param name="confirmed">The departments that were confirmed to owe it.</param>
    /// <param name="on">The first day of the next occurrence's period.</param>
    public async Task<IReadOnlyList<(DepartmentId Home, IReadOnlyList<DepartmentId> For)>> OfNextAsync(
        DeadlineState before, IReadOnlyList<DepartmentId> confirmed, DateOnly on, CancellationToken cancellationToken)
    {
        var line = await ForerunnersAsync(before.Id.Home, before.Id.Obligation, before.PeriodStart, cancellationToken);
        var owed = new List<(DepartmentId Home, DepartmentId Origin)>();
        foreach (var origin in await OriginsAsync(before, line, confirmed, cancellationToken))
        {
            owed.Add((await successions.ResolveAsync(origin, before.Id.Obligation, on, cancellationToken), origin));
        }

        var homes = owed.Select(each => each.Home).Distinct().ToList();
        foreach (var home in homes)
        {
            // Whoever opened it first said for whom.
            if ((await deadlines.ListAsync(before.Id.Obligation, home, cancellationToken)).Any(head => head.State.PeriodStart == on))
            {
                continue;
            }

            var others = await ForerunnersAsync(home, before.Id.Obligation, on, cancellationToken);
            foreach (var other in others.Prepend(home).Intersect(confirmed).Except(owed.Select(each => each.Origin)).ToList())
            {
                if (await successions.ResolveAsync(other, before.Id.Obligation, on, cancellationToken) == home
                    && await LastOfAsync(other, before, cancellationToken) is not { IsOver: true })
                {
                    owed.Add((home, other));
                }
            }
        }

        return [.. homes.Select(home => (home, (IReadOnlyList<DepartmentId>)[.. owed.Where(each => each.Home == home).Select(each => each.Origin)]))];
    }

    /// <summary>
    /// The confirmed departments whose duty lies where an occurrence lies: those for which it was opened, and those whose duty fell to the same home, or goes on
    /// there again, while another occurrence of the time was not there for it.
    /// </summary>
    private async Task<IReadOnlyList<DepartmentId>> OriginsAsync(
        DeadlineState before, IReadOnlyList<DepartmentId> line, IReadOnlyList<DepartmentId> confirmed, CancellationToken cancellationToken)
    {
        var origins = (before.OwedFor ?? [before.Id.Home]).Intersect(confirmed).ToList();
        foreach (var from in line.Prepend(before.Id.Home).Intersect(confirmed).Except(origins).ToList())
        {
            if (await LastOfAsync(from, before, cancellationToken) is not { } last || (!last.IsOver && last.Start < before.PeriodStart))
            {
                origins.Add(from);
            }
        }

        // Where nothing says whose duty it was, it goes on from where it lies.
        return origins.Count > 0 ? origins : [before.Id.Home];
    }

    /// <summary>
    /// Whoever ever named a department as the successor for the duty, directly or through others, as the directory may have been set right since; but not
    /// past one that has an occurrence of a time itself, nor that one: its duty stayed.
    /// </summary>
    /// <param name="start">First day of that time.</param>
    private async Task<IReadOnlyList<DepartmentId>> ForerunnersAsync(
        DepartmentId home, ObligationId obligation, DateOnly? start, CancellationToken cancellationToken)
    {
        var line = new List<DepartmentId> { home };
        for (var next = 0; next < line.Count; next++)
        {
            foreach (var from in await directory.ListForerunnersAsync(line[next], obligation, cancellationToken))
            {
                if (!line.Contains(from) && !(await deadlines.ListAsync(obligation, from, cancellationToken)).Any(head => head.State.PeriodStart == start))
                {
                    line.Add(from);
                }
            }
        }

        return line[1..];
    }

    /// <summary>The last occurrence up to the time of another in which a department's duty is known to lie; null where none is.</summary>
    private async Task<(DateOnly? Start, bool IsOver)?> LastOfAsync(DepartmentId department, DeadlineState before, CancellationToken cancellationToken)
    {
        DeadlineState? last = null;
        foreach (var home in await successions.LineAsync([department], cancellationToken))
        {
            foreach (var state in (await deadlines.ListAsync(before.Id.Obligation, home, cancellationToken)).Select(head => head.State))
            {
                if (await IsOfAsync(department, state, before, cancellationToken) && state.PeriodStart <= before.PeriodStart && !(state.PeriodStart <= last?.PeriodStart))
                {
                    last = state;
                }
            }
        }

        return last is null ? null : (last.PeriodStart, last is { NextOpensOn: not null, OpensNextOn: null });
    }

    /// <summary>True where an occurrence is of a department's duty. One that an earlier version of the product opened does not say so: the directory does.</summary>
    private async Task<bool> IsOfAsync(DepartmentId department, DeadlineState state, DeadlineState before, CancellationToken cancellationToken) =>
        state.OwedFor?.Contains(department)
        ?? (state.Id.Home == department
            || (state.Id != before.Id && state.PeriodStart is { } start
                && await successions.ResolveAsync(department, state.Id.Obligation, start, cancellationToken) == state.Id.Home));
}
