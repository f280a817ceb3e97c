using System.Diagnostics.CodeAnalysis;
using NCrontab;

namespace Supervision.LocalHost.Timers;

/// <summary>A six-field NCRONTAB expression: second minute hour day month weekday, in UTC.</summary>
internal sealed class Schedule
{
    private static readonly CrontabSchedule.ParseOptions SixFields = new() { IncludingSeconds = true };

    private readonly CrontabSchedule crontab;

    private Schedule(CrontabSchedule crontab) => this.crontab = crontab;

    /// <summary>The first time strictly after the given one.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset time) => new(crontab.GetNextOccurrence(time.UtcDateTime), TimeSpan.Zero);

    public override string ToString() => crontab.ToString();

    /// <summary>Parses an expression. <paramref name="error"/> goes on a sentence that begins with the expression.</summary>
    public static bool TryParse(string text, DateTimeOffset now, [NotNullWhen(true)] out Schedule? schedule,
        [NotNullWhen(false)] out string? error)
    {
        schedule = null;
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        if (fields != 6)
        {
            error = $"has {fields} field(s); six are needed: second minute hour day month weekday.";
            return false;
        }

        if (CrontabSchedule.TryParse(text, SixFields) is not { } crontab)
        {
            error = "is not a valid NCRONTAB expression.";
            return false;
        }

        // Twelve years hold a 29 February even around a century that has none.
        var horizon = now.UtcDateTime.AddYears(12);
        if (crontab.GetNextOccurrence(now.UtcDateTime, horizon) >= horizon)
        {
            error = "never comes due.";
            return false;
        }

        schedule = new Schedule(crontab);
        error = null;
        return true;
    }
}
