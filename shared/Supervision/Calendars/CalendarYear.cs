using System.Globalization;
using System.Text.RegularExpressions;

namespace Supervision.Calendars;

/// <summary>The facts one announcement gives for one year, as read from a file such as <c>cn-2027.csv</c>.</summary>
/// <remarks>
/// A file holds what the announcement for its year says. An announcement may exchange days of the last week of the year before
/// (the notice for 2007 made 30 December 2006 a workday), so those belong to the file of the year announced.
/// </remarks>
internal sealed partial record CalendarYear(string File, string CalendarId, int Year, IReadOnlyList<CalendarYear.Fact> Facts)
{
    private const string Header = "date,day";

    internal readonly record struct Fact(DateOnly Day, bool Works, int Line);

    /// <summary>First day that the announcement for <paramref name="year"/> may change: 25 December of the year before.</summary>
    internal static DateOnly FirstDay(int year) => new(year - 1, 12, 25);

    internal static CalendarYear? Read(string file, string csv, List<CalendarFault> faults)
    {
        if (FileName().Match(file) is not { Success: true } name)
        {
            faults.Add(new CalendarFault(CalendarFaultCodes.FileName, file, 0, "A calendar file is named like cn-2027.csv."));
            return null;
        }

        var year = int.Parse(name.Groups["year"].ValueSpan, CultureInfo.InvariantCulture);
        var facts = new Dictionary<DateOnly, Fact>();
        var headerSeen = false;
        var number = 0;
        foreach (var raw in csv.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r', ' ', '\t');
            if (line.Length == 0 || line[0] == '#') continue;

            if (!headerSeen)
            {
                headerSeen = true;
                if (line != Header)
                    faults.Add(new CalendarFault(CalendarFaultCodes.Header, file, number, $"The first row must be '{Header}'."));
                else continue;
            }

            ReadRow(file, year, number, line, facts, faults);
        }

        if (facts.Count == 0)
        {
            faults.Add(new CalendarFault(CalendarFaultCodes.Empty, file, 0,
                "The file names no day; an empty file would pass for an announced year."));
        }

        return new CalendarYear(file, name.Groups["id"].Value, year, [.. facts.Values.OrderBy(fact => fact.Day)]);
    }

    private static void ReadRow(string file, int year, int number, string line, Dictionary<DateOnly, Fact> facts,
        List<CalendarFault> faults)
    {
        if (Row().Match(line) is not { Success: true } row
            || !DateOnly.TryParseExact(row.Groups["date"].ValueSpan, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
                out var day))
        {
            faults.Add(new CalendarFault(CalendarFaultCodes.Row, file, number,
                $"'{line}' is not a date and 'off' or 'work', as in 2027-01-01,off."));
        }
        else if (day < FirstDay(year) || day > new DateOnly(year, 12, 31))
        {
            faults.Add(new CalendarFault(CalendarFaultCodes.DateOutsideYear, file, number,
                $"{day:yyyy-MM-dd} is not in {year} nor in the last week of {year - 1}."));
        }
        else if (!facts.TryAdd(day, new Fact(day, row.Groups["day"].Value == "work", number)))
        {
            faults.Add(new CalendarFault(CalendarFaultCodes.DuplicateDate, file, number,
                $"{day:yyyy-MM-dd} was given before, in line {facts[day].Line}."));
        }
    }

    [GeneratedRegex(@"^(?<id>[a-z][a-z0-9]{0,15})-(?<year>[12][0-9]{3})\.csv\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    [GeneratedRegex(@"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2}),(?<day>off|work)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
