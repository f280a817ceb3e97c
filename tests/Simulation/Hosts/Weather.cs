using Supervision.InMemoryStorage;

namespace Supervision.Simulation.Hosts;

/// <summary>What goes wrong between the processes and storage, and what happens between two requests: chosen by seed.</summary>
internal sealed class Weather(Random random, SimulatedClock clock)
{
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(15);

    /// <summary>Held up this long just before its decision, a process may find gone the mark that it asked for up to two minutes before.</summary>
    private static readonly TimeSpan OutlivesMarks = TimeSpan.FromMinutes(13);

    /// <summary>Requests after a late decision by which its process has asked for the mark again.</summary>
    private const int AskedAgainBy = 8;

    /// <summary>Whoever is about to write into a list is held up so many times as often: what it read before may be old by then.</summary>
    private const int OftenerBeforeViews = 5;

    private StorageFault? streak;
    private int streakLeft;
    private int quiet;
    private int sinceLate = int.MaxValue;

    /// <summary>Whether anything goes wrong at all.</summary>
    public bool IsOn { get; set; }

    /// <summary>Chance of a fault, per request.</summary>
    public double Faults { get; init; }

    /// <summary>Chance that something happens meanwhile, per request.</summary>
    public double Meanwhiles { get; init; }

    /// <summary>Until when storage answers nobody.</summary>
    public DateTimeOffset StorageDownUntil { get; set; }

    public int Injected { get; private set; }

    /// <summary>
    /// Whether a process was held up for longer than marks are kept, between its last look at the clock and its decision, and died before it
    /// could ask again. Nothing that a process may do guards against both; what it leaves is for the second line of defence to find.
    /// </summary>
    public bool DiedAfterLateDecision { get; set; }

    /// <summary>What happens between two requests of a process; it may take any time.</summary>
    public Action? Meanwhile { get; set; }

    public StorageFault? Decide(RequestSeen request)
    {
        clock.Advance(RoundTrip);
        if (!IsOn)
        {
            return null;
        }

        sinceLate = sinceLate == int.MaxValue ? sinceLate : sinceLate + 1;
        if (quiet == 0 && random.NextDouble() < Meanwhiles * (request.IsView ? OftenerBeforeViews : 1))
        {
            var from = clock.GetUtcNow();
            quiet++;
            try
            {
                Meanwhile?.Invoke();
            }
            finally
            {
                quiet--;
            }

            if (request.IsDecision && clock.GetUtcNow() - from >= OutlivesMarks)
            {
                sinceLate = 0;
            }
        }

        if (clock.GetUtcNow() < StorageDownUntil)
        {
            return Inject(StorageFault.Answer(503));
        }

        if (streakLeft > 0)
        {
            streakLeft--;
            return Inject(streak!);
        }

        return random.NextDouble() < Faults ? Inject(Choose(request)) : null;
    }

    private StorageFault Inject(StorageFault fault)
    {
        Injected++;
        DiedAfterLateDecision |= sinceLate <= AskedAgainBy && (fault.DiesBefore || fault.DiesAfter);
        return fault;
    }

    private StorageFault Choose(RequestSeen request)
    {
        var fault = random.Next(20) switch
        {
            < 4 => StorageFault.ConnectionLost,
            < 8 when request.IsWrite => StorageFault.AnswerLost,
            < 11 => StorageFault.Answer(503),
            < 12 => StorageFault.Answer(500),
            < 13 => StorageFault.Answer(429),
            // Whoever decides judges anew; of a single row, 412 says that another wrote it, and so it comes from true races alone.
            < 15 when request.IsDecision => StorageFault.Answer(412, "UpdateConditionNotSatisfied"),
            < 17 => TimeOut(),
            < 18 => StorageFault.DieBefore,
            < 20 => StorageFault.DieAfter,
            _ => StorageFault.ConnectionLost,
        };

        // Sometimes the SDK's own retries do not suffice.
        if (!ReferenceEquals(fault, StorageFault.DieBefore) && !ReferenceEquals(fault, StorageFault.DieAfter) && random.Next(4) == 0)
        {
            (streak, streakLeft) = (fault, random.Next(1, 9));
        }

        return fault;
    }

    private StorageFault TimeOut()
    {
        clock.Advance(TimeSpan.FromSeconds(20));
        return StorageFault.Timeout;
    }
}
