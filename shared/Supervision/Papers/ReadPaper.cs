using Supervision.Deadlines;
using Supervision.History;
using Supervision.History.Removals;
using Supervision.Identity;

namespace Supervision.Papers;

/// <summary>Reads a paper that the history of a deadline points to, and no other: whoever may see the deadline may see it.</summary>
public sealed class ReadPaper(DeadlineStore deadlines, PaperStore papers, RemovalStore removals)
{
    /// <param name="staff">True for the office; a department reads what was written by it, to it, or about what it asked for.</param>
    public async Task<Outcome> ExecuteAsync(DeadlineId deadline, string id, bool staff, CancellationToken cancellationToken)
    {
        if (!PaperRefs.IsId(id))
        {
            return new Outcome.NotFound();
        }

        var history = await deadlines.ReadHistoryAsync(deadline, cancellationToken);
        if (history.SelectMany(PaperRefs.In).FirstOrDefault(paper => paper.Id == id) is not { } pointer
            || !(staff || PaperAudience.OfDepartment(deadline, history).Contains(id)))
        {
            return new Outcome.NotFound();
        }

        var removed = removals.IsRemovedAsync(deadline.Home, id, cancellationToken);
        var text = papers.FindAsync(pointer, cancellationToken);
        await Task.WhenAll(removed, text);
        return await removed ? new Outcome.Removed(pointer)
            : await text is { } found ? new Outcome.Found(pointer, found, Fact.HashOf(found) == pointer.Hash)
            : throw new InvalidOperationException($"Paper {id} is missing, and no decision removed it.");
    }

    /// <summary>What came of it.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Genuine">True when its hash is the one that the history holds.</param>
        public sealed record Found(PaperRef Paper, string Text, bool Genuine) : Outcome;

        /// <summary>It was removed by decision; its hash stays.</summary>
        public sealed record Removed(PaperRef Paper) : Outcome;

        /// <summary>The history of this deadline points to no such paper.</summary>
        public sealed record NotFound : Outcome;
    }
}
