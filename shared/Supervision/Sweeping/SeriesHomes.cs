using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;

namespace Supervision.Sweeping;

/// <summary>
/// Says where the next occurrence of a recurring duty is owed, and whose duty it is there. It goes from the departments that were confirmed to owe the duty,
/// not from the one at which the occurrence before lies: that one may have been named as successor by mistake, or have taken over from several of which one
/// was named so. Each occurrence says for which of them it is owed.
/// </summary>
public sealed class SeriesHomes(DirectoryStore directory, Successions successions, DeadlineStore deadlines)
{
    /// <summary>The homes of the occurrence after another, each once, with the departments whose duty comes there.</summary>
    /// <param name="confirmed">The departments that were confirmed to owe it.</param>
    /// <param name="on">The first day of the next occurrence's period.</param>
    public async Task<IReadOnlyList<(DepartmentId Home, IReadOnlyList<DepartmentId> For)>> OfNextAsync(
        DeadlineState before, IReadOnlyList<DepartmentId> confirmed, DateOnly on, CancellationToken cancellationToken)
    {
        var owed = new List<(DepartmentId Home, DepartmentId For)>();
        foreach (var department in await OwedForAsync(before, confirmed, cancellationToken))
        {
            owed.Add((await HomeAsync(department, before.Id.Obligation, on, cancellationToken), department));
        }

        return [.. owed.GroupBy(each => each.Home, each => each.For).Select(home => (home.Key, (IReadOnlyList<DepartmentId>)[.. home]))];
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

    /// <summary>Where an occurrence is owed for a department: where it was opened for it already, though the directory was set right since, else where that says.</summary>
    private async Task<DepartmentId> HomeAsync(DepartmentId department, ObligationId obligation, DateOnly on, CancellationToken cancellationToken)
    {
        foreach (var home in await successions.LineAsync([department], cancellationToken))
        {
            if ((await deadlines.ListAsync(obligation, home, cancellationToken)).Any(
                head => head.State.PeriodStart == on && head.State.OwedFor?.Contains(department) == true))
            {
                return home;
            }
        }

        return await successions.ResolveAsync(department, obligation, on, cancellationToken);
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
