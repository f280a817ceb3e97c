using System.Globalization;

namespace Supervision.Tests.Calendars;

/// <summary>A plain model of dates: a table of days, walked one by one. It shares nothing with the product but the facts files.</summary>
internal static class SlowDays
{
    internal const int FirstYear = 2007;
    internal const int LastYear = 2026;

    private static readonly Dictionary<string, string> Facts = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "shared", "Supervision", "Calendars", "Data"), "cn-*.csv")
        .SelectMany(File.ReadLines)
        .Where(line => line != "date,day")
        .Select(line => line.Split(','))
        .ToDictionary(cells => cells[0], cells => cells[1]);

    internal static int FactCount => Facts.Count;

    internal static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static bool Works(DateOnly day)
    {
        if (Facts.TryGetValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), out var fact)) return fact == "work";
        return day.DayNumber % 7 < 5; // 1 January of year 1 was a Monday
    }

    /// <summary>A day after the last announcement, or in the week before New Year that the next one may exchange.</summary>
    internal static bool Awaited(DateOnly day) => day > new DateOnly(LastYear, 12, 24);

    internal static DateOnly AddWorking(DateOnly from, int count)
    {
        var day = from;
        while (count > 0)
        {
            day = day.AddDays(1);
            if (Works(day)) count--;
        }

        while (count < 0)
        {
            day = day.AddDays(-1);
            if (Works(day)) count++;
        }

        return day;
    }

    /// <summary>Walks to the month that lies so many months on, then to the trigger's day number or the month's end.</summary>
    internal static DateOnly AddMonths(DateOnly from, int months)
    {
        var day = from;
        while (months > 0)
        {
            var next = day.AddDays(1);
            if (next.Month != day.Month) months--;
            day = next;
        }

        while (day.Day < from.Day && day.AddDays(1).Month == day.Month) day = day.AddDays(1);
        return day;
    }
}
