using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Supervision.Calendars;

/// <summary>A length of time as a law states it: a count and a unit.</summary>
/// <remarks>
/// Text form: ISO 8601 durations of one component, <c>P30D</c>, <c>P2M</c>, <c>P1Y</c>; for working days, which ISO 8601 lacks, the
/// extension <c>10WD</c> (no leading P, so that no ISO reader takes it for calendar days). Upper case, no leading zeros.
/// </remarks>
/// <param name="Count">Not negative, at most a hundred years: 36,525 days of either kind, 1,200 months, 100 years.</param>
/// <param name="Unit">What is counted.</param>
/// <exception cref="ArgumentOutOfRangeException">The count is out of range or the unit is unknown.</exception>
[JsonConverter(typeof(PeriodJsonConverter))]
public readonly partial record struct Period(int Count, PeriodUnit Unit)
{
    public int Count { get; } = Count >= 0 && Count <= Longest(Unit)
        ? Count
        : throw new ArgumentOutOfRangeException(nameof(Count), Count, "A period is from 0 units to a hundred years long.");

    public PeriodUnit Unit { get; } = Unit;

    public static Period CalendarDays(int count) => new(count, PeriodUnit.CalendarDays);

    public static Period WorkingDays(int count) => new(count, PeriodUnit.WorkingDays);

    public static Period Months(int count) => new(count, PeriodUnit.Months);

    public static Period Years(int count) => new(count, PeriodUnit.Years);

    /// <summary>Reads <c>P30D</c>, <c>10WD</c>, <c>P2M</c> or <c>P1Y</c>.</summary>
    /// <exception cref="FormatException">The text is none of these forms, or is longer than a hundred years.</exception>
    public static Period Parse(string s) => TryParse(s, out var period)
        ? period
        : throw new FormatException($"'{s}' is no period: expected P30D, 10WD, P2M or P1Y, at most a hundred years.");

    public static bool TryParse([NotNullWhen(true)] string? s, out Period result)
    {
        result = default;
        if (s is null || Pattern().Match(s) is not { Success: true } match) return false;

        var unit = match.Groups["unit"].Value switch
        {
            "D" => PeriodUnit.CalendarDays,
            "M" => PeriodUnit.Months,
            "Y" => PeriodUnit.Years,
            _ => PeriodUnit.WorkingDays,
        };
        var count = int.Parse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        if (count > Longest(unit)) return false;

        result = new Period(count, unit);
        return true;
    }

    public override string ToString() => Unit switch
    {
        PeriodUnit.CalendarDays => string.Create(CultureInfo.InvariantCulture, $"P{Count}D"),
        PeriodUnit.Months => string.Create(CultureInfo.InvariantCulture, $"P{Count}M"),
        PeriodUnit.Years => string.Create(CultureInfo.InvariantCulture, $"P{Count}Y"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Count}WD"),
    };

    private static int Longest(PeriodUnit unit) => unit switch
    {
        PeriodUnit.CalendarDays or PeriodUnit.WorkingDays => 36_525,
        PeriodUnit.Months => 1_200,
        PeriodUnit.Years => 100,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Unknown unit of a period."),
    };

    [GeneratedRegex(@"^(?:P(?<count>0|[1-9][0-9]{0,4})(?<unit>[DMY])|(?<count>0|[1-9][0-9]{0,4})(?<unit>WD))\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
