using Supervision.Deadlines;
using Supervision.History;
using Supervision.Identity;

namespace Supervision.Papers;

/// <summary>Reads a paper that the history of a deadline points to, and no other: whoever may see the deadline may see it.</summary>
public sealed class ReadPaper(DeadlineStore deadlines, PaperStore papers)
{
    public async Task<Outcome> ExecuteAsync(DeadlineId deadline, string id, CancellationToken cancellationToken)
    {
        if (!PaperRefs.IsId(id))
        {
            return new Outcome.NotFound();
        }

        var history = await deadlines.ReadHistoryAsync(deadline, cancellationToken);
        if (history.SelectMany(PaperRefs.In).FirstOrDefault(paper => paper.Id == id) is not { } pointer)
        {
            return new Outcome.NotFound();
        }

        return await papers.FindAsync(pointer, cancellationToken) switch
        {
            null => new Outcome.Removed(pointer),
            var text => new Outcome.Found(pointer, text, Fact.HashOf(text) == pointer.Hash),
        };
    }

    /// <summary>What came of it.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Genuine">True when its hash is the one that the history holds.</param>
        public sealed record Found(PaperRef Paper, string Text, bool Genuine) : Outcome;

        /// <summary>The history points to it and it is there no more.</summary>
        public sealed record Removed(PaperRef Paper) : Outcome;

        /// <summary>The history of this deadline points to no such paper.</summary>
        public sealed record NotFound : Outcome;
    }
}
