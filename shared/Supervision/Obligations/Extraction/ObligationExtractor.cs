using System.Buffers;
using Supervision.Laws.Reading;

namespace Supervision.Obligations.Extraction;

/// <summary>
/// Proposes the obligations that a law's own text puts on organs. Pure: the same text gives the same candidates; nothing is guessed from
/// outside the text.
/// </summary>
public static class ObligationExtractor
{
    private static readonly SearchValues<string> Signals = SearchValues.Create(
        ["制定", "制订", "规定", "出台", "拟订", "拟定", "确定", "编制", "报告", "汇报", "备案", "评估", "报送", "提交", "名录", "目录"], StringComparison.Ordinal);

    /// <summary>The candidates in the order of the text. The time taken grows with the text's length.</summary>
    public static IReadOnlyList<ObligationCandidate> Extract(LawText law)
    {
        ArgumentNullException.ThrowIfNull(law);
        var candidates = new List<ObligationCandidate>();
        var names = new Lazy<IReadOnlyDictionary<string, string>>(() => ShortNames.Of(law));
        var reader = new ParagraphReader(names, candidates);
        foreach (var article in law.Articles)
        {
            reader.Begin(article);
            for (var i = 0; i < article.Paragraphs.Count; i++)
                reader.Read(article.Paragraphs[i], article.ParagraphOffsets[i]);
        }

        return candidates;
    }

    /// <summary>Whether a text can hold an obligation at all.</summary>
    internal static bool MayHoldObligation(ReadOnlySpan<char> text) => text.ContainsAny(Signals);
}
