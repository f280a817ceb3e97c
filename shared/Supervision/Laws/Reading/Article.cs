namespace Supervision.Laws.Reading;

/// <summary>One article (条), or in a decision without articles one numbered item.</summary>
/// <param name="Number">As written: 第十二条, 第十二条之一; of a decision's items 一, 二; <see cref="Preamble"/> for text before the first
/// number.</param>
/// <param name="Chapter">The chapter's heading with its number, or null.</param>
/// <param name="Section">The section's heading (节) with its number, or null.</param>
/// <param name="Paragraphs">Paragraphs and listed items in order, without the article's number, broken lines repaired.</param>
/// <param name="ParagraphOffsets">Where each paragraph begins in <see cref="LawText.Text"/>, in UTF-16 characters from 0.</param>
/// <param name="Offset">Where the article, its number included, begins in <see cref="LawText.Text"/>, in UTF-16 characters from 0.</param>
/// <param name="Length">The article's length there, its number included.</param>
public sealed record Article(
    string Number, string? Chapter, string? Section, IReadOnlyList<string> Paragraphs, IReadOnlyList<int> ParagraphOffsets, int Offset,
        int Length)
{
    /// <summary>The number given to text that stands before the first numbered article or item.</summary>
    public const string Preamble = "正文";
}
