using System.Text.RegularExpressions;
using Supervision.Calendars;
using Supervision.Laws.Reading;
using Stated = Supervision.Obligations.Extraction.RecurrenceUnit;

namespace Supervision.Obligations;

/// <summary>What the law's own words say about how a duty recurs, as far as a due date follows from them.</summary>
public static partial class StatedRecurrence
{
    /// <returns>
    /// The recurrence; null where the words name none, or say more than is understood here (每年六月至九月期间): then <paramref name="unclear"/>
    /// is true and an officer says when it is due. A later date than the law's would be worse than none.
    /// </returns>
    public static Recurrence? Of(ObligationProposal proposal, out bool unclear)
    {
        unclear = false;
        if (proposal.Recurrence is not { } stated)
        {
            return null;
        }

        var words = proposal.FrequencyWords ?? "";
        if (proposal.DeadlineWords is null && Plain().IsMatch(words))
        {
            return stated.Unit == Stated.Term ? new TimesPerTerm(1) : new EachCalendarPeriod(stated.Every, UnitOf(stated.Unit));
        }

        var by = proposal.DeadlineWords is null && stated is { Unit: Stated.Year, Every: 1 } ? LastDay(words) : null;
        unclear = by is null;
        return by is null ? null : new EachCalendarPeriod(1, RecurrenceUnit.Year, By: by);
    }

    /// <summary>The last day of the quarter or month that the words name: 每年第三季度, 每年十二月底前.</summary>
    private static MonthDay? LastDay(string words)
    {
        if (Quarter().Match(words) is { Success: true } quarter && Number(quarter.Groups["n"].Value) is >= 1 and <= 4 and var q)
        {
            return new MonthDay(3 * q, 31);
        }

        return MonthEnd().Match(words) is { Success: true } month && Number(month.Groups["n"].Value) is >= 1 and <= 12 and var m ? new MonthDay(m, 31) : null;
    }

    private static int Number(string text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var digits) ? digits
        : ChineseNumber.TryParse(text, out var number) ? number
        : 0;

    private static RecurrenceUnit UnitOf(Stated unit) => unit switch
    {
        Stated.Month => RecurrenceUnit.Month,
        Stated.Quarter => RecurrenceUnit.Quarter,
        Stated.HalfYear => RecurrenceUnit.HalfYear,
        Stated.Year => RecurrenceUnit.Year,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "A term is no calendar period."),
    };

    [GeneratedRegex(@"\A(?:每|逐)(?:[一二两三四五六七八九十0-9]{0,2})(?:个)?(?:年度?|半年|季度?|月|届|任期)(?:内)?(?:至少|应当)?(?:[一1]次)?\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A每年度?的?第?(?<n>[一二三四1-4])季度(?:内|末|前|底|底前|末前)?\z")]
    private static partial Regex Quarter();

    [GeneratedRegex(@"\A每年度?的?(?<n>[一二三四五六七八九十]{1,3}|[0-9]{1,2})月(?:份)?(?:底|末|底前|末前|底以前)\z")]
    private static partial Regex MonthEnd();
}
