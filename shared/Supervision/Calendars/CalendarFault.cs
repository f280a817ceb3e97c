namespace Supervision.Calendars;

/// <summary>One thing wrong with a calendar file.</summary>
/// <param name="Code">Stable code, one of <see cref="CalendarFaultCodes"/>.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Line">Line in the file, from 1; 0 when the file as a whole is at fault.</param>
/// <param name="Message">What is wrong, in a sentence.</param>
public sealed record CalendarFault(string Code, string File, int Line, string Message)
{
    public override string ToString() => Line == 0 ? $"{File}: {Code}: {Message}" : $"{File}({Line}): {Code}: {Message}";
}

/// <summary>The stable codes of faults in calendar files.</summary>
public static class CalendarFaultCodes
{
    public const string FileName = "calendar-file-name";
    public const string Header = "calendar-header";
    public const string Row = "calendar-row";
    public const string DateOutsideYear = "calendar-date-outside-year";
    public const string DuplicateDate = "calendar-duplicate-date";
    public const string Contradiction = "calendar-contradiction";
    public const string Empty = "calendar-empty";
    public const string Mixed = "calendar-mixed";
    public const string Missing = "calendar-missing";
    public const string Folder = "calendar-folder";
}

/// <summary>Calendar files could not be taken; names every fault found.</summary>
public sealed class CalendarException(IReadOnlyList<CalendarFault> faults)
    : Exception("The working-day calendar could not be read:" + string.Concat(faults.Select(fault => Environment.NewLine + fault)))
{
    public IReadOnlyList<CalendarFault> Faults { get; } = faults;
}
