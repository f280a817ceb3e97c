using System.Globalization;
using System.Text;
using Supervision.PlainModel;

namespace Supervision.Simulation.Life;

/// <summary>The holidays of years to come are announced in time or late; an administrator puts the file into its folder and starts the processes anew.</summary>
internal sealed class Announcements(SeedRun run, Dictionary<string, string?> settings) : IDisposable
{
    private readonly Dictionary<int, string> texts = new(PlainCalendar.ShippedTexts);
    private string? folder;

    private Random Random => run.Random;

    public void Plan()
    {
        for (var year = texts.Keys.Max() + 1; year <= run.End.Year + 1; year++)
        {
            var announced = year;
            var when = new DateTimeOffset(year - 1, 10, 20, 2, 0, 0, TimeSpan.Zero) + TimeSpan.FromHours(Random.Next(24 * (Random.Next(3) == 0 ? 190 : 70)));
            if (when < run.End)
            {
                // What was announced before the run begins is there when it begins.
                run.At(when < run.Start ? run.Start : when, () => Arrive(announced));
            }
        }
    }

    public void Dispose()
    {
        if (folder is not null)
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    private void Arrive(int year)
    {
        folder ??= System.IO.Directory.CreateTempSubdirectory("supervision-simulation-").FullName;
        texts[year] = Write(year);
        File.WriteAllText(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"cn-{year}.csv")), texts[year]);
        settings["Calendars:Folder"] = folder;
        run.Restart();
        run.Recording.Calendars.Add((run.Now, new PlainCalendar(texts)));
        run.Say(string.Create(CultureInfo.InvariantCulture, $"the holidays of {year} are announced"));
    }

    /// <summary>Holidays in the manner of real ones: spells of days off, paid for with weekends that are worked.</summary>
    private string Write(int year)
    {
        var days = new SortedDictionary<DateOnly, bool>();
        foreach (var (month, day, length) in new[] { (1, 1, 1), (2, 1 + Random.Next(15), 8), (4, 4, 3), (5, 1, 5), (6, 5 + Random.Next(18), 3), (9, 29, 10) })
        {
            var first = new DateOnly(year, month, day);
            for (var i = 0; i < length; i++)
            {
                days[first.AddDays(i)] = false;
            }

            foreach (var beside in new[] { first.AddDays(-Random.Next(1, 8)), first.AddDays(length + Random.Next(7)) })
            {
                if (beside.Year == year && beside.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
                {
                    days.TryAdd(beside, true);
                }
            }
        }

        // Now and then the last week of the year before is touched too.
        var last = new DateOnly(year - 1, 12, 25).AddDays(Random.Next(7));
        days[last] = last.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var text = new StringBuilder("date,day\n");
        foreach (var (day, works) in days)
        {
            text.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd},{(works ? "work" : "off")}\n");
        }

        return text.ToString();
    }
}
