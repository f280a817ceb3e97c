using System.Text.Json.Serialization;

namespace Supervision.Calendars;

/// <summary>What happens when the last day of a period is no working day.</summary>
[JsonConverter(typeof(WireNameConverter<LastDayRule>))]
public enum LastDayRule
{
    /// <summary>The period ends on the next working day.</summary>
    NextWorkingDay,

    /// <summary>The period ends on the working day before.</summary>
    PreviousWorkingDay,

    /// <summary>The period ends on that day all the same.</summary>
    AsIs,
}
