using System.Globalization;

namespace Supervision.Calendars;

/// <summary>Once in every N calendar months, quarters, half-years or years: 每年, 每半年, 每季度, 每两年.</summary>
/// <remarks>
/// At most one of the three due rules is given; with none, the duty is due by the last day of the period. Periods of several units begin
/// with the unit in which the duty starts, since a law that says "every two years" says no more.
/// </remarks>
/// <param name="Every">How many units make a period, 1 to 100.</param>
/// <param name="Unit">The calendar unit.</param>
/// <param name="By">Due by this day of the period's last unit: <c>06-30</c> of the year, <c>03-25</c> of the quarter's third month.</param>
/// <param name="ByInNext">Due by this day of the unit that follows the period: <c>03-31</c> of the next year.</param>
/// <param name="AfterPeriodEnd">Due this long after the period's last day, which is the trigger and does not count.</param>
public sealed record EachCalendarPeriod(
    int Every, RecurrenceUnit Unit, MonthDay? By = null, MonthDay? ByInNext = null, Period? AfterPeriodEnd = null) : Recurrence
{
    public override Occurrence First(DateOnly onOrAfter, RecurrenceContext context)
    {
        var start = UnitStart(onOrAfter);
        while (true)
        {
            var occurrence = Of(start, context);
            if (occurrence.Due.Unadjusted >= onOrAfter) return occurrence;
            start = occurrence.PeriodStart.AddMonths(MonthsPerUnit);
        }
    }

    public override Occurrence Next(Occurrence previous, RecurrenceContext context, DateOnly? lastDelivery = null) =>
        Of(previous.PeriodEnd.AddDays(1), context);

    public override FaultWords? Fault()
    {
        if (Every is < 1 or > 100) return FaultWords.Of("every must be 1 to 100.");
        if (!Enum.IsDefined(Unit)) return FaultWords.Of("unit is unknown.");
        if ((By is null ? 0 : 1) + (ByInNext is null ? 0 : 1) + (AfterPeriodEnd is null ? 0 : 1) > 1)
        {
            return FaultWords.Of("only one of by, byInNext and afterPeriodEnd may be given.");
        }

        return (By ?? ByInNext)?.Month > MonthsPerUnit
            ? FaultWords.Of("the month of by or byInNext must be 1 to {most}, counted from the start of the unit.", ("most", MonthsPerUnit))
            : null;
    }

    private int MonthsPerUnit => Unit switch
    {
        RecurrenceUnit.Month => 1,
        RecurrenceUnit.Quarter => 3,
        RecurrenceUnit.HalfYear => 6,
        _ => 12,
    };

    private Occurrence Of(DateOnly start, RecurrenceContext context)
    {
        var next = start.AddMonths(Every * MonthsPerUnit);
        var end = next.AddDays(-1);
        var due = this switch
        {
            { By: { } by } => DueDates.On(by.From(next.AddMonths(-MonthsPerUnit)), context.Rule, context.Calendar),
            { ByInNext: { } by } => DueDates.On(by.From(next), context.Rule, context.Calendar),
            { AfterPeriodEnd: { } period } => DueDates.After(end, period, context.Rule, context.Calendar),
            _ => DueDates.On(end, context.Rule, context.Calendar),
        };
        return new Occurrence(Label(start), start, end, due);
    }

    private DateOnly UnitStart(DateOnly day) => new(day.Year, (day.Month - 1) / MonthsPerUnit * MonthsPerUnit + 1, 1);

    private string Label(DateOnly start) => Unit switch
    {
        RecurrenceUnit.Month => string.Create(CultureInfo.InvariantCulture, $"{start.Year:D4}M{start.Month:D2}"),
        RecurrenceUnit.Quarter => string.Create(CultureInfo.InvariantCulture, $"{start.Year:D4}Q{(start.Month + 2) / 3}"),
        RecurrenceUnit.HalfYear => string.Create(CultureInfo.InvariantCulture, $"{start.Year:D4}H{(start.Month + 5) / 6}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{start.Year:D4}"),
    };
}
