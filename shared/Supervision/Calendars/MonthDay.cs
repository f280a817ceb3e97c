using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Supervision.Calendars;

/// <summary>
/// A day of a month counted from the start of a period: 03-31 is 31 March of a year, or the 31st of the third month of a quarter.
/// </summary>
/// <param name="Month">1 to 12, counted from the first month of the unit.</param>
/// <param name="Day">1 to 31; where the month is shorter, its last day is meant.</param>
/// <exception cref="ArgumentOutOfRangeException">Month or day is out of range.</exception>
[JsonConverter(typeof(MonthDayJsonConverter))]
public readonly partial record struct MonthDay(int Month, int Day)
{
    public int Month { get; } = Month is >= 1 and <= 12 ? Month
        : throw new ArgumentOutOfRangeException(nameof(Month), Month, "A month is 1 to 12.");

    public int Day { get; } = Day is >= 1 and <= 31 ? Day : throw new ArgumentOutOfRangeException(nameof(Day), Day, "A day is 1 to 31.");

    /// <summary>Reads <c>03-31</c>.</summary>
    /// <exception cref="FormatException">The text is not two digits, a hyphen and two digits in range.</exception>
    public static MonthDay Parse(string s) =>
        TryParse(s, out var result) ? result : throw new FormatException($"'{s}' is no day of a month: expected 03-31.");

    public static bool TryParse([NotNullWhen(true)] string? s, out MonthDay result)
    {
        result = default;
        if (s is null || Pattern().Match(s) is not { Success: true } match) return false;
        result = new MonthDay(
            int.Parse(match.Groups["month"].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(match.Groups["day"].ValueSpan, CultureInfo.InvariantCulture));
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Month:D2}-{Day:D2}");

    /// <summary>The day counted from the first day of a month.</summary>
    internal DateOnly From(DateOnly firstOfMonth)
    {
        var month = firstOfMonth.AddMonths(Month - 1);
        return new DateOnly(month.Year, month.Month, Math.Min(Day, DateTime.DaysInMonth(month.Year, month.Month)));
    }

    [GeneratedRegex(@"^(?<month>0[1-9]|1[0-2])-(?<day>0[1-9]|[12][0-9]|3[01])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    private sealed class MonthDayJsonConverter : JsonConverter<MonthDay>
    {
        public override MonthDay Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var value)
                ? value
                : throw new JsonException("Expected a day of a month such as 03-31.");

        public override void Write(Utf8JsonWriter writer, MonthDay value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
