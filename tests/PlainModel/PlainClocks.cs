namespace Supervision.PlainModel;

/// <summary>When a duty is due: domain.md, section 2, worked out anew.</summary>
public static class PlainClocks
{
    /// <summary>Filing for record after publication (Legislation Law art. 109).</summary>
    private const string Filing = "P30D";

    /// <summary>Answer to a review opinion (Legislation Law art. 112).</summary>
    private const string Answer = "P2M";

    private const int MonthsOfTerm = 60;

    /// <summary>The deadlines that a confirmation on a local date opens.</summary>
    public static IEnumerable<PlainDeadline> Confirm(Duty duty, DateOnly on, PlainCalendar calendar, PlainPractice practice) => duty.Organs
        .Select(organ => First(duty, organ, on, calendar, practice))
        .OfType<PlainDeadline>();

    /// <summary>The occurrences that follow another: at whoever owes, on their first day, what each organ that was confirmed owed.</summary>
    /// <param name="start">That first day.</param>
    /// <param name="owing">Who owes what an organ owed.</param>
    public static IReadOnlyList<PlainDeadline> Following(PlainDeadline line, DateOnly start, Func<string, string> owing, DateOnly on, PlainCalendar calendar) =>
    [
        .. line.Confirmed
            .GroupBy(owing)
            .Select(owed => Occurrence(line.Duty, owed.Key, start, on, calendar, owed)),
    ];

    /// <summary>The occurrence after a delivery, for a duty that recurs from the last.</summary>
    public static PlainDeadline AfterDelivery(PlainDeadline line, DateOnly fulfilled, DateOnly on, int step, PlainCalendar calendar)
    {
        return Chained(line, LabelAfter(line), line.Kind, fulfilled, line.Duty.Cycle!.FromLast!, on, step, calendar);
    }

    /// <summary>The number of the occurrence after a delivery, in three digits.</summary>
    public static string LabelAfter(PlainDeadline line) => $"{int.Parse(line.Label, System.Globalization.CultureInfo.InvariantCulture) + 1:D3}";

    /// <summary>The filing of a rule that was published.</summary>
    public static PlainDeadline FilingOf(PlainDeadline line, DateOnly published, DateOnly on, int step, PlainCalendar calendar) =>
        Chained(line, $"{line.Label}F{step}", "filing-for-record", published, Filing, on, step, calendar);

    /// <summary>The answer to a review opinion.</summary>
    public static PlainDeadline AnswerTo(PlainDeadline line, DateOnly given, DateOnly on, int step, PlainCalendar calendar) =>
        Chained(line, $"{line.Label}A{step}", "answer-to-review-opinion", given, Answer, on, step, calendar);

    /// <summary>The review of a rule after the higher law changed.</summary>
    public static PlainDeadline ReviewOf(PlainDeadline line, DateOnly changed, string period, DateOnly on, int step, PlainCalendar calendar) =>
        Chained(line, $"{line.Label}V{step}", "rule-review", changed, period, on, step, calendar);

    /// <summary>d0 by a clock and a calendar, and whether days count in it that are not announced.</summary>
    public static (DateOnly Due, bool Provisional) DueOf(Cycle? cycle, PlainClock clock, PlainCalendar calendar)
    {
        if (clock.Fixed is { } day)
        {
            return (day, false);
        }

        var last = clock.Start is { } start ? LastDay(cycle!, start, calendar) : calendar.Add(clock.Trigger, clock.Period!);
        var due = calendar.NextWorkingDay(last);
        return (due, calendar.IsUnknown(due));
    }

    /// <summary>First day of the period after one.</summary>
    public static DateOnly NextStart(Cycle cycle, DateOnly start) => End(cycle, start).AddDays(1);

    /// <summary>The occurrence whose period begins on a day.</summary>
    private static PlainDeadline Occurrence(
        Duty duty, string organ, DateOnly start, DateOnly on, PlainCalendar calendar, IEnumerable<string> confirmed)
    {
        var cycle = duty.Cycle!;
        var clock = new PlainClock(start > duty.Trigger ? start : duty.Trigger, Start: start);
        var (due, provisional) = DueOf(cycle, clock, calendar);
        return new PlainDeadline(duty, organ, Label(cycle, start), clock, due, on)
        {
            Confirmed = [.. confirmed],
            Partners = [.. duty.Partners.Where(partner => partner != organ)],
            NextStart = NextStart(cycle, start),
            Provisional = provisional,
        };
    }

    private static PlainDeadline Chained(
        PlainDeadline line, string label, string kind, DateOnly trigger, string period, DateOnly on, int step, PlainCalendar calendar)
    {
        var clock = new PlainClock(trigger, period);
        var (due, provisional) = DueOf(null, clock, calendar);
        return new PlainDeadline(line.Duty, line.Organ, label, clock, due, on)
        {
            Kind = kind,
            Partners = line.Partners,
            Inherited = due < on,
            Provisional = provisional,
            LastChainStep = step,
        };
    }

    private static PlainDeadline? First(Duty duty, string organ, DateOnly on, PlainCalendar calendar, PlainPractice practice)
    {
        if (duty.Cycle is { FromLast: null } cycle)
        {
            // The duty begins with the unit in which it starts, or where that is to be delivered before the start, with the next.
            var start = UnitStart(cycle, duty.Trigger);
            if (LastDay(cycle, start, calendar) < duty.Trigger)
            {
                start = PlainCalendar.AddMonths(start, cycle.Months);
            }

            // From there one period follows the other; what could no longer come in time when somebody confirmed it is let be.
            while (LastDay(cycle, start, calendar) < on)
            {
                start = End(cycle, start).AddDays(1);
            }

            return Occurrence(duty, organ, start, on, calendar, [organ]);
        }

        var (trigger, period, after) = (duty.Trigger, duty.Cycle?.FromLast ?? duty.Period, (string?)null);
        if (duty.FixedOn is null && period is null)
        {
            if (duty.May || !practice.Defaults.TryGetValue(duty.Kind, out var said))
            {
                return null;
            }

            (trigger, period, after) = (said.After is null ? trigger : calendar.Add(trigger, said.After), said.Period, said.After);
        }

        var clock = new PlainClock(trigger, duty.FixedOn is null ? period : null, duty.FixedOn, After: after);
        var (due, provisional) = DueOf(null, clock, calendar);
        return new PlainDeadline(duty, organ, duty.Cycle is null ? "1" : "001", clock, due, on) { Inherited = due < on, Provisional = provisional };
    }

    private static string Label(Cycle cycle, DateOnly start)
    {
        if (cycle.Times is { } times)
        {
            var term = TermOf(cycle, start);
            var share = 1;
            while (PlainCalendar.AddMonths(term, MonthsOfTerm * share / times) <= start)
            {
                share++;
            }

            return $"{term.Year:D4}T{share:D2}";
        }

        var part = cycle.Months switch
        {
            12 => "",
            6 => $"H{(start.Month + 5) / 6}",
            3 => $"Q{(start.Month + 2) / 3}",
            _ => $"M{start.Month:D2}",
        };
        return $"{start.Year:D4}{part}";
    }

    private static DateOnly UnitStart(Cycle cycle, DateOnly day)
    {
        if (cycle.Times is not { } times)
        {
            return new DateOnly(day.Year, (day.Month - 1) / cycle.Months * cycle.Months + 1, 1);
        }

        var start = TermOf(cycle, day);
        while (End(cycle, start) < day)
        {
            start = End(cycle, start).AddDays(1);
        }

        return start;
    }

    /// <summary>The last day of the period that begins on a day.</summary>
    private static DateOnly End(Cycle cycle, DateOnly start)
    {
        if (cycle.Times is not { } times)
        {
            return PlainCalendar.AddMonths(start, cycle.Every * cycle.Months).AddDays(-1);
        }

        var share = 1;
        while (PlainCalendar.AddMonths(TermOf(cycle, start), MonthsOfTerm * share / times) <= start)
        {
            share++;
        }

        return PlainCalendar.AddMonths(TermOf(cycle, start), MonthsOfTerm * share / times).AddDays(-1);
    }

    private static DateOnly TermOf(Cycle cycle, DateOnly day)
    {
        var term = cycle.FirstTerm;
        while (term > day)
        {
            term = PlainCalendar.AddMonths(term, -MonthsOfTerm);
        }

        while (PlainCalendar.AddMonths(term, MonthsOfTerm) <= day)
        {
            term = PlainCalendar.AddMonths(term, MonthsOfTerm);
        }

        return term;
    }

    private static DateOnly LastDay(Cycle cycle, DateOnly start, PlainCalendar calendar)
    {
        var end = End(cycle, start);
        var next = end.AddDays(1);
        return cycle.By is { } by ? MonthDay(PlainCalendar.AddMonths(next, -cycle.Months), by)
            : cycle.ByInNext is { } later ? MonthDay(next, later)
            : cycle.AfterEnd is { } period ? calendar.Add(end, period)
            : end;
    }

    private static DateOnly MonthDay(DateOnly start, string text)
    {
        var month = PlainCalendar.AddMonths(start, PlainCalendar.Count(text[..2]) - 1);
        return new DateOnly(month.Year, month.Month, Math.Min(PlainCalendar.Count(text[3..]), DateTime.DaysInMonth(month.Year, month.Month)));
    }
}
