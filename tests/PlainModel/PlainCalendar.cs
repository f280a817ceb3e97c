using System.Globalization;

namespace Supervision.PlainModel;

/// <summary>
/// Which days are worked, read from the raw rows of the shipped calendar files, and date arithmetic walked day by day where that is simpler.
/// </summary>
public sealed class PlainCalendar
{
    private readonly Dictionary<DateOnly, bool> exceptions = [];
    private readonly int firstYear;
    private readonly int lastYear;

    /// <param name="texts">Year and raw rows <c>date,off</c> or <c>date,work</c> of each announced year, without gaps.</param>
    public PlainCalendar(IReadOnlyDictionary<int, string> texts)
    {
        foreach (var row in texts.Values.SelectMany(text => text.Split('\n')))
        {
            var cells = row.Trim().Split(',');
            if (cells.Length == 2 && cells[1] is "off" or "work")
            {
                exceptions[DateOnly.ParseExact(cells[0], "yyyy-MM-dd", CultureInfo.InvariantCulture)] = cells[1] == "work";
            }
        }

        (firstYear, lastYear) = (texts.Keys.Min(), texts.Keys.Max());
    }

    /// <summary>The raw rows of every shipped year.</summary>
    public static IReadOnlyDictionary<int, string> ShippedTexts { get; } = ReadShipped();

    /// <summary>The first day that an announcement still awaited may change: the week before a year that is not announced.</summary>
    public DateOnly UnknownFrom => new(lastYear, 12, 25);

    public bool IsUnknown(DateOnly day) => day.Year >= firstYear && day >= UnknownFrom;

    public bool Works(DateOnly day) => exceptions.TryGetValue(day, out var works) ? works : (int)day.DayOfWeek is > 0 and < 6;

    public DateOnly NextWorkingDay(DateOnly day)
    {
        while (!Works(day))
        {
            day = day.AddDays(1);
        }

        return day;
    }

    public DateOnly AddWorkingDays(DateOnly day, int count)
    {
        while (count > 0)
        {
            day = day.AddDays(1);
            count -= Works(day) ? 1 : 0;
        }

        return day;
    }

    /// <summary>The last day of a period <c>P30D</c>, <c>10WD</c>, <c>P2M</c> or <c>P1Y</c> after a day, which itself does not count.</summary>
    public DateOnly Add(DateOnly day, string period) => period[^1] switch
    {
        'D' when IsWorking(period) => AddWorkingDays(day, Count(period)),
        'D' => day.AddDays(Count(period)),
        'M' => AddMonths(day, Count(period)),
        'Y' => AddMonths(day, 12 * Count(period)),
        _ => throw new FormatException(period),
    };

    public static bool IsWorking(string period) => period.EndsWith("WD", StringComparison.Ordinal);

    public static int Count(string period) => int.Parse(period.Trim('P', 'Y', 'M', 'W', 'D'), CultureInfo.InvariantCulture);

    /// <summary>The same day number so many months on, else the last day of that month.</summary>
    public static DateOnly AddMonths(DateOnly day, int months)
    {
        var index = day.Year * 12 + day.Month - 1 + months;
        var (year, month) = (index / 12, index % 12 + 1);
        return new DateOnly(year, month, Math.Min(day.Day, DateTime.DaysInMonth(year, month)));
    }

    private static Dictionary<int, string> ReadShipped()
    {
        var texts = new Dictionary<int, string>();
        var assembly = typeof(PlainCalendar).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("cn-", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            texts[int.Parse(name.AsSpan(3, 4), CultureInfo.InvariantCulture)] = reader.ReadToEnd();
        }

        return texts;
    }
}
