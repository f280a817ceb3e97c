using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Papers;

namespace Supervision.History;

/// <summary>Compares papers with the hashes in the facts that point to them. Reads only.</summary>
public sealed class VerifyPapers(PaperStore papers, RemovalStore removals)
{
    private const int AtOnce = 8;

    /// <summary>Adds what was found to a verification of chains of one home.</summary>
    internal async Task<Verification> AddAsync(
        Verification verification, DepartmentId home, IReadOnlyList<(string Chain, string Content)> links, CancellationToken cancellationToken)
    {
        var pointers = links.SelectMany(link => PaperRefs.In(link.Content).Select(paper => (link.Chain, Paper: paper))).DistinctBy(pair => pair.Paper.Id).ToList();
        var breaks = new ChainBreak?[pointers.Count];
        var removed = new bool[pointers.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, pointers.Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, stop) =>
            {
                var (chain, paper) = pointers[index];
                var text = await papers.FindAsync(paper, stop);
                try
                {
                    removed[index] = text is null && await removals.WasDecidedAsync(new RemovalTarget(home, chain, paper.Id), stop);
                }
                catch (Exception fault) when (ChainCheck.IsUnreadable(fault))
                {
                    breaks[index] = new ChainBreak(paper.Id, "removal-unreadable", $"It is not there, and what was decided on it cannot be read: {fault.Message}");
                    return;
                }

                breaks[index] = removed[index] ? null
                    : text is null ? new ChainBreak(paper.Id, "paper-missing", $"{chain} points to it, and no decision removed it.")
                    : Fact.HashOf(text) != paper.Hash ? new ChainBreak(paper.Id, "paper-differs", $"It is not the paper that {chain} points to.")
                    : null;
            });
        return verification with
        {
            Papers = pointers.Count - removed.Count(was => was),
            Removed = [.. pointers.Where((_, index) => removed[index]).Select(pair => pair.Paper.Id)],
            Breaks = [.. verification.Breaks, .. breaks.OfType<ChainBreak>()],
        };
    }
}
