namespace Supervision.Operations.Health;

/// <summary>When something is called a warning or a fault. Pure: dates and counts in, a finding out.</summary>
public static class HealthRules
{
    /// <summary>Sweeps run hourly; after this long at least one has been missed.</summary>
    public static readonly TimeSpan SweepWarnsAfter = TimeSpan.FromHours(2);

    /// <summary>The time after which operations are woken, as by the alert rule no-sweep.</summary>
    public static readonly TimeSpan SweepFailsAfter = TimeSpan.FromHours(6);

    /// <summary>Answers of storage slower than this are worth a look.</summary>
    public static readonly TimeSpan SlowStorage = TimeSpan.FromSeconds(2);

    /// <summary>Marks waiting for the relay beyond which it does not keep up; it carries about a thousand in a run.</summary>
    public const int ManyMarks = 1000;

    /// <summary>From this day of the year the holidays of the next year should be announced and their file in place.</summary>
    private static readonly (int Month, int Day) NextYearKnownBy = (12, 15);

    /// <param name="lastGood">When the last sweep that did everything began; null when none is on record.</param>
    /// <param name="firstSeen">When the earliest sweep on record began; null when there is none.</param>
    public static HealthPart Sweep(DateTimeOffset? lastGood, DateTimeOffset? firstSeen, DateTimeOffset now)
    {
        if ((lastGood ?? firstSeen) is not { } since)
        {
            return new HealthPart("sweep", HealthStatus.Warning, "sweep-none-yet");
        }

        var age = now - since;
        var hours = (long)age.TotalHours;
        return age >= SweepFailsAfter ? new HealthPart("sweep", HealthStatus.Fault, "sweep-missing", hours)
            : age >= SweepWarnsAfter || lastGood is null ? new HealthPart("sweep", HealthStatus.Warning, "sweep-late", hours)
            : new HealthPart("sweep", HealthStatus.Ok, "sweep-good", hours);
    }

    /// <param name="waiting">Agenda items of days before today.</param>
    /// <param name="setAside">Those of them that failed five times and are tried once a day.</param>
    public static HealthPart Agenda(int waiting, int setAside) =>
        setAside > 0 ? new HealthPart("agenda", HealthStatus.Warning, "agenda-set-aside", setAside)
        : waiting > 0 ? new HealthPart("agenda", HealthStatus.Warning, "agenda-behind", waiting)
        : new HealthPart("agenda", HealthStatus.Ok, "agenda-clear", 0);

    /// <param name="marks">Marks that ask the relay for something; those it has carried stay for a quarter of an hour.</param>
    public static HealthPart Relay(int marks) =>
        new("relay", marks >= ManyMarks ? HealthStatus.Warning : HealthStatus.Ok, marks >= ManyMarks ? "relay-behind" : "relay-good", marks);

    /// <param name="failed">Mails on the list of those that reached nobody.</param>
    public static HealthPart Mail(bool hasServer, int failed) =>
        failed > 0 ? new HealthPart("mail", HealthStatus.Warning, "mail-failed", failed)
        : hasServer ? new HealthPart("mail", HealthStatus.Ok, "mail-good", 0)
        : new HealthPart("mail", HealthStatus.Warning, "mail-to-folder");

    /// <param name="last">The day sealed last; null before the first.</param>
    /// <param name="today">The local date.</param>
    public static HealthPart Seal(DateOnly? last, DateOnly today)
    {
        if (last is not { } day)
        {
            return new HealthPart("seal", HealthStatus.Warning, "seal-none-yet");
        }

        // Yesterday is sealed in the small hours; until then the day before yesterday is the last.
        var behind = today.DayNumber - day.DayNumber;
        return behind > 4 ? new HealthPart("seal", HealthStatus.Fault, "seal-missing", behind)
            : behind > 2 ? new HealthPart("seal", HealthStatus.Warning, "seal-late", behind)
            : new HealthPart("seal", HealthStatus.Ok, "seal-good", behind);
    }

    /// <param name="announced">Whether the holidays of a year are known.</param>
    public static HealthPart Calendar(Func<int, bool> announced, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(announced);
        return !announced(today.Year) ? new HealthPart("calendar", HealthStatus.Fault, "calendar-missing", today.Year)
            : (today.Month, today.Day).CompareTo(NextYearKnownBy) >= 0 && !announced(today.Year + 1)
                ? new HealthPart("calendar", HealthStatus.Warning, "calendar-due", today.Year + 1)
                : new HealthPart("calendar", HealthStatus.Ok, "calendar-good", today.Year);
    }

    /// <param name="name">tables or blobs.</param>
    public static HealthPart Storage(string name, TimeSpan took) =>
        new(name, took >= SlowStorage ? HealthStatus.Warning : HealthStatus.Ok, took >= SlowStorage ? "storage-slow" : "storage-good");
}
