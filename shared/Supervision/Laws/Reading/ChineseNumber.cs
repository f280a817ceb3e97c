namespace Supervision.Laws.Reading;

/// <summary>Reads numbers as laws write them: 十二, 一百零三, 二〇二四, 12.</summary>
internal static class ChineseNumber
{
    private const int Ceiling = 100_000;

    public static bool IsNumeral(char c) => Digit(c) >= 0 || c is '十' or '百' or '千';

    /// <summary>The value of a digit, 0 to 9, or -1.</summary>
    public static int Digit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= '０' and <= '９' => c - '０',
        '〇' or '○' or '零' or 'Ｏ' or 'O' or '◯' => 0,
        '一' => 1,
        '二' or '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => -1,
    };

    /// <summary>Reads all of <paramref name="text"/> as one number from 0 to 99,999.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        if (text.IsEmpty)
            return false;

        int total = 0, digits = 0;
        var pending = -1;
        foreach (var c in text)
        {
            var digit = Digit(c);
            if (digit >= 0)
            {
                // A zero between places (一百零三) only fills; in 二〇二四 digits stand side by side.
                pending = pending > 0 || (pending == 0 && digits > 0) ? (pending * 10) + digit : digit;
                digits++;
            }
            else
            {
                var place = c switch { '十' => 10, '百' => 100, '千' => 1000, _ => 0 };
                if (place == 0)
                    return false;
                total += Math.Max(pending, pending < 0 ? 1 : 0) * place;
                pending = -1;
                digits = 0;
            }

            if (total > Ceiling || pending > Ceiling)
                return false;
        }

        value = total + Math.Max(pending, 0);
        return value <= Ceiling;
    }

    /// <summary>A number from 1 to 9,999 as laws count: 十二, 一百零三; other numbers in digits.</summary>
    public static string Write(int number)
    {
        const string Digits = "零一二三四五六七八九";
        if (number is < 1 or > 9_999)
            return number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var written = new System.Text.StringBuilder();
        var zero = false;
        foreach (var (place, name) in ((int, string)[])[(1000, "千"), (100, "百"), (10, "十"), (1, "")])
        {
            var digit = number / place % 10;
            if (digit == 0)
            {
                zero |= written.Length > 0;
                continue;
            }

            if (zero)
                written.Append('零');
            zero = false;
            if (!(place == 10 && digit == 1 && written.Length == 0))
                written.Append(Digits[digit]);
            written.Append(name);
        }

        return written.ToString();
    }
}
