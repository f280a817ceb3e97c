using Supervision.Identity;
using Supervision.Laws;
using Supervision.Laws.Reading;
using Supervision.Laws.Versions;

namespace Supervision.Obligations.Versions;

/// <summary>An article in both versions, as people compare it. Words are given where they differ.</summary>
/// <param name="Before">Number in the old version, or null.</param>
/// <param name="After">Number in the new version, or null.</param>
public sealed record ArticleLine(ArticleFate Fate, string? Before, string? After, IReadOnlyList<string>? OldWords, IReadOnlyList<string>? NewWords);

/// <summary>How many articles had which fate.</summary>
public sealed record ArticleCounts(int Unchanged, int Changed, int Moved, int Added, int Gone);

/// <summary>A version of a law beside the one before it, and what that means for its obligations.</summary>
/// <param name="Articles">Null where one of the texts can no longer be read.</param>
/// <param name="Awaiting">Obligations that await an officer's decision.</param>
/// <param name="CarriedOver">Obligations that came over.</param>
/// <param name="Added">Obligations found in this version first.</param>
/// <param name="Withdrawn">Finds that nobody had confirmed and that the version no longer holds.</param>
/// <param name="Tag">To be sent back (If-Match) with the decision.</param>
public sealed record VersionView(
    Law Law,
    TextChange Change,
    IReadOnlyList<ArticleLine>? Articles,
    ArticleCounts? Counts,
    IReadOnlyList<Obligation> Awaiting,
    IReadOnlyList<Obligation> CarriedOver,
    IReadOnlyList<Obligation> Added,
    IReadOnlyList<Obligation> Withdrawn,
    string Tag);

/// <summary>Reads the comparison of a version with the one before it. Changes nothing.</summary>
public sealed class ReadVersion(LawStore laws)
{
    /// <returns>Null when there is no such law, or no such version that took another's place.</returns>
    public async Task<VersionView?> ExecuteAsync(LawId id, string version, CancellationToken cancellationToken)
    {
        if (await laws.FindAsync(id, cancellationToken) is not { Law: var law } || law.Changes?.FirstOrDefault(change => change.To == version) is not { } change)
            return null;
        var obligations = (await laws.ListObligationsAsync(id, cancellationToken)).Where(obligation => obligation.Id.Number <= law.Obligations).ToList();
        var before = await laws.ReadTextAsync(id, change.From, cancellationToken);
        var after = await laws.ReadTextAsync(id, change.To, cancellationToken);
        var lines = before is null || after is null ? null : ArticleComparison.Compare(before.Articles, after.Articles);
        var awaiting = DecideVersion.Awaiting(obligations, version);
        return new VersionView(
            law,
            change,
            lines?.Select(LineOf).ToList(),
            lines is null ? null : new ArticleCounts(
                Of(ArticleFate.Unchanged), Of(ArticleFate.Changed), Of(ArticleFate.Moved), Of(ArticleFate.Added), Of(ArticleFate.Gone)),
            awaiting,
            [.. obligations.Where(obligation => obligation.Carried?.To == version)],
            [.. obligations.Where(obligation => obligation.Since is { ByAmendment: true } since && since.Version == version)],
            [.. obligations.Where(obligation => obligation.Ended?.Plan == NewVersion.PlanOf(version))],
            DecideVersion.TagOf(change, awaiting));

        int Of(ArticleFate fate) => lines!.Count(line => line.Fate == fate);
    }

    private static ArticleLine LineOf(ArticleChange change) => new(
        change.Fate,
        change.Before?.Number,
        change.After?.Number,
        change.Fate is ArticleFate.Changed or ArticleFate.Gone ? WordsOf(change.Before!) : null,
        change.Fate is ArticleFate.Changed or ArticleFate.Added ? WordsOf(change.After!) : null);

    private static IReadOnlyList<string> WordsOf(Article article) => article.Paragraphs;
}
