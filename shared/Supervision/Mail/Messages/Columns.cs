using System.Globalization;
using System.Text;

namespace Supervision.Mail.Messages;

/// <summary>Widths of text in columns of a fixed-width display: a Chinese, Japanese or Korean character counts two, a combining mark none.</summary>
public static class Columns
{
    // Closing signs never begin a line, opening signs never end one (GB/T 15834, 5.1).
    private const string Closing = "，。、；：？！）》〉」』】〕”’％…·,.;:?!)]}%";
    private const string Opening = "（《〈「『【〔“‘([{";

    /// <summary>The columns of one character: 0, 1 or 2.</summary>
    public static int Of(Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
        {
            return 0;
        }

        return rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF)
            or (>= 0x20000 and <= 0x3FFFD)
            // Quotation marks, dashes and ellipses are printed wide in Chinese text; counting them so is never too little.
            or 0x2014 or 0x2018 or 0x2019 or 0x201C or 0x201D or 0x2026 or 0x00B7
                ? 2
                : 1;
    }

    /// <summary>The columns of a line.</summary>
    public static int Of(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Of(rune);
        }

        return width;
    }

    /// <summary>The text itself if it fits, else its beginning and an ellipsis within <paramref name="max"/> columns; characters are never cut in two.</summary>
    public static string Shorten(string text, int max)
    {
        if (Of(text) <= max)
        {
            return text;
        }

        var shortened = new StringBuilder();
        var width = Of(new Rune('…'));
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            width += Of(element);
            if (width > max)
            {
                break;
            }

            shortened.Append(element);
        }

        return shortened.ToString().TrimEnd() + "…";
    }

    /// <summary>
    /// Breaks each line that is wider than <paramref name="max"/>; continuation lines keep the indentation of their line, plus two columns after a
    /// list mark ("- "). Words and addresses (anything without blanks or wide characters) stay whole even where they are wider.
    /// </summary>
    public static string Wrap(string text, int max)
    {
        var wrapped = new StringBuilder(text.Length + 64);
        foreach (var line in text.Split('\n'))
        {
            WrapLine(line.TrimEnd(), max, wrapped);
        }

        wrapped.Length--;
        return wrapped.ToString();
    }

    private static void WrapLine(string line, int max, StringBuilder into)
    {
        if (Of(line) <= max)
        {
            into.Append(line).Append('\n');
            return;
        }

        var indent = line.Length - line.TrimStart(' ').Length;
        if (line.AsSpan(indent).StartsWith("- ") || line.AsSpan(indent).StartsWith("> "))
        {
            indent += 2;
        }

        var margin = line.AsSpan(0, indent).TrimStart().StartsWith(">") ? line[..indent] : new string(' ', indent);
        var current = line[..indent];
        var width = Of(current);
        var empty = true;
        foreach (var piece in Pieces(line[indent..]))
        {
            var pieceWidth = Of(piece.TrimEnd());
            if (!empty && width + pieceWidth > max)
            {
                into.Append(current.TrimEnd()).Append('\n');
                current = margin;
                width = Of(margin);
            }

            current += piece;
            width += Of(piece);
            empty = false;
        }

        into.Append(current.TrimEnd()).Append('\n');
    }

    // The smallest units between which a line may break: a word with the blanks after it, or a wide character with the signs that cling to it.
    private static IEnumerable<string> Pieces(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var piece = new StringBuilder();
        for (var i = 0; i < runes.Length; i++)
        {
            piece.Append(runes[i].ToString());
            if (i + 1 < runes.Length && MayBreak(runes[i], runes[i + 1]))
            {
                yield return piece.ToString();
                piece.Clear();
            }
        }

        if (piece.Length > 0)
        {
            yield return piece.ToString();
        }
    }

    private static bool MayBreak(Rune before, Rune after)
    {
        if (Rune.IsWhiteSpace(after))
        {
            return false;
        }

        if (Rune.IsWhiteSpace(before))
        {
            return true;
        }

        return (Of(before) == 2 || Of(after) == 2) && !In(Closing, after) && !In(Opening, before) && Of(after) != 0;
    }

    private static bool In(string signs, Rune rune) => rune.IsBmp && signs.Contains((char)rune.Value, StringComparison.Ordinal);
}
