using System.Globalization;

namespace Supervision.Calendars;

/// <summary>A period counted anew from each delivery, and first from the start of the duty.</summary>
/// <param name="Period">How long after the last delivery the next is due; at least one unit.</param>
public sealed record FromLastDelivery(Period Period) : Recurrence
{
    public override Occurrence First(DateOnly onOrAfter, RecurrenceContext context) => Of(1, onOrAfter, context);

    public override Occurrence Next(Occurrence previous, RecurrenceContext context, DateOnly? lastDelivery = null) =>
        Of(
            int.Parse(previous.Label, NumberStyles.None, CultureInfo.InvariantCulture) + 1,
            lastDelivery ?? throw new ArgumentNullException(nameof(lastDelivery),
                "A recurrence from the last delivery needs the date of that delivery."),
            context);

    public override FaultWords? Fault() => Period.Count > 0 ? null : FaultWords.Of("period must be at least one unit.");

    private Occurrence Of(int ordinal, DateOnly from, RecurrenceContext context)
    {
        var due = DueDates.After(from, Period, context.Rule, context.Calendar);
        return new Occurrence(ordinal.ToString("D3", CultureInfo.InvariantCulture), from, due.Unadjusted, due);
    }
}
