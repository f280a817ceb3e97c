using System.Buffers;
using Supervision.Laws.Reading.Documents;

namespace Supervision.Laws.Reading;

/// <summary>Reads law texts: Word documents (docx), pdf with a text layer, web pages, Markdown, plain text. Never throws on content: what is no law text is refused with its reason.</summary>
public static class LawReader
{
    /// <summary>The longest text that is read, in UTF-16 characters; the longest statute has about a hundredth of it.</summary>
    public const int MaximumCharacters = 16_000_000;

    private static readonly SearchValues<string> Instruments = SearchValues.Create(
        ["法", "条例", "办法", "规定", "细则", "规则", "决定", "决议", "守则", "规程", "解释", "通则", "章程", "法典", "规范", "标准"], StringComparison.Ordinal);

    private static readonly string[] ForeignTitles = ["合同", "协议", "协议书", "合同书", "须知", "指南", "说明", "通知", "公告", "方案", "报告"];

    /// <summary>Reads an implementing rule: as <see cref="Read(string, ReadOnlySpan{byte})"/>, and also one that is sent out with a notice (关于印发……的通知) or
    /// bears no date of a law.</summary>
    internal static LawReading ReadInstrument(string fileName, ReadOnlySpan<byte> bytes) => Read(fileName, bytes, isLaw: false);

    /// <summary>Reads a file's bytes. Their kind is told by the bytes themselves; text is UTF-8 with or without mark, UTF-16 with its mark,
    /// else GB18030.</summary>
    /// <param name="fileName">Names the file in reasons, and the law where the text has no title.</param>
    public static LawReading Read(string fileName, ReadOnlySpan<byte> bytes) => Read(fileName, bytes, isLaw: true);

    private static LawReading Read(string fileName, ReadOnlySpan<byte> bytes, bool isLaw)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        switch (DocumentKinds.Of(bytes))
        {
            case DocumentKind.Archive:
                return OfDocument(fileName, bytes, DocxText.Read, isLaw);
            case DocumentKind.Pdf:
                return OfDocument(fileName, bytes, PdfText.Read, isLaw);
            case DocumentKind.OldWordDocument:
                return Unsupported(FaultWords.Of("{file} is a Word document of the old format (.doc, .wps); save it as .docx.", ("file", fileName)));
            case DocumentKind.RichText:
                return Unsupported(FaultWords.Of("{file} is a rich text file; save it as .docx.", ("file", fileName)));
        }

        if (bytes.Length > MaximumCharacters * 4L)
            return TooLarge(fileName);
        return TextDecoder.Decode(bytes) is { } text
            ? Read(fileName, text, isLaw)
            : new LawReading.Refused(RefusalCodes.UnreadableEncoding, FaultWords.Of("{file} is neither UTF-8, nor marked UTF-16, nor GB18030.", ("file", fileName)));
    }

    /// <summary>Reads a text. The time taken grows with its length and with nothing else.</summary>
    /// <param name="fileName">Names the file in reasons, and the law where the text has no title.</param>
    public static LawReading Read(string fileName, string text) => Read(fileName, text, isLaw: true);

    private static LawReading Read(string fileName, string text, bool isLaw)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaximumCharacters)
            return TooLarge(fileName);
        if (text.Contains('\0', StringComparison.Ordinal))
            return new LawReading.Refused(RefusalCodes.BinaryContent, FaultWords.Of("{file} holds NUL characters: it is no text.", ("file", fileName)));
        if (string.IsNullOrWhiteSpace(text.Trim('\uFEFF')))
            return new LawReading.Refused(RefusalCodes.EmptyText, FaultWords.Of("{file} is empty.", ("file", fileName)));
        if (DocumentKinds.IsWebPage(text))
        {
            return text.Length > DocumentText.MaximumBytes ? TooLarge(fileName) : OfText(fileName, WebPageText.Read(fileName, text), isLaw);
        }

        if (IsMarkup(text))
            return new LawReading.Refused(RefusalCodes.MarkupNotSupported, FaultWords.Of("{file} is marked up in a way that is not read.", ("file", fileName)));

        return OfLines(fileName, text, isLaw);
    }

    private static LawReading OfLines(string fileName, string text, bool isLaw)
    {
        var structure = LawStructure.Of(text);
        var title = string.IsNullOrEmpty(structure.Title) ? NameOf(fileName) : structure.Title;
        var header = HeaderReader.Read(structure.Header);
        if (!isLaw && structure.Articles.All(article => article.Paragraphs.Count == 0))
            return new LawReading.Refused(RefusalCodes.NotALawText, FaultWords.Of("{file} has no articles and no paragraphs.", ("file", fileName)));
        if (isLaw && WhyNoLaw(fileName, structure, title, header) is { } reason)
            return new LawReading.Refused(RefusalCodes.NotALawText, reason);

        var (effectiveOn, basis) = EffectiveDate.Find(structure.Articles, header);
        var amendments = header.Amendments;
        return new LawReading.Law(new LawText(
            title,
            LawIdentity.Issuer(title, header.Issuer),
            LawIdentity.Level(title, header.Issuer),
            header.AdoptedOn,
            header.ApprovedOn,
            header.PromulgatedOn,
            amendments.Count > 0 ? amendments[^1].On : null,
            effectiveOn,
            basis,
            amendments,
            structure.Articles,
            structure.Text));
    }

    private static LawReading.Refused TooLarge(string fileName) =>
        new(RefusalCodes.TooLarge, FaultWords.Of("{file} has more than {most} characters.", ("file", fileName), ("most", MaximumCharacters)));

    private static FaultWords? WhyNoLaw(string fileName, LawStructure structure, string title, HeaderReader header)
    {
        var dated = header.AdoptedOn is not null || header.ApprovedOn is not null || header.PromulgatedOn is not null;
        var bare = LawIdentity.WithoutBrackets(title);
        if (Array.Exists(ForeignTitles, suffix => bare.EndsWith(suffix, StringComparison.Ordinal)) && !dated)
            return FaultWords.Of("{file} is titled as another kind of document.", ("file", fileName));
        var named = bare.Length >= 2 && bare.AsSpan(Math.Max(0, bare.Length - 2)).IndexOfAny(Instruments) >= 0;
        if (!structure.IsDivided && !(named && dated && structure.Articles.Count > 0))
            return FaultWords.Of("{file} has no articles (第…条) and is no dated decision.", ("file", fileName));
        if (structure.Articles.All(article => article.Paragraphs.Count == 0))
            return FaultWords.Of("{file} has article numbers without any text.", ("file", fileName));
        return named || dated ? null : FaultWords.Of("{file} has neither a law's title nor the dates of one.", ("file", fileName));
    }

    private static bool IsMarkup(string text)
    {
        var start = text.AsSpan(0, Math.Min(text.Length, 1000)).TrimStart('\uFEFF').TrimStart();
        return start.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("{\\rtf", StringComparison.Ordinal) || start.StartsWith("%PDF-", StringComparison.Ordinal);
    }

    private static LawReading OfDocument(string fileName, ReadOnlySpan<byte> bytes, Func<string, byte[], DocumentText> read, bool isLaw) =>
        bytes.Length > DocumentText.MaximumBytes
            ? new LawReading.Refused(RefusalCodes.TooLarge, FaultWords.Of("{file} has more than {most} bytes.", ("file", fileName), ("most", DocumentText.MaximumBytes)))
            : OfText(fileName, read(fileName, bytes.ToArray()), isLaw);

    private static LawReading OfText(string fileName, DocumentText document, bool isLaw) =>
        document.Text is not { } text ? new LawReading.Refused(document.Code!, document.Reason!)
        : string.IsNullOrWhiteSpace(text) ? new LawReading.Refused(RefusalCodes.EmptyText, FaultWords.Of("{file} holds no text.", ("file", fileName)))
        : OfLines(fileName, text.Replace("\0", "", StringComparison.Ordinal), isLaw);

    private static LawReading.Refused Unsupported(FaultWords why) => new(RefusalCodes.UnsupportedFormat, why);

    /// <summary>某市某某条例(2020-01-02).md names 某市某某条例.</summary>
    private static string NameOf(string fileName)
    {
        var name = Path.GetFileNameWithoutExtension(fileName);
        var date = name.LastIndexOfAny(['(', '（']);
        return (date > 0 ? name[..date] : name).Trim();
    }
}
