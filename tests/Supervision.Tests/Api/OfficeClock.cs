namespace Supervision.Tests.Api;

/// <summary>A clock that is set to a date and runs from there; time limits run by the machine's own.</summary>
public sealed class OfficeClock : TimeProvider
{
    private readonly Lock gate = new();
    private DateTimeOffset from;
    private long since;

    public OfficeClock(DateOnly date) => SetNoon(date);

    /// <summary>Noon of a local date in Shanghai.</summary>
    public void SetNoon(DateOnly date)
    {
        lock (gate)
        {
            from = new DateTimeOffset(date.ToDateTime(new TimeOnly(12, 0)), TimeSpan.FromHours(8)).ToUniversalTime();
            since = System.GetTimestamp();
        }
    }

    public void Advance(TimeSpan by)
    {
        lock (gate)
        {
            from += by;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return from + System.GetElapsedTime(since);
        }
    }
}
