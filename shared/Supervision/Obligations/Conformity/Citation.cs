using System.Text.RegularExpressions;
using Supervision.Laws.Reading;

namespace Supervision.Obligations.Conformity;

/// <summary>Another instrument that a text cites.</summary>
/// <param name="Title">Its title in full; a short name that the text defines (以下简称《条例》) is resolved.</param>
/// <param name="Articles">The articles cited, e.g. 第十二条; empty where only the instrument is cited.</param>
/// <param name="IsBasis">Cited as what the text is made on: 根据……，制定本办法.</param>
/// <param name="Quote">The sentence, word for word.</param>
/// <param name="Article">The article that holds it.</param>
/// <param name="Offset">Where the sentence begins in <see cref="LawText.Text"/>, in UTF-16 characters from 0.</param>
public sealed record Citation(string Title, IReadOnlyList<string> Articles, bool IsBasis, string Quote, string Article, int Offset);

/// <summary>Finds what a text cites. Linear in its length.</summary>
public static partial class Citations
{
    private const int LongestTitle = 100;
    private const int LongestReferences = 120;
    private const int LongestHalfSentence = 800;
    private const int MostOfOneText = 2_000;

    public static IReadOnlyList<Citation> In(LawText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var citations = new List<Citation>();
        var fullNames = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var article in text.Articles)
        {
            for (var i = 0; i < article.Paragraphs.Count && citations.Count < MostOfOneText; i++)
                Read(article.Paragraphs[i], article, article.ParagraphOffsets[i], fullNames, citations);
        }

        return citations;
    }

    private static void Read(string paragraph, Article article, int offset, Dictionary<string, string> fullNames, List<Citation> citations)
    {
        string? last = null;
        for (var open = paragraph.IndexOf('《', StringComparison.Ordinal); open >= 0 && citations.Count < MostOfOneText;)
        {
            var close = Closing(paragraph, open);
            if (close < 0)
                return;
            var title = paragraph[(open + 1)..close];
            if (title.Length is > 0 and <= LongestTitle)
            {
                // （以下简称《条例》） names the instrument just cited once more.
                if (last is not null && open > 0 && ShortName().IsMatch(paragraph.AsSpan(Math.Max(0, open - 6), open - Math.Max(0, open - 6))))
                {
                    fullNames.TryAdd(title, last);
                }
                else
                {
                    last = fullNames.GetValueOrDefault(title, title);
                    var (start, end) = Sentence(paragraph, open);
                    citations.Add(new Citation(
                        last, References(paragraph, close + 1, end), IsBasis(paragraph.AsSpan(start, end - start), open - start), paragraph[start..end], article.Number,
                        offset + start));
                }
            }

            var next = paragraph.AsSpan(close + 1).IndexOf('《');
            open = next < 0 ? -1 : close + 1 + next;
        }
    }

    private static int Closing(string paragraph, int open)
    {
        var depth = 0;
        for (var i = open; i < paragraph.Length && i - open <= LongestTitle * 2; i++)
        {
            depth += paragraph[i] == '《' ? 1 : paragraph[i] == '》' ? -1 : 0;
            if (depth == 0)
                return i;
        }

        return -1;
    }

    private static (int Start, int End) Sentence(string paragraph, int place)
    {
        // A longer stretch without 。 is no sentence; only what stands near the title is quoted.
        var before = Math.Min(place + 1, LongestHalfSentence);
        var start = paragraph.LastIndexOf('。', place, before);
        var end = paragraph.IndexOf('。', place, Math.Min(paragraph.Length - place, LongestHalfSentence));
        return (start < 0 ? place + 1 - before : start + 1, end < 0 ? Math.Min(paragraph.Length, place + LongestHalfSentence) : end + 1);
    }

    /// <summary>The articles named right behind a title: 第十二条、第十五条第二款 and 第三条至第五条.</summary>
    private static List<string> References(string paragraph, int from, int end)
    {
        var rest = paragraph.AsSpan(from, Math.Max(0, Math.Min(end - from, LongestReferences)));
        var articles = new List<string>();
        var place = 0;
        foreach (var match in Reference().EnumerateMatches(rest))
        {
            // Only references that follow one another from the title on belong to it.
            if (match.Index != place)
                break;
            var words = rest.Slice(match.Index, match.Length);
            var number = words.IndexOf('第');
            if (number >= 0 && words[number..].IndexOf('条') is > 0 and var length)
            {
                var until = number + length + 1;
                if (until < words.Length && words[until] == '之')
                {
                    until++;
                    while (until < words.Length && ChineseNumber.IsNumeral(words[until]))
                        until++;
                }

                articles.Add(words[number..until].ToString());
            }

            place = match.Index + match.Length;
        }

        return articles;
    }

    private static bool IsBasis(ReadOnlySpan<char> sentence, int title)
    {
        var before = sentence[..title];
        return (before.Contains("根据", StringComparison.Ordinal) || before.Contains("依据", StringComparison.Ordinal)
                || before.Contains("依照", StringComparison.Ordinal) || before.Contains("按照", StringComparison.Ordinal)
                || before.Contains("贯彻", StringComparison.Ordinal) || before.Contains("实施", StringComparison.Ordinal))
            && (sentence[title..].Contains("制定本", StringComparison.Ordinal) || sentence[title..].Contains("制订本", StringComparison.Ordinal)
                || sentence[title..].Contains("制定了", StringComparison.Ordinal) || sentence[title..].Contains("现印发", StringComparison.Ordinal));
    }

    [GeneratedRegex("(?:简称为?|下称)[“\"]?\\z", RegexOptions.ExplicitCapture)]
    private static partial Regex ShortName();

    [GeneratedRegex(
        "(?:（[^）]{0,40}）)?[的、和及与或至到]{0,2}(?:以及)?第[一二三四五六七八九十百零〇0-9]{1,8}[条款项](?:之[一二三四五六七八九十]{1,3})?(?:第[一二三四五六七八九十0-9]{1,4}款)?(?:第（?[一二三四五六七八九十0-9]{1,4}）?项)?",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
