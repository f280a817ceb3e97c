namespace Supervision.PlainModel;

/// <summary>When a duty is due: domain.md, section 2, worked out anew.</summary>
public static class PlainClocks
{
    /// <summary>The default period of a rule whose law names none.</summary>
    private const string DefaultOfRules = "P1Y";

    /// <summary>The deadlines that a confirmation on a local date opens.</summary>
    public static IEnumerable<PlainDeadline> Confirm(Duty duty, DateOnly on, PlainCalendar calendar) => duty.Organs
        .Select(organ => First(duty, organ, on, calendar))
        .OfType<PlainDeadline>();

    /// <summary>The occurrence whose period begins on a day.</summary>
    public static PlainDeadline Occurrence(Duty duty, string organ, DateOnly start, DateOnly on, PlainCalendar calendar)
    {
        var (due, provisional) = DueOf(duty.Cycle!, start, calendar);
        var part = duty.Cycle!.Months switch
        {
            12 => "",
            6 => $"H{(start.Month + 5) / 6}",
            3 => $"Q{(start.Month + 2) / 3}",
            _ => $"M{start.Month:D2}",
        };
        return new PlainDeadline(duty, organ, $"{start.Year:D4}{part}", start > duty.Trigger ? start : duty.Trigger, due, on)
        {
            Start = start,
            NextStart = PlainCalendar.AddMonths(start, duty.Cycle.Every * duty.Cycle.Months),
            Provisional = provisional,
        };
    }

    /// <summary>The due date of a deadline by a calendar, and whether days count in it that are not announced.</summary>
    public static (DateOnly Due, bool Provisional) DueOf(PlainDeadline line, PlainCalendar calendar) =>
        line.Start is { } start ? DueOf(line.Duty.Cycle!, start, calendar)
        : line.Period is { } period ? After(line.Trigger, period, calendar)
        : (line.Due, false);

    private static PlainDeadline? First(Duty duty, string organ, DateOnly on, PlainCalendar calendar)
    {
        if (duty.Cycle is { } cycle)
        {
            var from = duty.Trigger > on ? duty.Trigger : on;
            var start = new DateOnly(from.Year, (from.Month - 1) / cycle.Months * cycle.Months + 1, 1);
            while (LastDay(cycle, start, calendar) < from)
            {
                start = PlainCalendar.AddMonths(start, cycle.Months);
            }

            return Occurrence(duty, organ, start, on, calendar);
        }

        if (duty.FixedOn is { } day)
        {
            return new PlainDeadline(duty, organ, "1", duty.Trigger, day, on) { Inherited = day < on };
        }

        if ((duty.Period ?? (duty.May || duty.Kind != "rule" ? null : DefaultOfRules)) is not { } period)
        {
            return null;
        }

        var (due, provisional) = After(duty.Trigger, period, calendar);
        return new PlainDeadline(duty, organ, "1", duty.Trigger, due, on) { Period = period, Inherited = due < on, Provisional = provisional };
    }

    private static (DateOnly Due, bool Provisional) After(DateOnly trigger, string period, PlainCalendar calendar)
    {
        var last = calendar.Add(trigger, period);
        var due = calendar.NextWorkingDay(last);
        return (due, calendar.IsUnknown(due) || (PlainCalendar.IsWorking(period) && calendar.IsUnknown(last)));
    }

    private static (DateOnly Due, bool Provisional) DueOf(Cycle cycle, DateOnly start, PlainCalendar calendar)
    {
        var last = LastDay(cycle, start, calendar);
        var due = calendar.NextWorkingDay(last);
        return (due, calendar.IsUnknown(due));
    }

    private static DateOnly LastDay(Cycle cycle, DateOnly start, PlainCalendar calendar)
    {
        var next = PlainCalendar.AddMonths(start, cycle.Every * cycle.Months);
        return cycle.By is { } by ? MonthDay(PlainCalendar.AddMonths(next, -cycle.Months), by)
            : cycle.ByInNext is { } later ? MonthDay(next, later)
            : cycle.AfterEnd is { } period ? calendar.Add(next.AddDays(-1), period)
            : next.AddDays(-1);
    }

    private static DateOnly MonthDay(DateOnly start, string text)
    {
        var month = PlainCalendar.AddMonths(start, PlainCalendar.Count(text[..2]) - 1);
        return new DateOnly(month.Year, month.Month, Math.Min(PlainCalendar.Count(text[3..]), DateTime.DaysInMonth(month.Year, month.Month)));
    }
}
