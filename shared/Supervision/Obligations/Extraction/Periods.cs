using System.Text.RegularExpressions;
using Supervision.Laws.Reading;

namespace Supervision.Obligations.Extraction;

/// <summary>Finds and parses the words of a sentence that set a time or make a duty recur.</summary>
internal static partial class Periods
{
    private const string Number = "[0-9一二三四五六七八九十两百]{1,4}";

    /// <summary>The deadline in a sentence: its words and, where they name a period or a date, what they mean.</summary>
    public static (string? Words, DeadlineClause? Clause) Deadline(string sentence)
    {
        var period = PeriodPattern().Match(sentence);
        if (period.Success && ChineseNumber.TryParse(period.Groups["n"].Value, out var count) && count > 0)
        {
            var trigger = period.Groups["event"].Value.Replace("应当", "", StringComparison.Ordinal);
            var words = period.Value.StartsWith("应当", StringComparison.Ordinal) ? period.Value[2..] : period.Value;
            return (words, new DeadlineClause.Period(count, Unit(period.Groups["unit"].Value), Anchor(trigger), EventWords(trigger)));
        }

        var date = DatePattern().Match(sentence);
        if (date.Success && ChineseDate.TryFind(date.Value, 0, out var on, out _, out _))
        {
            return (date.Value, new DeadlineClause.FixedDate(on));
        }

        var bare = BarePeriodPattern().Match(sentence);
        if (bare.Success && ChineseNumber.TryParse(bare.Groups["n"].Value, out var units) && units > 0)
            return (bare.Value, new DeadlineClause.Period(units, Unit(bare.Groups["unit"].Value), DeadlineAnchor.OtherEvent, null));
        var vague = VaguePattern().Match(sentence);
        return vague.Success ? (vague.Groups["words"].Value, null) : (null, null);
    }

    /// <summary>The frequency in a sentence: its words and, where they name a period, what they mean.</summary>
    public static (string? Words, Recurrence? Recurrence) Frequency(string sentence)
    {
        var every = EveryPattern().Match(sentence);
        if (every.Success)
            return (every.Value, Recurrence(every.Groups["n"].Value, every.Groups["unit"].Value, every.Groups["times"].Value));
        if (sentence.Contains("定期", StringComparison.Ordinal))
            return ("定期", null);
        if (sentence.Contains("按年度", StringComparison.Ordinal))
            return ("按年度", new Recurrence(1, RecurrenceUnit.Year));
        var yearEnd = YearEndPattern().Match(sentence);
        if (yearEnd.Success)
            return (yearEnd.Value, new Recurrence(1, RecurrenceUnit.Year));
        return sentence.Contains("及时", StringComparison.Ordinal) ? ("及时", null) : (null, null);
    }

    private static Recurrence? Recurrence(string number, string unit, string times)
    {
        var every = number.Length == 0 ? 1 : ChineseNumber.TryParse(number, out var parsed) ? Math.Max(parsed, 1) : 1;
        if (times is "两" or "二" or "2" && every == 1 && unit == "年")
            return new Recurrence(1, RecurrenceUnit.HalfYear);
        return unit switch
        {
            "半年" => new Recurrence(every, RecurrenceUnit.HalfYear),
            "季度" or "季" => new Recurrence(every, RecurrenceUnit.Quarter),
            "个月" or "月" => new Recurrence(every, RecurrenceUnit.Month),
            "届" => times is "" or "一" or "1" ? new Recurrence(every, RecurrenceUnit.Term) : null,
            "年" => new Recurrence(every, RecurrenceUnit.Year),
            _ => null,
        };
    }

    private static PeriodUnit Unit(string words) => words switch
    {
        "年" or "周年" => PeriodUnit.Year,
        "个月" or "月" => PeriodUnit.Month,
        "个工作日" or "工作日" => PeriodUnit.WorkingDay,
        _ => PeriodUnit.Day,
    };

    private static DeadlineAnchor Anchor(string trigger)
    {
        if (!trigger.StartsWith('本') || trigger.Contains('满') || !Clauses.EndsWithAny(trigger, ["施行", "实施", "生效", "公布", "发布", "颁布"]))
            return DeadlineAnchor.OtherEvent;
        return trigger.Contains("公布", StringComparison.Ordinal) || trigger.Contains("发布", StringComparison.Ordinal)
            ? DeadlineAnchor.Promulgation
            : DeadlineAnchor.EffectiveDate;
    }

    private static string? EventWords(string trigger) => Anchor(trigger) == DeadlineAnchor.OtherEvent ? trigger : null;

    [GeneratedRegex("(?:在|自|从|于|应当自|应当在|应当于)?(?<event>[^，。；：自在从]{2,30}?)(?:之日起|之日后|起|后)"
        + "(?<n>" + Number + ")(?<unit>个工作日|工作日|个月|年|日|天|周年)(?:之内|以内|内)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex PeriodPattern();

    [GeneratedRegex("(?:在|于)?[0-9〇○零一二三四五六七八九]{4}年[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}日"
        + "(?:底前|以前|之前|前)", RegexOptions.ExplicitCapture)]
    private static partial Regex DatePattern();

    [GeneratedRegex("(?:在)?(?<n>" + Number + ")(?<unit>个工作日|工作日|个月|年|日)(?:之内|以内|内)", RegexOptions.ExplicitCapture)]
    private static partial Regex BarePeriodPattern();

    [GeneratedRegex("(?<words>在[^，。；：在]{0,24}?(?:期限内|时间内|期间内|期限以内|出台前|届满前|结束前|会议举行前))", RegexOptions.ExplicitCapture)]
    private static partial Regex VaguePattern();

    [GeneratedRegex("每(?<n>" + Number + ")?(?:个)?(?<unit>半年|季度|个月|月|年|届)(?:第[一二三四]季度|上半年|下半年|"
        + "[0-9一二三四五六七八九十]{1,3}月(?:底|份|末|[0-9一二三四五六七八九十]{1,3}日)?(?:至[0-9一二三四五六七八九十]{1,3}月(?:底|份)?)?(?:期间|之前|以前|前)?|年初|年底前|年底|底前|末前|初)?"
        + "(?:至少(?<times>[0-9一二三四五两]{1,2})次)?", RegexOptions.ExplicitCapture)]
    private static partial Regex EveryPattern();

    [GeneratedRegex("(?:年底前|年底之前|年末前|年度终了前|年度结束前)", RegexOptions.ExplicitCapture)]
    private static partial Regex YearEndPattern();
}
