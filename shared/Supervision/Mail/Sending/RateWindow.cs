namespace Supervision.Mail.Sending;

/// <summary>Counts events so that no 60 seconds ever hold more than a given number of them.</summary>
/// <param name="perMinute">The greatest number in any 60 s; 0 is no limit.</param>
internal sealed class RateWindow(int perMinute, TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<long> recent = new();
    private readonly Lock gate = new();

    /// <summary>Takes a place now, or tells how long until the next one is free.</summary>
    public bool TryTake(out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (perMinute == 0)
        {
            return true;
        }

        lock (gate)
        {
            var now = clock.GetTimestamp();
            while (recent.TryPeek(out var oldest) && clock.GetElapsedTime(oldest, now) >= Window)
            {
                recent.Dequeue();
            }

            if (recent.Count < perMinute)
            {
                recent.Enqueue(now);
                return true;
            }

            wait = Window - clock.GetElapsedTime(recent.Peek(), now);
            return false;
        }
    }
}
