using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Supervision.Mail.Messages;

/// <summary>Says a Chinese reference to a provision in English: 第十二条第二款 is "Article 12, paragraph 2".</summary>
public static partial class ArticleNames
{
    /// <summary>The reference in English, or the text itself where it is not one (such as a reference already in English).</summary>
    public static string InEnglish(string reference)
    {
        var text = reference.Trim();
        var match = Reference().Match(text);
        if (!match.Success)
        {
            return text;
        }

        var english = new StringBuilder("Article ").Append(Number(match.Groups["article"].Value));
        if (match.Groups["inserted"].Success)
        {
            english.Append(CultureInfo.InvariantCulture, $"-{Number(match.Groups["inserted"].Value)}");
        }

        if (match.Groups["paragraph"].Success)
        {
            english.Append(CultureInfo.InvariantCulture, $", paragraph {Number(match.Groups["paragraph"].Value)}");
        }

        if (match.Groups["item"].Success)
        {
            english.Append(CultureInfo.InvariantCulture, $", item {Number(match.Groups["item"].Value)}");
        }

        return english.ToString();
    }

    // Numbers of articles stay below ten thousand: digits, or 一 to 九 with 十, 百, 千.
    private static int Number(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var digits))
        {
            return digits;
        }

        var total = 0;
        var digit = 0;
        foreach (var sign in text)
        {
            var value = "零一二三四五六七八九".IndexOf(sign, StringComparison.Ordinal);
            if (value >= 0)
            {
                digit = value;
                continue;
            }

            total += Math.Max(digit, 1) * sign switch { '十' => 10, '百' => 100, _ => 1000 };
            digit = 0;
        }

        return total + digit;
    }

    [GeneratedRegex("^第(?<article>[零一二三四五六七八九十百千]{1,9}|[0-9]{1,4})条(?:之(?<inserted>[一二三四五六七八九十]{1,3}))?"
        + "(?:第(?<paragraph>[零一二三四五六七八九十]{1,3}|[0-9]{1,2})款)?(?:第（?(?<item>[一二三四五六七八九十]{1,3}|[0-9]{1,2})）?项)?$")]
    private static partial Regex Reference();
}
