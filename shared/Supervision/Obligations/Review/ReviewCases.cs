using Supervision.Identity;
using Supervision.Laws;

namespace Supervision.Obligations.Review;

/// <summary>A find with a person's word on it, from which the extraction can be measured and improved.</summary>
/// <param name="Decision">confirmed, corrected or rejected.</param>
/// <param name="Found">What the extraction found.</param>
/// <param name="Right">What a person made of it; null where they rejected it.</param>
public sealed record ReviewCase(
    string Law, string TextVersion, string Article, string Quote, string Decision, string? Reason, string? Note, ObligationProposal Found, ObligationProposal? Right);

/// <summary>Lists the cases of a law. Reads one partition.</summary>
public sealed class ReviewCases(LawStore laws)
{
    /// <returns>Null when there is no such law.</returns>
    public async Task<IReadOnlyList<ReviewCase>?> ListAsync(LawId id, CancellationToken cancellationToken) =>
        await laws.FindAsync(id, cancellationToken) is { Law: var law }
            ? [.. (await laws.ListObligationsAsync(id, cancellationToken)).Where(IsCase).Select(obligation => Of(law, obligation))]
            : null;

    private static bool IsCase(Obligation obligation) => obligation.Confirmation is not null || obligation.Review is not null;

    private static ReviewCase Of(Law law, Obligation obligation)
    {
        var found = obligation.Review?.Found ?? obligation.Candidate;
        var rejected = obligation.Status == ObligationStatus.Rejected;
        return new ReviewCase(
            law.Title, obligation.TextVersion, found.Article, found.Quote,
            rejected ? "rejected" : obligation.Review is not null ? "corrected" : "confirmed",
            obligation.Review?.Reason, obligation.Review?.Note, found, rejected ? null : obligation.Candidate);
    }
}
