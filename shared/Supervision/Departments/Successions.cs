using Supervision.Identity;

namespace Supervision.Departments;

/// <summary>
/// Says who owes today what a department owed that has since been merged or split. A deadline lives and ends in the partition of the
/// department that owed it when it was opened; this is asked when reading, telling people and opening later occurrences.
/// </summary>
public sealed class Successions(DirectoryStore directory)
{
    /// <summary>Longer chains of successors than this are a mistake in the directory.</summary>
    private const int MostSteps = 20;

    /// <summary>Departments from which one may have taken over something.</summary>
    private const int MostForerunners = 50;

    /// <summary>The department that owes an obligation on a date: the one named, or whoever took it over.</summary>
    /// <param name="on">Local date.</param>
    public async Task<DepartmentId> ResolveAsync(DepartmentId department, ObligationId? obligation, DateOnly on, CancellationToken cancellationToken)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            if (await directory.FindAsync(department, cancellationToken) is not { } found
                || !(found.ValidTo < on)
                || found.HeirOf(obligation) is not { } heir)
            {
                return department;
            }

            department = heir;
        }

        return department;
    }

    /// <summary>True when a department has taken over what another owed, all of it or a share.</summary>
    /// <param name="whole">True to ask for the successor of everything that no share names.</param>
    public async Task<bool> HasTakenOverAsync(DepartmentId heir, DepartmentId from, bool whole, DateOnly on, CancellationToken cancellationToken)
    {
        if (whole)
        {
            return await ResolveAsync(from, null, on, cancellationToken) == heir;
        }

        // Whoever took over a share may have been merged or split in its turn, and of a share it passes on only what it had itself.
        var owing = new Queue<(DepartmentId Department, Part Part)>([(from, new Part(null, []))]);
        for (var step = 0; step < MostSteps * MostSteps && owing.TryDequeue(out var next); step++)
        {
            var found = await directory.FindAsync(next.Department, cancellationToken);
            if (found is null || !(found.ValidTo < on))
            {
                if (next.Department == heir)
                {
                    return true;
                }

                continue;
            }

            var rest = next.Part;
            foreach (var share in found.Split ?? [])
            {
                Ask(share.To, rest.Within(share.Obligations));
                rest = rest.Without(share.Obligations);
            }

            if (found.Successor is { } successor)
            {
                Ask(successor, rest);
            }
        }

        return false;

        void Ask(DepartmentId department, Part part)
        {
            if (!part.IsNothing)
            {
                owing.Enqueue((department, part));
            }
        }
    }

    /// <summary>Which of the obligations of a department went on to another.</summary>
    /// <param name="Only">These and no others; null: all.</param>
    /// <param name="But">Without these.</param>
    private sealed record Part(IReadOnlyList<ObligationId>? Only, IReadOnlyList<ObligationId> But)
    {
        public bool IsNothing => Only?.Count == 0;

        public Part Within(IEnumerable<ObligationId> obligations) => new([.. (Only is null ? obligations : obligations.Intersect(Only)).Except(But)], []);

        public Part Without(IEnumerable<ObligationId> obligations) =>
            Only is null ? new Part(null, [.. But.Union(obligations)]) : new Part([.. Only.Except(obligations)], []);
    }

    /// <summary>The departments from which one has taken over anything by a date, directly or through others, the nearest first.</summary>
    /// <param name="on">Local date.</param>
    public async Task<IReadOnlyList<DepartmentId>> ForerunnersAsync(DepartmentId heir, DateOnly on, CancellationToken cancellationToken)
    {
        var found = new List<DepartmentId>();
        var asked = new Queue<DepartmentId>([heir]);
        while (asked.TryDequeue(out var next) && found.Count < MostForerunners)
        {
            foreach (var from in await directory.ListForerunnersAsync(next, cancellationToken))
            {
                if (from != heir && !found.Contains(from) && await directory.FindAsync(from, cancellationToken) is { } known && known.ValidTo < on)
                {
                    found.Add(from);
                    asked.Enqueue(from);
                }
            }
        }

        return found;
    }

    /// <summary>
    /// Every department, once, at which something may lie that was one of these, the nearest first: whoever took over from it, and whoever was named as its
    /// successor before the directory was set right, since what was opened meanwhile lies and ends there.
    /// </summary>
    public async Task<IReadOnlyList<DepartmentId>> LineAsync(IReadOnlyList<DepartmentId> departments, CancellationToken cancellationToken)
    {
        var line = departments.Distinct().ToList();
        for (var next = 0; next < line.Count; next++)
        {
            var named = directory.ListHeirsAsync(line[next], cancellationToken);
            var found = await directory.FindAsync(line[next], cancellationToken);
            line.AddRange((found?.Heirs ?? []).Union(await named).Except(line).ToList());
        }

        return line;
    }
}
