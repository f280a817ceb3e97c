namespace Supervision.Calendars;

/// <summary>A computed due date with what it was computed by.</summary>
/// <param name="Date">The last day on which delivery is in time, local calendar date.</param>
/// <param name="Unadjusted">The last day of the period before the last-day rule.</param>
/// <param name="Provisional">True when a day the computation consulted awaits the announcement of its year; then weekends alone were
/// counted.</param>
/// <param name="Rule">The last-day rule applied.</param>
/// <param name="CalendarVersion">Version of the working-day calendar used.</param>
public sealed record DueDate(DateOnly Date, DateOnly Unadjusted, bool Provisional, LastDayRule Rule, string CalendarVersion);

/// <summary>Rules by which a due date follows from a trigger and a period (domain.md, section 2).</summary>
public static class DueDates
{
    /// <summary>
    /// The due date of a period that starts with a trigger. The trigger's own day does not count; the last day belongs to the period.
    /// </summary>
    /// <param name="trigger">Local date of the event that opens the clock.</param>
    /// <param name="period">How long the clock runs. Months and years end on the trigger's day number, else on the last day of the
    /// month.</param>
    /// <param name="rule">What happens when the last day is no working day.</param>
    /// <param name="calendar">The working days; consulted by working-day periods, and by every rule but
    /// <see cref="LastDayRule.AsIs"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The result lies after the year 9999.</exception>
    public static DueDate After(DateOnly trigger, Period period, LastDayRule rule, WorkingDayCalendar calendar)
    {
        var last = Add(trigger, period, calendar);
        var counted = period.Unit == PeriodUnit.WorkingDays && period.Count > 0;
        return Adjust(last, rule, calendar, counted && !calendar.IsSettled(trigger.AddDays(1), last));
    }

    /// <summary>The due date of a day named by the law, a decision or a treaty.</summary>
    public static DueDate On(DateOnly fixedDate, LastDayRule rule, WorkingDayCalendar calendar) =>
        Adjust(fixedDate, rule, calendar, provisional: false);

    /// <summary>The last day of the period, before any last-day rule.</summary>
    internal static DateOnly Add(DateOnly trigger, Period period, WorkingDayCalendar calendar) => period.Unit switch
    {
        PeriodUnit.CalendarDays => trigger.AddDays(period.Count),
        PeriodUnit.WorkingDays => calendar.AddWorkingDays(trigger, period.Count),
        PeriodUnit.Months => trigger.AddMonths(period.Count),
        PeriodUnit.Years => trigger.AddMonths(12 * period.Count),
        _ => throw new ArgumentOutOfRangeException(nameof(period), period, "Unknown unit of a period."),
    };

    private static DueDate Adjust(DateOnly last, LastDayRule rule, WorkingDayCalendar calendar, bool provisional)
    {
        var step = rule switch
        {
            LastDayRule.NextWorkingDay => 1,
            LastDayRule.PreviousWorkingDay => -1,
            LastDayRule.AsIs => 0,
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown last-day rule."),
        };
        var date = last;
        while (step != 0 && !calendar.IsWorkingDay(date)) date = date.AddDays(step);
        var consulted = step != 0 && !calendar.IsSettled(last, date);
        return new DueDate(date, last, provisional || consulted, rule, calendar.Version);
    }
}
