using System.Globalization;
using System.Text;

namespace Supervision.Mail.Messages;

/// <summary>Makes text from outside harmless to show: no control or direction characters, no broken surrogates, no lines of its own, no excess length.</summary>
public static class CleanText
{
    /// <summary>One line: every run of white space or line breaks becomes one blank, so that a name cannot pretend to be a line of the mail.</summary>
    /// <param name="value">Any text.</param>
    /// <param name="maxColumns">The greatest width; what is longer ends in an ellipsis inside this width.</param>
    public static string OneLine(string? value, int maxColumns)
    {
        if (string.IsNullOrEmpty(value))
        {
            return "";
        }

        var line = new StringBuilder(Math.Min(value.Length, maxColumns * 2));
        var blank = false;
        var width = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                blank = line.Length > 0;
                continue;
            }

            if (IsInvisible(rune))
            {
                continue;
            }

            if (blank)
            {
                line.Append(' ');
                width++;
                blank = false;
            }

            line.Append(rune.ToString());
            width += Columns.Of(rune);
            if (width > maxColumns)
            {
                break;
            }
        }

        return Columns.Shorten(line.ToString(), maxColumns);
    }

    /// <summary>Several lines: like <see cref="OneLine"/>, but line breaks stay (as line feeds) and blank lines are dropped.</summary>
    public static string Lines(string? value, int maxColumns)
    {
        if (string.IsNullOrEmpty(value))
        {
            return "";
        }

        var lines = value
            .Split(['\n', '\r', '\u2028', '\u2029', '\u0085'], StringSplitOptions.None)
            .Select(line => OneLine(line, maxColumns))
            .Where(line => line.Length > 0);
        var kept = new List<string>();
        var left = maxColumns;
        foreach (var line in lines)
        {
            if (left <= 2)
            {
                break;
            }

            kept.Add(Columns.Shorten(line, left));
            left -= Columns.Of(line);
        }

        return string.Join('\n', kept);
    }

    // Direction marks and embeddings can make a text read as another; zero-width characters hide differences between names.
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        || rune == Rune.ReplacementChar;
}
