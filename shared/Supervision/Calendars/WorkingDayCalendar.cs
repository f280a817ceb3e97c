using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Supervision.Calendars;

/// <summary>Which days are worked: the week, corrected by the announced public holidays and make-up workdays, year by year.</summary>
/// <remarks>
/// A year is announced when its file was loaded. Years after the first loaded one that are not announced are awaited: until their
/// announcement only the week counts there, and what is computed from them is provisional. For years before the first one no
/// announcement will ever arrive: the week counts, and nothing computed from them is provisional.
/// </remarks>
public sealed class WorkingDayCalendar
{
    private readonly FrozenDictionary<DateOnly, bool> _exceptions;
    private readonly FrozenSet<int> _announced;
    private readonly int _firstYear;

    private WorkingDayCalendar(string id, IReadOnlyCollection<CalendarYear> years)
    {
        Id = id;
        _announced = years.Select(year => year.Year).ToFrozenSet();
        _exceptions = years.SelectMany(year => year.Facts).DistinctBy(fact => fact.Day)
            .ToFrozenDictionary(fact => fact.Day, fact => fact.Works);
        _firstYear = _announced.Min();
        Version = Describe(id, _announced, _exceptions);
    }

    /// <summary>Whose calendar it is, e.g. <c>cn</c>; the first part of the file names.</summary>
    public string Id { get; }

    /// <summary>
    /// Years held and a digest of the facts, e.g. <c>cn-2007..2026+1f0c9a3e</c>; two calendars with equal versions count alike.
    /// </summary>
    public string Version { get; }

    /// <summary>The announced years, ascending.</summary>
    public IReadOnlyList<int> AnnouncedYears => [.. _announced.Order()];

    /// <summary>Reads calendar files; of two files for one year the later in the sequence counts, whole.</summary>
    /// <exception cref="CalendarException">Any file is faulty, there is none, or they belong to different calendars; every fault is
    /// named.</exception>
    public static WorkingDayCalendar Parse(IEnumerable<(string name, string csv)> files)
    {
        var faults = new List<CalendarFault>();
        var byYear = new SortedDictionary<int, CalendarYear>();
        string? id = null;
        foreach (var (name, csv) in files)
        {
            if (CalendarYear.Read(name, csv, faults) is not { } year) continue;

            id ??= year.CalendarId;
            if (year.CalendarId != id)
            {
                faults.Add(new CalendarFault(CalendarFaultCodes.Mixed, name, 0,
                    $"The file belongs to calendar '{year.CalendarId}', the others to '{id}'."));
            }

            byYear[year.Year] = year;
        }

        FindContradictions(byYear.Values, faults);
        if (id is null && faults.Count == 0)
        {
            faults.Add(new CalendarFault(CalendarFaultCodes.Missing, "*.csv", 0, "There is no calendar file at all."));
        }

        return faults.Count == 0 ? new WorkingDayCalendar(id!, byYear.Values) : throw new CalendarException(faults);
    }

    /// <summary>The Chinese calendar as shipped: announcements for 2007 to 2026.</summary>
    public static WorkingDayCalendar LoadShipped() => CalendarFiles.Load("cn", folder: null);

    /// <summary>Whether the announcement for the year is held.</summary>
    public bool IsAnnounced(int year) => _announced.Contains(year);

    /// <summary>Whether no announcement still awaited can change the day.</summary>
    /// <remarks>
    /// The last week of December is settled only by the next year's announcement, which may exchange its days (30 December 2006).
    /// </remarks>
    public bool IsSettled(DateOnly day) =>
        IsKnown(day.Year) && (day.Month < 12 || day < CalendarYear.FirstDay(day.Year + 1) || IsKnown(day.Year + 1));

    /// <summary>Whether the day is worked. In years not announced: Monday to Friday.</summary>
    public bool IsWorkingDay(DateOnly day) =>
        _exceptions.TryGetValue(day, out var works) ? works : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    /// <summary>
    /// The working day <paramref name="count"/> working days after <paramref name="from"/>; the day itself does not count.
    /// </summary>
    /// <param name="from">Where counting starts; need not be a working day.</param>
    /// <param name="count">Number of working days; 0 gives <paramref name="from"/>, a negative number counts backwards.</param>
    /// <exception cref="ArgumentOutOfRangeException">The result lies outside the years 1 to 9999.</exception>
    public DateOnly AddWorkingDays(DateOnly from, int count)
    {
        var step = Math.Sign(count);
        var day = from;
        for (var left = count; left != 0;)
        {
            day = day.AddDays(step);
            if (IsWorkingDay(day)) left -= step;
        }

        return day;
    }

    /// <summary>
    /// Working days after <paramref name="exclusiveFrom"/> up to and including <paramref name="inclusiveTo"/>. When the second date is
    /// the earlier: the working days before the first back to and including the second, negative.
    /// </summary>
    public int WorkingDaysBetween(DateOnly exclusiveFrom, DateOnly inclusiveTo)
    {
        var step = inclusiveTo < exclusiveFrom ? -1 : 1;
        var count = 0;
        for (var day = exclusiveFrom; day != inclusiveTo;)
        {
            day = day.AddDays(step);
            if (IsWorkingDay(day)) count += step;
        }

        return count;
    }

    /// <summary>Whether every day of the range is settled; the dates may come in either order.</summary>
    internal bool IsSettled(DateOnly one, DateOnly other)
    {
        var (first, last) = one <= other ? (one, other) : (other, one);
        if (!IsSettled(first) || !IsSettled(last)) return false;
        for (var year = first.Year; year <= last.Year; year++)
        {
            if (!IsKnown(year)) return false;
        }

        return true;
    }

    private bool IsKnown(int year) => year < _firstYear || _announced.Contains(year);

    private static void FindContradictions(IEnumerable<CalendarYear> years, List<CalendarFault> faults)
    {
        var seen = new Dictionary<DateOnly, (string File, bool Works)>();
        foreach (var year in years)
        {
            foreach (var fact in year.Facts)
            {
                if (!seen.TryAdd(fact.Day, (year.File, fact.Works)) && seen[fact.Day].Works != fact.Works)
                {
                    faults.Add(new CalendarFault(CalendarFaultCodes.Contradiction, year.File, fact.Line,
                        $"{fact.Day:yyyy-MM-dd} is given otherwise in {seen[fact.Day].File}."));
                }
            }
        }
    }

    private static string Describe(string id, FrozenSet<int> years, FrozenDictionary<DateOnly, bool> exceptions)
    {
        var text = new StringBuilder();
        foreach (var year in years.Order()) text.Append(CultureInfo.InvariantCulture, $"{year}\n");
        foreach (var (day, works) in exceptions.OrderBy(pair => pair.Key))
            text.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},{works}\n");
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 4));
        return string.Create(CultureInfo.InvariantCulture, $"{id}-{years.Min()}..{years.Max()}+{digest}");
    }
}
