using Supervision.Calendars;

namespace Supervision.Jurisdictions;

/// <summary>The escalation ladder (domain.md, section 3): from the facts of a deadline to the stage it has reached at a date.</summary>
/// <remarks>
/// <para>
/// Months of a period, for notice by the month: months count as such, a year as twelve, calendar days thirty to the month; for working
/// days and where no period is known, the whole months from the trigger to the day after the due date (the deadline includes its last
/// day). Fractions are dropped.
/// </para>
/// <para>
/// A stage before the due date whose date is not earlier than that of the stage above it is left out: the early notice of a one-month
/// period (3 days) would come after the reminder (7 days).
/// </para>
/// <para>
/// The stages of an inherited deadline count from the day of its release as if that were the day after the due date. An extension that
/// moves the due date past the release gives it the full ladder again.
/// </para>
/// </remarks>
public static class Ladder
{
    // While a calendar is awaited, a deadline is looked at again within a week, so that its arrival needs no list of who waits for it.
    private const int DaysBetweenLooksForCalendar = 7;

    // An announcement moves a date forward by at most the weekends of a year that are worked instead, about eight days.
    private const int DaysMovedForwardAtMost = 14;

    /// <summary>The highest stage reached at <paramref name="today"/>, whether raised before or not; null for none.</summary>
    public static EscalationStage? Reached(LadderInput input, DateOnly today, JurisdictionProfile profile, WorkingDayCalendar calendar) =>
        Look(input, today, profile, calendar).Reached;

    /// <summary>
    /// The next date after <paramref name="today"/> at which <see cref="Reached"/> could change. Null when nothing can change by time
    /// alone: the ladder is at its end, an overdue notice must first be sent, an inherited deadline first be released. While a calendar
    /// is awaited: three weeks before the date by weekends alone, then a week from today, since the announcement may move it either way.
    /// </summary>
    public static DateOnly? NextLook(LadderInput input, DateOnly today, JurisdictionProfile profile, WorkingDayCalendar calendar) =>
        Look(input, today, profile, calendar).NextLook;

    /// <summary>The dates on which stages are reached as the facts stand; what cannot be reached is left out.</summary>
    public static StageDates Dates(LadderInput input, JurisdictionProfile profile, WorkingDayCalendar calendar) =>
        new([.. Steps(input, profile, calendar).Where(step => step.Settled).Select(step => (step.Stage, step.On))]);

    /// <summary>Everything one look at <paramref name="today"/> finds.</summary>
    public static LadderLook Look(LadderInput input, DateOnly today, JurisdictionProfile profile, WorkingDayCalendar calendar)
    {
        var steps = Steps(input, profile, calendar);
        EscalationStage? reached = null;
        foreach (var step in steps)
        {
            if (step.Settled && step.On <= today) reached = step.Stage;
        }

        var raise = reached > input.AlreadyRaised || input.AlreadyRaised is null ? reached : null;
        var done = raise ?? input.AlreadyRaised;
        IReadOnlyList<EscalationStage> passedOver = raise is null
            ? []
            : [.. profile.Ladder.Select(rule => rule.Stage)
                .Where(stage => stage < raise && (input.AlreadyRaised is null || stage > input.AlreadyRaised))];

        var ahead = steps.Where(step => done is null || step.Stage > done).ToList();
        DateOnly? next = null;
        foreach (var step in ahead)
        {
            var on = step.Settled && step.On > today ? step.On : LookForCalendar(step.On, today);
            if (next is null || on < next) next = on;
        }

        return new LadderLook(reached, raise, passedOver, next, ahead.Exists(step => !step.Settled));
    }

    private static DateOnly LookForCalendar(DateOnly on, DateOnly today)
    {
        var first = on.AddDays(-DaysMovedForwardAtMost - DaysBetweenLooksForCalendar);
        var again = today.AddDays(DaysBetweenLooksForCalendar);
        return first > today ? first : on > today && on < again ? on : again;
    }

    /// <summary>Whole months of the period, by which notice is given.</summary>
    internal static int Months(LadderInput input) => input.Period switch
    {
        { Unit: PeriodUnit.Months, Count: var months } => months,
        { Unit: PeriodUnit.Years, Count: var years } => 12 * years,
        { Unit: PeriodUnit.CalendarDays, Count: var days } => days / 30,
        _ => WholeMonths(input.Trigger, input.Due.AddDays(1)),
    };

    private static int WholeMonths(DateOnly from, DateOnly to)
    {
        var months = (to.Year - from.Year) * 12 + to.Month - from.Month;
        return Math.Max(0, from.AddMonths(months) > to ? months - 1 : months);
    }

    private static List<Step> Steps(LadderInput input, JurisdictionProfile profile, WorkingDayCalendar calendar)
    {
        if (input is { Inherited: true, InheritedReleasedOn: null }) return [];

        // Day 0 of what comes after: the due date, or the eve of the release of a deadline that was past by then.
        var released = input is { Inherited: true, InheritedReleasedOn: { } on } && on > input.Due ? on : (DateOnly?)null;
        var zero = released?.AddDays(-1) ?? input.Due;
        var dated = new List<(StageRule Rule, Step Step)>();
        foreach (var rule in profile.Ladder)
        {
            if (Date(rule, input, released is not null, zero, calendar) is { } step) dated.Add((rule, step));
        }

        var kept = new List<Step>();
        for (var i = 0; i < dated.Count; i++)
        {
            var (rule, step) = dated[i];
            var comesTooLate = rule.When is not StageTime.After && i + 1 < dated.Count && step.On >= dated[i + 1].Step.On;
            var precedesRound = step.Settled && step.On < input.RoundStartedOn;
            var precedesOpening = rule.NotBeforeOpening && step.On < input.OpenedOn;
            if (!comesTooLate && !precedesRound && !precedesOpening && !rule.Unless.Any(bar => Holds(bar, input))) kept.Add(step);
        }

        return kept;
    }

    private static Step? Date(StageRule rule, LadderInput input, bool released, DateOnly zero, WorkingDayCalendar calendar)
    {
        switch (rule.When)
        {
            case StageTime.DaysBeforePerMonth { Days: var days }:
                return released ? null : new Step(rule.Stage, zero.AddDays(-days * Months(input)), Settled: true);
            case StageTime.Before { Period: var period }:
                return released ? null : new Step(rule.Stage, Back(zero, period, calendar), Settled: true);
            case StageTime.After { Period: var period }:
                if (rule.AfterOverdueNotice is not null && input.OverdueNoticeSentOn is null) return null;

                var (date, settled) = Forward(zero, period, calendar);
                if (rule is { AfterOverdueNotice: { } wait } && input.OverdueNoticeSentOn is { } sent)
                {
                    var (earliest, earliestSettled) = Forward(sent, wait, calendar);
                    date = earliest > date ? earliest : date;
                    settled &= earliestSettled;
                }

                return new Step(rule.Stage, date, settled && !input.Provisional);
            default:
                throw new ArgumentOutOfRangeException(nameof(rule), rule.When, "Unknown time of a stage.");
        }
    }

    private static (DateOnly Date, bool Settled) Forward(DateOnly from, Period period, WorkingDayCalendar calendar)
    {
        var due = DueDates.After(from, period, LastDayRule.AsIs, calendar);
        return (due.Date, !due.Provisional);
    }

    private static DateOnly Back(DateOnly from, Period period, WorkingDayCalendar calendar) => period.Unit == PeriodUnit.WorkingDays
        ? calendar.AddWorkingDays(from, -period.Count)
        : from.AddDays(-period.Count);

    /// <summary>
    /// True when a fact that stands for the rest of the round keeps a stage from being reached. That the office has still to decide is no such
    /// fact: its answer may be no.
    /// </summary>
    internal static bool IsBarred(StageRule rule, LadderInput input) => rule.Unless.Any(bar => bar != StageBar.DecisionAwaited && Holds(bar, input));

    private static bool Holds(StageBar bar, LadderInput input) => bar switch
    {
        StageBar.DeliveryReceived => input.DeliveryReceived,
        StageBar.ExplanationAccepted => input.ExplanationAccepted,
        StageBar.Extended => input.Extended,
        StageBar.DecisionAwaited => input.DecisionAwaited,
        _ => throw new ArgumentOutOfRangeException(nameof(bar), bar, "Unknown fact."),
    };

    private readonly record struct Step(EscalationStage Stage, DateOnly On, bool Settled);
}
