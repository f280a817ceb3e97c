namespace Supervision.Calendars;

/// <summary>Where further years of working-day calendars are found; section <c>Calendars</c>.</summary>
public sealed class CalendarOptions
{
    public const string Section = "Calendars";

    /// <summary>
    /// Folder with files such as <c>cn-2027.csv</c>, read at start; each replaces the shipped facts of its year, whole. Empty (the
    /// default): only shipped years.
    /// </summary>
    public string Folder { get; set; } = "";
}
