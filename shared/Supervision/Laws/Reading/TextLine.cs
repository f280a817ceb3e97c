namespace Supervision.Laws.Reading;

/// <summary>What a line of a law text begins with.</summary>
internal enum LineKind
{
    Text,
    Article,
    Chapter,
    Section,
    Contents,
    Appendix,

    /// <summary>一、: an item that in a decision takes the place of an article.</summary>
    NumberedItem,

    /// <summary>（一）, 1.: an item inside an article.</summary>
    ListedItem,
}

/// <summary>A line's kind, the number it begins with, and where its own text begins.</summary>
/// <param name="Ordinal">The value of the number, 0 where there is none.</param>
/// <param name="NumberLength">Length of the number as written at the line's beginning.</param>
/// <param name="Rest">Where the text after number and space begins.</param>
/// <param name="Spaced">White space or the end of the line follows the number.</param>
internal readonly record struct TextLine(LineKind Kind, int Ordinal = 0, int NumberLength = 0, int Rest = 0, bool Spaced = false)
{
    private const int LongestHeading = 40;
    private const int LongestNumeral = 9;

    /// <summary>Looks at a cleaned line: no white space at its ends, single spaces inside, no heading marks.</summary>
    public static TextLine Of(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty)
            return default;
        if (line[0] == '第' && TryOrdinal(line, out var ordinal))
            return ordinal;
        if (line is "目录" or "目 录")
            return new TextLine(LineKind.Contents);
        if (line[0] == '附' && line.Length <= LongestHeading && line.Length > 1 && line[1] is '件' or '录' or '表' or '：' or ':'
            && line[^1] != '。')
            return new TextLine(LineKind.Appendix);
        if (line[0] is '（' or '(' && line.Length > 2 && ChineseNumber.IsNumeral(line[1]))
            return new TextLine(LineKind.ListedItem);
        return NumeralLength(line) is > 0 and var length && length < line.Length && line[length] is '、' or '.' or '．'
            ? line[length] == '、' && ChineseNumber.TryParse(line[..length], out var item) && !char.IsAsciiDigit(line[0])
                ? new TextLine(LineKind.NumberedItem, item, length, length + 1, Spaced: true)
                : new TextLine(LineKind.ListedItem)
            : default;
    }

    private static bool TryOrdinal(ReadOnlySpan<char> line, out TextLine result)
    {
        result = default;
        var length = NumeralLength(line[1..]);
        if (length == 0 || line.Length < length + 2 || !ChineseNumber.TryParse(line.Slice(1, length), out var value))
            return false;

        var end = length + 2;
        var kind = line[end - 1] switch
        {
            '条' => LineKind.Article,
            '章' or '编' => LineKind.Chapter,
            '节' => LineKind.Section,
            _ => LineKind.Text,
        };
        if (kind == LineKind.Text)
            return false;
        if (kind == LineKind.Article && end < line.Length && line[end] == '之' && NumeralLength(line[(end + 1)..]) is > 0 and var inserted)
            end += inserted + 1;

        var spaced = end == line.Length || line[end] is ' ' or '：' or ':';
        if (kind != LineKind.Article && (line.Length > LongestHeading || line.IndexOfAny("。，；,;") >= 0 || (!spaced && line[end] is '的'
            or '第' or '规')))
            return false;
        var rest = spaced && end < line.Length ? end + 1 : end;
        result = new TextLine(kind, value, end, rest, spaced);
        return true;
    }

    private static int NumeralLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && length < LongestNumeral && ChineseNumber.IsNumeral(text[length]))
            length++;
        return length;
    }
}
