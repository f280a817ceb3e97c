using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;

namespace Supervision.Sweeping;

/// <summary>A place where the occurrence after another is owed.</summary>
/// <param name="Opened">What is open there already, for these departments or for others; null where it has to be opened.</param>
/// <param name="For">The confirmed departments whose duty comes there.</param>
public sealed record NextHome(DepartmentId Home, DeadlineId? Opened, IReadOnlyList<DepartmentId> For);

/// <summary>
/// Says where the next occurrence of a recurring duty is owed, and whose duty it is there. It goes from the departments that were confirmed to owe the duty,
/// not from the one at which the occurrence before lies: that one may have been named as successor by mistake, or have taken over from several of which one
/// was named so. Each occurrence says for which of them it is owed.
/// </summary>
public sealed class SeriesHomes(DirectoryStore directory, Successions successions, DeadlineStore deadlines)
{
    /// <summary>Where the occurrence after another is owed, each place once.</summary>
    /// <param name="confirmed">The departments that were confirmed to owe it.</param>
    /// <param name="on">The first day of the next occurrence's period.</param>
    public async Task<IReadOnlyList<NextHome>> OfNextAsync(
        DeadlineState before, IReadOnlyList<DepartmentId> confirmed, DateOnly on, CancellationToken cancellationToken)
    {
        var owed = new List<(DepartmentId Home, DeadlineId? Opened, DepartmentId For)>();
        foreach (var department in await OwedForAsync(before, confirmed, cancellationToken))
        {
            var (home, opened) = await NextAsync(department, before.Id.Obligation, on, cancellationToken);
            owed.Add((home, opened, department));
        }

        return [.. owed.GroupBy(each => (each.Home, each.Opened), each => each.For).Select(home => new NextHome(home.Key.Home, home.Key.Opened, [.. home]))];
    }

    /// <summary>
    /// The confirmed departments whose duty an occurrence is. Of what a confirmation opened, and of what an earlier version of the product opened, the directory
    /// says so.
    /// </summary>
    public async Task<IReadOnlyList<DepartmentId>> OwedForAsync(
        DeadlineState occurrence, IReadOnlyList<DepartmentId> confirmed, CancellationToken cancellationToken)
    {
        var owing = (occurrence.OwedFor ?? [occurrence.Id.Home, .. await ForerunnersAsync(occurrence, cancellationToken)]).Intersect(confirmed).ToList();

        // Where nothing says whose duty it was, it goes on from where it lies.
        return owing.Count > 0 ? owing : [occurrence.Id.Home];
    }

    /// <summary>
    /// Where the next occurrence is owed for a department, and what is open there. What was opened for it, before a crash or before a further department's
    /// duty came to the occurrence before, stays where it is, though the directory was set right since or the law's words were amended.
    /// </summary>
    private async Task<(DepartmentId Home, DeadlineId? Opened)> NextAsync(
        DepartmentId department, ObligationId obligation, DateOnly on, CancellationToken cancellationToken)
    {
        var there = new List<DeadlineState>();
        foreach (var each in await successions.LineAsync([department], cancellationToken))
        {
            there.AddRange((await deadlines.ListAsync(obligation, each, cancellationToken)).Select(head => head.State).Where(state => state.PeriodStart >= on));
        }

        if (there.Where(state => state.OwedFor?.Contains(department) == true).MinBy(state => state.PeriodStart) is { } own)
        {
            return (own.Id.Home, own.Id);
        }

        // Whoever owes it now is in that line.
        var home = await successions.ResolveAsync(department, obligation, on, cancellationToken);
        return (home, there.Find(state => state.Id.Home == home && state.PeriodStart == on)?.Id);
    }

    /// <summary>
    /// Whoever ever named a department as the successor for the duty, directly or through others, as the directory may have been set right since; but not
    /// past one that has an occurrence of the time itself, nor that one: its duty stayed.
    /// </summary>
    private async Task<IReadOnlyList<DepartmentId>> ForerunnersAsync(DeadlineState occurrence, CancellationToken cancellationToken)
    {
        var obligation = occurrence.Id.Obligation;
        var line = new List<DepartmentId> { occurrence.Id.Home };
        for (var next = 0; next < line.Count; next++)
        {
            foreach (var from in await directory.ListForerunnersAsync(line[next], obligation, cancellationToken))
            {
                if (!line.Contains(from)
                    && !(await deadlines.ListAsync(obligation, from, cancellationToken)).Any(head => head.State.PeriodStart == occurrence.PeriodStart))
                {
                    line.Add(from);
                }
            }
        }

        return line[1..];
    }
}
