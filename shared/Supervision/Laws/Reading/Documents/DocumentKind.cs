namespace Supervision.Laws.Reading.Documents;

/// <summary>What a file is, told by its first bytes; names of files are not trusted.</summary>
internal enum DocumentKind
{
    /// <summary>Plain text or Markdown in any of the encodings that are read.</summary>
    Text,
    WordDocument,
    Pdf,
    WebPage,

    /// <summary>A zip archive: a docx, or something else that this reader will refuse.</summary>
    Archive,

    /// <summary>The binary format of Word before 2007 (and of WPS).</summary>
    OldWordDocument,
    RichText,
}

/// <summary>Tells the kinds of file apart.</summary>
internal static class DocumentKinds
{
    private const int Looked = 1024;

    public static DocumentKind Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("PK\x03\x04"u8) || bytes.StartsWith("PK\x05\x06"u8))
            return DocumentKind.Archive;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]))
            return DocumentKind.OldWordDocument;
        // Readers of pdf allow some bytes before the mark.
        if (bytes[..Math.Min(bytes.Length, Looked)].IndexOf("%PDF-"u8) >= 0)
            return DocumentKind.Pdf;
        if (bytes.StartsWith("{\\rtf"u8))
            return DocumentKind.RichText;
        return DocumentKind.Text;
    }

    /// <summary>The text is a web page: it begins with the marks of one.</summary>
    public static bool IsWebPage(ReadOnlySpan<char> text)
    {
        var start = text[..Math.Min(text.Length, Looked * 4)].TrimStart('\uFEFF').TrimStart();
        return start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || start.Contains("<html", StringComparison.OrdinalIgnoreCase)
            || start.Contains("<body", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<meta", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<div", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<p>", StringComparison.OrdinalIgnoreCase);
    }
}
