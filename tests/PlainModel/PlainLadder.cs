namespace Supervision.PlainModel;

/// <summary>A rung of the escalation ladder, in the raw numbers of domain.md, section 3.</summary>
/// <param name="PerMonth">Days before the due date for each month of the period.</param>
/// <param name="Before">Days before the due date.</param>
/// <param name="After">Period after the due date.</param>
/// <param name="AfterNotice">Period after an overdue notice was sent, before which the rung is not reached.</param>
/// <param name="UnlessDeciding">Not reached while the office owes an answer.</param>
/// <param name="UnlessExplained">Not reached once an explanation of the round was accepted.</param>
public sealed record Rung(
    string Stage,
    string[] Roles,
    int? PerMonth = null,
    int? Before = null,
    string? After = null,
    string? AfterNotice = null,
    bool UnlessDeciding = false,
    bool UnlessExplained = false);

/// <summary>The ladder.</summary>
public static class PlainLadder
{
    public const int Overdue = 2;
    public const int Letter = 4;
    public const int StandingCommittee = 5;

    public static Rung[] Rungs { get; } =
    [
        new("early-notice", ["department"], PerMonth: 3),
        new("reminder", ["department", "officer-in-charge"], Before: 7),
        new("overdue", ["department", "officer-in-charge"], After: "P1D"),
        new("explanation-required", ["department", "committee-office-head"], After: "10WD", AfterNotice: "10WD", UnlessDeciding: true, UnlessExplained: true),
        new("supervision-letter", ["committee-office"], After: "P30D", AfterNotice: "10WD", UnlessDeciding: true, UnlessExplained: true),
        new("standing-committee", ["standing-committee-office"], After: "P90D", AfterNotice: "10WD", UnlessDeciding: true),
    ];

    public static int IndexOf(string stage) => Array.FindIndex(Rungs, rung => rung.Stage == stage);

    /// <summary>The highest stage that a deadline has reached on a local date, or -1.</summary>
    public static int Reached(PlainDeadline line, DateOnly on, PlainCalendar calendar)
    {
        if (!line.IsAwaited || line.IsSilent)
        {
            return -1;
        }

        for (var stage = Rungs.Length - 1; stage >= 0; stage--)
        {
            if (IsReached(line, stage, on, calendar))
            {
                return stage;
            }
        }

        return -1;
    }

    private static bool IsReached(PlainDeadline line, int stage, DateOnly on, PlainCalendar calendar)
    {
        var rung = Rungs[stage];
        if ((rung.UnlessDeciding && line.OfficeDecides) || (rung.UnlessExplained && line.Explanation is { Status: "accepted" }))
        {
            return false;
        }

        if (rung.After is null)
        {
            // What was released after d begins at overdue: a reminder of a day that has passed helps nobody, not even while d is provisional.
            return DateBefore(line, stage) is { } early && early <= on && !(early < line.RoundBegan) && !(line.Released > line.Due);
        }

        // Begun again, or released, after d: that day counts as the one after the due date.
        var zero = line.Due;
        if (line.Released is { } released && released.AddDays(-1) > zero)
        {
            zero = released.AddDays(-1);
        }

        if (line.RoundBegan is { } began && began.AddDays(-1) > zero)
        {
            zero = began.AddDays(-1);
        }

        var date = Later(zero, rung.After, calendar, out var known);
        if (rung.AfterNotice is { } wait)
        {
            if (line.Noticed is not { } sent)
            {
                return false;
            }

            var earliest = Later(sent, wait, calendar, out var alsoKnown);
            known &= alsoKnown;
            date = earliest > date ? earliest : date;
        }

        return known && !(line.Provisional && line.Due == line.OriginalDue) && date <= on && !(date < line.RoundBegan);
    }

    /// <summary>Null where the stage is left out: a notice that would come after the one above it, or before the deadline was opened.</summary>
    private static DateOnly? DateBefore(PlainDeadline line, int stage)
    {
        var rung = Rungs[stage];
        if (rung.Before is { } days)
        {
            return line.Due.AddDays(-days);
        }

        var date = line.Due.AddDays(-rung.PerMonth!.Value * Months(line));
        return date >= line.Due.AddDays(-Rungs[stage + 1].Before!.Value) || date < line.OpenedOn ? null : date;
    }

    private static DateOnly Later(DateOnly from, string period, PlainCalendar calendar, out bool known)
    {
        var date = calendar.Add(from, period);
        known = !PlainCalendar.IsWorking(period) || !calendar.IsUnknown(date);
        return date;
    }

    /// <summary>Whole months of the period; of a fixed or recurring date, and of working days, from the trigger to the day after d.</summary>
    private static int Months(PlainDeadline line)
    {
        if (line.Clock.Period is { } period && !PlainCalendar.IsWorking(period))
        {
            var count = PlainCalendar.Count(period);
            return period[^1] == 'Y' ? 12 * count : period[^1] == 'M' ? count : count / 30;
        }

        var months = 0;
        while (PlainCalendar.AddMonths(line.Clock.Trigger, months + 1) <= line.Due.AddDays(1))
        {
            months++;
        }

        return months;
    }
}
