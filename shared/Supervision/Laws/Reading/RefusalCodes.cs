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

    /// <summary>The text is a web page or other markup, not plain text or Markdown.</summary>
    public const string MarkupNotSupported = "markup-not-supported";

    /// <summary>The text can be read, but has neither articles nor the form of a decision.</summary>
    public const string NotALawText = "not-a-law-text";
}
