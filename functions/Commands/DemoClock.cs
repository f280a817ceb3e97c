namespace Supervision.Functions.Commands;

/// <summary>The clock of the demonstration's story: it stands on the date told, and runs from ten in the morning there.</summary>
internal sealed class DemoClock(TimeZoneInfo zone) : TimeProvider
{
    private DateTimeOffset from;
    private long since;

    public void GoTo(DateOnly date)
    {
        var local = date.ToDateTime(new TimeOnly(10, 0));
        from = new DateTimeOffset(local, zone.GetUtcOffset(local));
        since = System.GetTimestamp();
    }

    public override DateTimeOffset GetUtcNow() => (from + System.GetElapsedTime(since)).ToUniversalTime();
}
