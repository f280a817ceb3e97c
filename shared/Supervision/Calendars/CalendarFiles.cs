using System.Reflection;
using System.Text;

namespace Supervision.Calendars;

/// <summary>
/// Finds calendar files: those shipped inside the product, then those of the office's own folder, which replace them year by year.
/// </summary>
public static class CalendarFiles
{
    private const string Prefix = "Supervision.Calendars.Data.";

    /// <summary>The calendar <paramref name="id"/> from the shipped files and, where given, the <c>*.csv</c> files of a folder.</summary>
    /// <param name="id">First part of the file names, e.g. <c>cn</c>.</param>
    /// <param name="folder">Folder of further years, see <see cref="CalendarOptions.Folder"/>; null or empty for none.</param>
    /// <exception cref="CalendarException">A file is faulty, the folder is missing, or there is no file of this calendar.</exception>
    public static WorkingDayCalendar Load(string id, string? folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        (string name, string csv)[] files = [.. Shipped(), .. string.IsNullOrWhiteSpace(folder) ? [] : InFolder(folder)];
        (string name, string csv)[] own = [.. files.Where(file => !IsOfAnother(file.name, id))];
        return own.Length > 0
            ? WorkingDayCalendar.Parse(own)
            : throw new CalendarException([new CalendarFault(CalendarFaultCodes.Missing, $"{id}-*.csv", 0,
                $"There is no file of calendar '{id}'.")]);
    }

    // A name that fits no calendar is kept, so that reading it names the fault instead of passing a misnamed year over in silence.
    private static bool IsOfAnother(string name, string id)
    {
        var faults = new List<CalendarFault>();
        return CalendarYear.Read(name, "", faults) is { } year && year.CalendarId != id;
    }

    private static IEnumerable<(string name, string csv)> Shipped()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            yield return (resource[Prefix.Length..], reader.ReadToEnd());
        }
    }

    private static (string name, string csv)[] InFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CalendarException([new CalendarFault(CalendarFaultCodes.Folder, folder, 0,
                "The folder of Calendars:Folder does not exist.")]);
        }

        return [.. Directory.EnumerateFiles(folder)
            .Where(path => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), File.ReadAllText(path, Encoding.UTF8)))];
    }
}
