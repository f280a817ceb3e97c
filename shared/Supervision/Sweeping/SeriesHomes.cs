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
    /// <summary>The homes of the occurrence after another, each once; that of the department at which the one before lies comes first.</summary>
    /// <param name="confirmed">The departments that were confirmed to owe it.</param>
    /// <param name="on">The first day of the next occurrence's period.</param>
    public async Task<IReadOnlyList<DepartmentId>> OfNextAsync(
        DeadlineState before, IReadOnlyList<DepartmentId> confirmed, DateOnly on, CancellationToken cancellationToken)
    {
        var homes = new List<DepartmentId>();
        foreach (var origin in await OriginsAsync(before, confirmed, cancellationToken))
        {
            homes.Add(await successions.ResolveAsync(origin, before.Id.Obligation, on, cancellationToken));
        }

        return [.. homes.Distinct()];
    }

    /// <summary>
    /// The confirmed departments whose duty came to lie where an occurrence lies. Whoever ever named a successor for it is followed back, as the directory may
    /// have been set right since; but not past one that has an occurrence of the same time itself, or at which the duty ended as a mistake: its duty did not come here.
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
        return line.Intersect(confirmed).ToList() is { Count: > 0 } origins ? origins : [before.Id.Home];
    }

    private async Task<bool> StaysAsync(DepartmentId from, DeadlineState before, CancellationToken cancellationToken) =>
        (await deadlines.ListAsync(before.Id.Obligation, from, cancellationToken)).Any(head =>
            head.State.PeriodStart == before.PeriodStart
            || (head.State.PeriodStart < before.PeriodStart && head.State is { NextOpensOn: not null, OpensNextOn: null }));
}
