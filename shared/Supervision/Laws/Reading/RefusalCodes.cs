namespace Supervision.Laws.Reading;

/// <summary>The stable codes with which a file is refused.</summary>
public static class RefusalCodes
{
    /// <summary>There is nothing to read but white space.</summary>
    public const string EmptyText = "empty-text";

    /// <summary>More than <see cref="LawReader.MaximumCharacters"/> characters, or four times as many bytes.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The content holds NUL characters, as programs, pictures and archives do.</summary>
    public const string BinaryContent = "binary-content";

    /// <summary>The bytes are neither UTF-8, nor UTF-16 with its mark, nor GB18030.</summary>
    public const string UnreadableEncoding = "unreadable-encoding";

    /// <summary>The text is markup other than a web page, such as XML.</summary>
    public const string MarkupNotSupported = "markup-not-supported";

    /// <summary>The text can be read, but has neither articles nor the form of a decision.</summary>
    public const string NotALawText = "not-a-law-text";

    /// <summary>The file breaks off, or its inner structure cannot be read.</summary>
    public const string DamagedFile = "damaged-file";

    /// <summary>The file is protected by a password.</summary>
    public const string EncryptedFile = "encrypted-file";

    /// <summary>The file's parts unpack to more than any law needs, as those of a decompression bomb do.</summary>
    public const string SwellsTooMuch = "swells-too-much";

    /// <summary>The pdf holds pictures of pages and no text.</summary>
    public const string ScannedPdf = "scanned-pdf";

    /// <summary>A kind of file that is not read: old Word documents, rich text, archives.</summary>
    public const string UnsupportedFormat = "unsupported-format";

    /// <summary>The markup of a web page is nested deeper than a page's.</summary>
    public const string MarkupTooDeep = "markup-too-deep";
}
