using System.Text.RegularExpressions;
using Supervision.Laws.Reading;

namespace Supervision.Obligations.Extraction;

/// <summary>The short names that a text defines for organs: 市住房和城乡建设主管部门（以下简称市物业主管部门）.</summary>
internal static partial class ShortNames
{
    private const int LongestName = 60;

    /// <summary>Full names by short name. The first definition counts.</summary>
    public static IReadOnlyDictionary<string, string> Of(LawText law)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var paragraph in law.Articles.SelectMany(article => article.Paragraphs))
        {
            if (!paragraph.Contains("以下", StringComparison.Ordinal))
                continue;
            foreach (var match in DefinitionPattern().EnumerateMatches(paragraph))
            {
                var words = paragraph.AsSpan(match.Index, match.Length);
                var shortName = words[(words.IndexOf('称') + 1)..^1].Trim("为“”\"「」 ");
                if (Organs.EndsName(shortName) && FullName(paragraph, match.Index) is { } fullName)
                    names.TryAdd(shortName.ToString(), fullName);
            }
        }

        return names;
    }

    private static string? FullName(string paragraph, int end)
    {
        if (!Organs.EndsName(paragraph.AsSpan(0, end)))
            return null;
        var from = Clauses.StartOf(paragraph, end);
        var name = paragraph.AsSpan(from, end - from).Trim();
        return name.Length <= LongestName ? name.ToString() : null;
    }

    [GeneratedRegex("[（(]以下(?:简称|统称|称|合称)[^）)]{1,40}[）)]", RegexOptions.ExplicitCapture)]
    private static partial Regex DefinitionPattern();
}
