using System.Text.Json.Serialization;

namespace Supervision.Calendars;

/// <summary>The unit in which a law counts a period.</summary>
[JsonConverter(typeof(WireNameConverter<PeriodUnit>))]
public enum PeriodUnit
{
    /// <summary>日: every day counts.</summary>
    CalendarDays,

    /// <summary>工作日: only days worked according to the announced calendar count.</summary>
    WorkingDays,

    /// <summary>月: to the same day number, else the last day of the month.</summary>
    Months,

    /// <summary>年: twelve months each.</summary>
    Years,
}
