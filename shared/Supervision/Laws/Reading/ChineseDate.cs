namespace Supervision.Laws.Reading;

/// <summary>Finds dates as laws write them: 2024年3月1日, 一九九八年十二月一日, 二○○四年七月一日.</summary>
internal static class ChineseDate
{
    /// <summary>The first date that begins at or after <paramref name="from"/>; the text has no white space inside dates.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="end">The place after its last character.</param>
    public static bool TryFind(ReadOnlySpan<char> text, int from, out DateOnly date, out int start, out int end)
    {
        while (from < text.Length)
        {
            var year = text[from..].IndexOf('年');
            if (year < 0)
                break;
            year += from;
            start = year - 4;
            if (start >= 0 && TryYear(text.Slice(start, 4), out var yearValue)
                && TryPart(text, year + 1, '月', 12, out var month, out var next) && TryPart(text, next, '日', 31, out var day, out end)
                && day <= DateTime.DaysInMonth(yearValue, month))
            {
                date = new DateOnly(yearValue, month, day);
                return true;
            }

            from = year + 1;
        }

        (date, start, end) = (default, -1, -1);
        return false;
    }

    private static bool TryYear(ReadOnlySpan<char> text, out int year)
    {
        year = 0;
        foreach (var c in text)
        {
            var digit = ChineseNumber.Digit(c);
            if (digit < 0)
                return false;
            year = (year * 10) + digit;
        }

        return year is >= 1900 and <= 2199;
    }

    private static bool TryPart(ReadOnlySpan<char> text, int from, char unit, int most, out int value, out int next)
    {
        (value, next) = (0, from);
        Span<char> numeral = stackalloc char[3];
        var length = 0;
        while (next < text.Length && length < numeral.Length && text[next] != unit)
        {
            // Scanned texts write the letter l or I for the digit 1.
            numeral[length++] = text[next] is 'l' or 'I' ? '1' : text[next];
            next++;
        }

        return next < text.Length && text[next++] == unit && ChineseNumber.TryParse(numeral[..length], out value) && value >= 1
            && value <= most;
    }
}
