using System.Text.Json.Serialization;

namespace Supervision.Calendars;

/// <summary>The calendar unit by which a duty recurs.</summary>
[JsonConverter(typeof(WireNameConverter<RecurrenceUnit>))]
public enum RecurrenceUnit
{
    /// <summary>每月</summary>
    Month,

    /// <summary>每季度</summary>
    Quarter,

    /// <summary>每半年</summary>
    HalfYear,

    /// <summary>每年</summary>
    Year,
}
