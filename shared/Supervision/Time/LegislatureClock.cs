namespace Supervision.Time;

/// <summary>The clock of the legislature: instants in UTC, local dates in its own time zone.</summary>
public sealed class LegislatureClock(TimeProvider time, TimeZoneInfo zone)
{
    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>The time provider behind it, for delays and elapsed times.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>The instant, UTC.</summary>
    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>The local date.</summary>
    public DateOnly Today => DateOf(Now);

    public DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);
}
