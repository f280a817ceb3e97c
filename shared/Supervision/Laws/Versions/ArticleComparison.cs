using Supervision.Laws.Reading;

namespace Supervision.Laws.Versions;

/// <summary>What became of an article in a new version of a law.</summary>
public enum ArticleFate
{
    /// <summary>The same number and the same words.</summary>
    Unchanged,

    /// <summary>The same words under another number.</summary>
    Moved,

    /// <summary>Other words, under the same number or another.</summary>
    Changed,

    /// <summary>In the new version only.</summary>
    Added,

    /// <summary>In the old version only.</summary>
    Gone,
}

/// <summary>One line of a comparison of two versions.</summary>
/// <param name="Before">The article in the old version; null for an added one.</param>
/// <param name="After">The article in the new version; null for one that is gone.</param>
public sealed record ArticleChange(ArticleFate Fate, Article? Before, Article? After);

/// <summary>
/// Compares two versions of a law article by article. Pure. Words decide, not numbers: an article inserted in the middle makes those behind it
/// moved, not changed. What prints differ in (white space, width of signs) is no change.
/// </summary>
public static class ArticleComparison
{
    /// <summary>From this resemblance on, two articles are taken for versions of one.</summary>
    private const double Alike = 0.5;

    /// <summary>The same for two that stand alone between the same neighbours, or bear the same number.</summary>
    private const double AlikeInPlace = 0.3;

    /// <returns>A line for every article of either version: in the order of the new one, gone articles where they stood.</returns>
    public static IReadOnlyList<ArticleChange> Compare(IReadOnlyList<Article> before, IReadOnlyList<Article> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var old = before.Select(WordsOf).ToArray();
        var now = after.Select(WordsOf).ToArray();
        var newOf = Enumerable.Repeat(-1, before.Count).ToArray();
        var oldOf = Enumerable.Repeat(-1, after.Count).ToArray();

        PairSameWords(before, after, old, now, newOf, oldOf);
        PairAlike(before, after, old, now, newOf, oldOf);
        return Lines(before, after, old, now, newOf, oldOf);
    }

    /// <summary>The article's words, without its number, folded.</summary>
    private static string WordsOf(Article article) => FoldedText.WordsOf(string.Concat(article.Paragraphs));

    /// <summary>Of several with the same words those that bear the same number belong together, the others in their order.</summary>
    private static void PairSameWords(IReadOnlyList<Article> before, IReadOnlyList<Article> after, string[] old, string[] now, int[] newOf, int[] oldOf)
    {
        var byWords = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var j = 0; j < now.Length; j++)
        {
            if (!byWords.TryGetValue(now[j], out var places))
                byWords[now[j]] = places = [];
            places.Add(j);
        }

        foreach (var sameNumber in new[] { true, false })
        {
            for (var i = 0; i < old.Length; i++)
            {
                if (newOf[i] >= 0 || !byWords.TryGetValue(old[i], out var places))
                    continue;
                var j = places.FindIndex(place => oldOf[place] < 0 && (!sameNumber || after[place].Number == before[i].Number));
                if (j >= 0)
                    Pair(i, places[j], newOf, oldOf);
            }
        }
    }

    private static void PairAlike(IReadOnlyList<Article> before, IReadOnlyList<Article> after, string[] old, string[] now, int[] newOf, int[] oldOf)
    {
        var left = Enumerable.Range(0, old.Length).Where(i => newOf[i] < 0).Select(i => (Index: i, Pairs: Resemblance.Of(old[i]))).ToList();
        var right = Enumerable.Range(0, now.Length).Where(j => oldOf[j] < 0).Select(j => (Index: j, Pairs: Resemblance.Of(now[j]))).ToList();
        var scores = new List<(double Score, bool SameNumber, int Distance, int Old, int New)>();
        foreach (var one in left)
        {
            foreach (var other in right)
            {
                if (one.Pairs.AtMostWith(other.Pairs) < AlikeInPlace)
                    continue;
                var sameNumber = before[one.Index].Number == after[other.Index].Number;
                var score = one.Pairs.With(other.Pairs);
                if (score >= Alike || (score >= AlikeInPlace && (sameNumber || IsInPlace(one.Index, other.Index, newOf, oldOf))))
                    scores.Add((score, sameNumber, Math.Abs(one.Index - other.Index), one.Index, other.Index));
            }
        }

        // The most alike first; a weak likeness counts only for what found nothing better.
        foreach (var (_, _, _, i, j) in scores.OrderByDescending(pair => pair.Score).ThenByDescending(pair => pair.SameNumber).ThenBy(pair => pair.Distance))
        {
            if (newOf[i] < 0 && oldOf[j] < 0)
                Pair(i, j, newOf, oldOf);
        }
    }

    /// <summary>True when the neighbours of one are the neighbours of the other.</summary>
    private static bool IsInPlace(int i, int j, int[] newOf, int[] oldOf) =>
        (i == 0 ? j == 0 : j > 0 && newOf[i - 1] == j - 1)
        && (i == newOf.Length - 1 ? j == oldOf.Length - 1 : j < oldOf.Length - 1 && newOf[i + 1] == j + 1);

    private static void Pair(int i, int j, int[] newOf, int[] oldOf) => (newOf[i], oldOf[j]) = (j, i);

    private static List<ArticleChange> Lines(IReadOnlyList<Article> before, IReadOnlyList<Article> after, string[] old, string[] now, int[] newOf, int[] oldOf)
    {
        var lines = new List<ArticleChange>(after.Count + 8);
        var next = 0;
        for (var j = 0; j < after.Count; j++)
        {
            var i = oldOf[j];
            if (i >= 0)
            {
                for (; next <= i; next++)
                    AddIfGone(next);
            }

            lines.Add(i < 0 ? new ArticleChange(ArticleFate.Added, null, after[j])
                : new ArticleChange(
                    old[i] != now[j] ? ArticleFate.Changed : before[i].Number == after[j].Number ? ArticleFate.Unchanged : ArticleFate.Moved, before[i], after[j]));
        }

        for (; next < before.Count; next++)
            AddIfGone(next);
        return lines;

        void AddIfGone(int i)
        {
            if (newOf[i] < 0)
                lines.Add(new ArticleChange(ArticleFate.Gone, before[i], null));
        }
    }
}
