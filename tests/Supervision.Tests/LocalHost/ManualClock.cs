namespace Supervision.Tests.LocalHost;

/// <summary>A clock that moves only when told. Timers fire in the order of their times, on the thread that moves the clock.</summary>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait for the clock.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return timers.Count(timer => timer.Due is not null);
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (gate)
        {
            timers.Add(timer);
        }

        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (TakeDue(end) is { } due)
            due.Fire();
    }

    private ManualTimer? TakeDue(DateTimeOffset end)
    {
        lock (gate)
        {
            var due = timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            now = due is null ? end : due.Due!.Value > now ? due.Due.Value : now;
            due?.Rearm();
            return due;
        }
    }

    private sealed class ManualTimer(ManualClock clock, Action fire) : ITimer
    {
        private TimeSpan every;

        public DateTimeOffset? Due { get; private set; }

        public void Fire() => fire();

        public void Rearm() => Due = every > TimeSpan.Zero ? Due + every : null;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                (Due, every) = (dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime, period);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                Due = null;
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
