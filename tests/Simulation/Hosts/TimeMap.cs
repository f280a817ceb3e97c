namespace Supervision.Simulation.Hosts;

/// <summary>Which time of the run it was at a time of the machine: noted at each request, so that the emulator's times can be read as the run's.</summary>
internal sealed class TimeMap(SimulatedClock clock)
{
    private readonly Lock gate = new();
    private readonly List<(long Machine, long Run)> pairs = [];

    public DateTimeOffset RunNow => clock.GetUtcNow();

    /// <summary>Notes that it is now the run's time.</summary>
    public void Note()
    {
        lock (gate)
        {
            var (machine, run) = (TimeProvider.System.GetUtcNow().UtcTicks, clock.GetUtcNow().UtcTicks);
            if (pairs.Count == 0 || (machine > pairs[^1].Machine && run >= pairs[^1].Run))
            {
                pairs.Add((machine, run));
            }
        }
    }

    /// <summary>The run's time when the machine's was this.</summary>
    public DateTimeOffset ToRun(DateTimeOffset machine)
    {
        lock (gate)
        {
            var (low, high) = (0, pairs.Count - 1);
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                (low, high) = pairs[middle].Machine <= machine.UtcTicks ? (middle, high) : (low, middle - 1);
            }

            return new DateTimeOffset(pairs.Count == 0 ? machine.UtcTicks : pairs[low].Run, TimeSpan.Zero);
        }
    }
}
