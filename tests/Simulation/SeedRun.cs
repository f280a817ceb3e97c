using System.Globalization;
using Azure;
using Supervision.Deadlines;
using Supervision.History;
using Supervision.Identity;
using Supervision.PlainModel;
using Supervision.Relay;
using Supervision.Simulation.Hosts;
using Supervision.Simulation.Life;
using Supervision.Sweeping;

namespace Supervision.Simulation;

/// <summary>
/// One invented office over some years: two processes of the product on one storage, people who act, and weather. One thread, one clock;
/// everything follows from the seed.
/// </summary>
internal sealed class SeedRun : IDisposable
{
    private static readonly TimeSpan Zone = TimeSpan.FromHours(8);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MarksGrowOld = TimeSpan.FromMinutes(16);

    /// <summary>What a relay that came to grief had claimed is free again after this.</summary>
    private static readonly TimeSpan ClaimsRunOut = TimeSpan.FromMinutes(10);

    private const string SendingHours = "Mail:Window:Keep";

    /// <summary>A writer commits within a quarter of an hour of having asked for a mark; half of that, and what a relay takes, lies within it.</summary>
    private const int LongestDelay = 600;

    private readonly IBackend backend;
    private readonly ProductHost?[] hosts = new ProductHost?[2];
    private readonly PriorityQueue<Action, (long Ticks, long Order)> happenings = new();
    private readonly Dictionary<string, string?> settings = new()
    {
        ["Office:BaseUrl"] = "https://supervision.example/",

        // Homes one after another: whatever happens between two requests of one runs requests of others, and chance has one order.
        ["Sweep:HomesAtOnce"] = "1",
        ["Relay:HomesAtOnce"] = "1",
    };

    private readonly TextWriter? log;
    private readonly Announcements announcements;
    private readonly SeededIds ids;
    private long order;
    private int sweeps;
    private int relays;
    private int starts;
    private DateTimeOffset lastSweep;
    private DateTimeOffset lastRelay;
    private DateTimeOffset lastRelayInTrouble;
    private DateOnly lastSeal;
    private bool relaying;
    private bool carriedMeanwhile;

    public SeedRun(int seed, int years, Func<SimulatedClock, IBackend> openBackend, TextWriter? log)
    {
        Seed = seed;
        this.log = log;
        Random = new Random(seed);
        // One in three lives in years whose holidays are not announced yet.
        Start = new DateTimeOffset(Random.Next(3) == 0 ? 2024 + Random.Next(3) : 2015 + Random.Next(9), 1 + Random.Next(12), 1, 9, 0, 0, Zone).ToUniversalTime();
        End = Start.AddYears(years);
        Clock = new SimulatedClock(Start);
        backend = openBackend(Clock);
        settings["Storage:Prefix"] = backend.Prefix;
        ids = new SeededIds(new Random(Random.Next()));
        var keepsHours = Random.Next(2) == 0;
        settings[SendingHours] = keepsHours ? "Always" : "Never";
        Recording.KeepsHoursUntil = keepsHours ? End : DateTimeOffset.MinValue;
        var stormy = Random.Next(4);
        Weather = new Weather(new Random(Random.Next()), Clock)
        {
            Faults = new[] { 0.0005, 0.002, 0.004, 0.008 }[stormy],
            Meanwhiles = backend.TakesTurns ? new[] { 0.0005, 0.001, 0.002, 0.002 }[stormy] : 0,
            Meanwhile = Interfere,
        };
        backend.Interceptor = Weather.Decide;
        Mail = new MailServer(Clock, new Random(Random.Next()), Recording.HandedOver) { TroubleOneIn = Random.Next(3) * 40 };
        Recording.Calendars.Add((DateTimeOffset.MinValue, new PlainCalendar(PlainCalendar.ShippedTexts)));
        Recording.Practice = PlainPractice.All[Random.Next(PlainPractice.All.Count)];
        settings["Jurisdiction:Profile"] = Recording.Practice.Profile;
        announcements = new Announcements(this, settings);
    }

    public int Seed { get; }

    public Random Random { get; }

    public DateTimeOffset Start { get; }

    public DateTimeOffset End { get; }

    public SimulatedClock Clock { get; }

    public Weather Weather { get; }

    public MailServer Mail { get; }

    public Recording Recording { get; } = new();

    public Findings Findings { get; } = new();

    public DateTimeOffset Now => Clock.GetUtcNow();

    public DateOnly Today => DateOnly.FromDateTime(Now.ToOffset(Zone).DateTime);

    public long Requests => backend.Requests;

    /// <summary>Rises with each thing done, and whenever something happened between two requests of another.</summary>
    public int Moments { get; private set; }

    /// <summary>Until when both processes are down.</summary>
    public DateTimeOffset OutUntil { get; private set; }

    /// <summary>Lives through the years and puts everything to the proof.</summary>
    public void Execute()
    {
        var office = new Office(this);
        office.Open();
        Weather.IsOn = true;
        office.PlanLife();
        announcements.Plan();
        PlanTroubles();
        while (Next() is { } next && next.At < End)
        {
            Clock.MoveTo(next.At);
            Moments++;
            next.Do();
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Clock.MoveTo(End);
        Finish();
        Say($"sweeps {sweeps}, relays {relays}, acts {Recording.Acts.Count}, requests: {backend}");
        new Proof.Verdict(this, backend).Give(Host(0));
    }

    /// <summary>Does something at an instant, or when the processes are up again.</summary>
    public void At(DateTimeOffset when, Action act) => happenings.Enqueue(act, (when.UtcTicks, order++));

    public void In(TimeSpan span, Action act) => At(Now + span, act);

    public void Say(string what) => log?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Now.ToOffset(Zone):yyyy-MM-dd HH:mm:ss} {what}"));

    /// <summary>A process of the two; it is started where there is none.</summary>
    public ProductHost Host(int index)
    {
        if (hosts[index] is { IsDead: false } host)
        {
            return host;
        }

        NoteDeath(index);
        var wasOn = Weather.IsOn;
        Weather.IsOn = false;
        var name = string.Create(CultureInfo.InvariantCulture, $"{"AB"[index]}{++starts}");
        hosts[index] = ProductHost.Start(name, backend.StartProcess(name), Clock, ids, Mail, settings);
        Weather.IsOn = wasOn;
        return hosts[index]!;
    }

    /// <summary>Calls the product in one of its processes.</summary>
    /// <returns>False when no answer came: the process died, or storage did not let it through.</returns>
    public bool Call<T>(string what, Func<ProductHost, Task<T>> call, out T? answer)
    {
        var index = Random.Next(2);
        var host = Host(index);
        answer = default;
        try
        {
            answer = call(host).GetAwaiter().GetResult();
            if (!host.IsDead)
            {
                return true;
            }
        }
        catch (Exception fault)
        {
            if (!host.IsDead && !IsOfTheWorld(fault))
            {
                Findings.Differ($"{what} threw {fault.GetType().Name}: {fault.Message}");
                Say(fault.ToString());
            }

            Say($"{what} came to nothing: {fault.GetType().Name} {fault.Message.Split('\n')[0]}");
        }

        if (host.IsDead)
        {
            Say($"process {host.Name} died during {what}");
            NoteDeath(index);
        }

        return false;
    }

    /// <summary>Somebody who tries again after a minute until there is an answer; time passes meanwhile, so that an outage ends.</summary>
    public T CallUntilAnswered<T>(string what, Func<ProductHost, Task<T>> call)
    {
        T? answer;
        while (!Call(what, call, out answer))
        {
            Clock.Advance(Minute);
        }

        return answer!;
    }

    /// <summary>Asks the product for an act until it answers, now or days later, or gives up.</summary>
    /// <param name="repeats">Whether asking again cannot do it twice.</param>
    public void Try(PlainAct act, bool repeats, Func<ProductHost, Task<bool?>> send)
    {
        if (act.Attempts++ == 0)
        {
            act.Begun = Now;
            act.Ended = Now;
            Recording.Acts.Add(act);
        }

        var answered = Call(act.ToString(), send, out var done);
        act.Ended = Now;
        if (answered)
        {
            act.Done = done;
            Say($"{act}: {(done is { } known ? known ? "done" : "refused" : "answered")}");
        }
        else if (repeats && act.Attempts < 12)
        {
            switch (Random.Next(10))
            {
                case < 6:
                    Try(act, repeats, send);
                    break;
                case < 9:
                    In(TimeSpan.FromMinutes(Random.Next(1, 60 * 24 * 4)), () => Try(act, repeats, send));
                    break;
                default:
                    break;
            }
        }
    }

    public IReadOnlyList<InMemoryStorage.StoredRow> Rows(string table, string? partition = null) => backend.Rows(table, partition);

    /// <summary>Both processes end in good order; the next call starts new ones.</summary>
    public void Restart()
    {
        for (var index = 0; index < hosts.Length; index++)
        {
            hosts[index]?.Dispose();
            hosts[index] = null;
        }
    }

    public void Dispose()
    {
        announcements.Dispose();
        foreach (var host in hosts)
        {
            host?.Dispose();
        }

        backend.Dispose();
    }

    private static bool IsOfTheWorld(Exception fault) => fault switch
    {
        DecisionContendedException or RequestFailedException or TaskCanceledException or IOException or TimeoutException or HttpRequestException => true,
        AggregateException many => many.InnerExceptions.All(IsOfTheWorld),
        _ => false,
    };

    private void NoteDeath(int index)
    {
        if (hosts[index] is { IsDead: true } dead)
        {
            Recording.Deaths.Add((Now, dead.Name));
            dead.Dispose();
            hosts[index] = null;
        }
    }

    private (DateTimeOffset At, Action Do)? Next()
    {
        (DateTimeOffset At, Action Do)? next = null;
        if (happenings.TryPeek(out _, out var first))
        {
            next = (new DateTimeOffset(first.Ticks, TimeSpan.Zero), () => happenings.Dequeue()());
        }

        foreach (var (at, work) in new[] { (NextSweep(), (Action)Sweep), (NextRelay(), Relay) })
        {
            if (at is { } when && (next is null || when < next.Value.At))
            {
                next = (when, work);
            }
        }

        return next is { } found && found.At < OutUntil ? (OutUntil, found.Do) : next;
    }

    /// <summary>The next full hour's sweep that finds something on the agenda.</summary>
    private DateTimeOffset? NextSweep()
    {
        var first = Rows("agenda").FirstOrDefault(row => char.IsAsciiDigit(row.PartitionKey[0]) || row.PartitionKey == "plan");
        if (first is null)
        {
            return null;
        }

        var due = first.PartitionKey == "plan"
            ? Now
            : new DateTimeOffset(DateTime.ParseExact(first.PartitionKey, "yyyyMMdd", CultureInfo.InvariantCulture), Zone) + (5 * Minute);
        return due > lastSweep + Hour ? due : lastSweep + Hour;
    }

    /// <summary>The next minute's relay that finds a mark to judge: one that was set anew, one that has rested, one that grew old enough to go.</summary>
    private DateTimeOffset? NextRelay()
    {
        DateTimeOffset? next = null;
        foreach (var mark in Rows("agenda", "relay"))
        {
            var at = (DateTimeOffset?)mark["RestsUntil"] is { } rested ? rested
                : lastRelayInTrouble >= lastRelay || mark.Timestamp >= lastRelay ? lastRelay + Minute
                : Now < lastRelay + MarksGrowOld ? lastRelay + MarksGrowOld
                : lastRelay + Hour;
            next = next is null || at < next ? at : next;
        }

        return next < lastRelay + Minute ? lastRelay + Minute : next;
    }

    /// <summary>A sweep, and another for what the first has opened. Notes when everything due had been looked at.</summary>
    private void Sweep()
    {
        for (var turn = 0; turn < 6; turn++)
        {
            lastSweep = Now;
            sweeps++;
            var (before, day) = (Moments, Today);
            if (SweepOnce() is not { } report)
            {
                return;
            }

            if (report.AsOf < day)
            {
                Findings.Differ($"the sweep of {day:O} was made as of {report.AsOf:O}");
            }

            if (report.LookedAt > 0)
            {
                Say($"sweep as of {report.AsOf:O}: looked at {report.LookedAt}, raised {report.Raised}, opened {report.Opened}, faults {string.Join("; ", report.Faults)}");
            }

            if (!report.Succeeded || Moments != before)
            {
                return;
            }

            // A plan for a day to come is carried on each time and stays.
            if (report.Opened == 0 && report.Plans == Rows("agenda", "plan").Count(plan => plan["Done"] is not true))
            {
                if (report.SetAside.Count == 0)
                {
                    Recording.Sweeps.Add(new Settled(Now, day));
                }

                break;
            }
        }

        if (lastSeal < Today.AddDays(-1) && Random.Next(3) == 0 && Now.ToOffset(Zone).Hour >= 1)
        {
            lastSeal = Today;
            Call("seal", host => host.Get<SealHistory>().ExecuteAsync(CancellationToken.None), out _);
        }
    }

    /// <summary>Null when no answer came.</summary>
    private SweepReport? SweepOnce()
    {
        var began = Now;
        var answered = Call("sweep", host => host.Get<SweepDeadlines>().ExecuteAsync(null, CancellationToken.None), out var report);
        Recording.SweepSpans.Add((began, Now));
        return answered ? report : null;
    }

    /// <summary>Sweeps in the first hour of a local day: something waits for it that is on no agenda.</summary>
    public void SweepOn(DateOnly day) => At(new DateTimeOffset(day.ToDateTime(new TimeOnly(0, 5)), Zone), Sweep);

    private void Relay()
    {
        lastRelay = Now;
        relays++;
        var (before, faults) = (Moments, Weather.Injected);
        relaying = true;
        var answered = Call("relay", host => host.Get<RelayChanges>().ExecuteAsync(CancellationToken.None), out var report);
        relaying = false;
        if (carriedMeanwhile)
        {
            carriedMeanwhile = false;
            new Proof.ViewVerdict(backend, Findings).CheckFresh();
        }

        if (!answered || report!.Faults.Count > 0 || Moments != before || Weather.Injected != faults)
        {
            lastRelayInTrouble = Now;
        }
        else if (lastRelay - lastRelayInTrouble > ClaimsRunOut)
        {
            Recording.Relays.Add(lastRelay);
        }
    }

    private void CheckAgenda()
    {
        if (Call("check", host => host.Get<CheckAgenda>().ExecuteAsync(all: true, CancellationToken.None), out var check))
        {
            foreach (var row in check!.Restored)
            {
                if (Weather.DiedAfterLateDecision)
                {
                    Findings.Healed++;
                    Say($"the second line of defence found {row}");
                }
                else
                {
                    Findings.Lose($"the agenda row {row} was missing on {Today:O}");
                }
            }

            Weather.DiedAfterLateDecision = false;
        }
    }

    /// <summary>What happens between two requests of something else: time passes, the other process works, somebody acts.</summary>
    private void Interfere()
    {
        Moments++;
        lastRelayInTrouble = Now;
        var began = Now;
        switch (Random.Next(10))
        {
            case < 3:
                Clock.Advance(TimeSpan.FromMinutes(Random.Next(10) switch { < 8 => Random.Next(1, 30), < 9 => Random.Next(30, 600), _ => Random.Next(600, 6000) }));
                Say("paused");
                break;
            case < 5:
                Clock.Advance(TimeSpan.FromSeconds(Random.Next(LongestDelay)));
                Say("meanwhile a sweep");
                SweepOnce();
                break;
            case < 7:
                Clock.Advance(TimeSpan.FromSeconds(Random.Next(LongestDelay)));
                Say("meanwhile a relay");
                Call("relay", host => host.Get<RelayChanges>().ExecuteAsync(CancellationToken.None), out _);
                break;
            case var _ when relaying:
                // A relay has read what is old when it goes on: another has carried what came after.
                Say("meanwhile everybody acts, and another relay");
                Rush?.Invoke();
                carriedMeanwhile |= Call("relay", host => host.Get<RelayChanges>().ExecuteAsync(CancellationToken.None), out _);
                break;
            default:
                Say("meanwhile people act");
                Act?.Invoke();
                break;
        }

        Recording.HeldUp.Add((began, Now));
        Moments++;
    }

    /// <summary>The departments that there are or have been.</summary>
    public List<string> Departments { get; } = [.. Given.Departments.Select(department => department.Id)];

    /// <summary>The directories that somebody may know who reads it now.</summary>
    public IEnumerable<PlainDirectory> Directories => PlainDirectory.Between(Recording.Organs, Now, Now);

    /// <summary>Laws in the register.</summary>
    public List<string> Laws { get; } = [];

    /// <summary>Deliveries that no deadline awaited, for an officer to match.</summary>
    public List<(DepartmentId Home, DeliverAct Act)> Unmatched { get; } = [];

    /// <summary>Removals that await a decision: home, and the act that proposed each.</summary>
    public List<RemoveAct> Removals { get; } = [];

    /// <summary>By deadline: the tag of its state that somebody read last.</summary>
    public Dictionary<string, string> Seen { get; } = [];

    /// <summary>Somebody acts; set by the office.</summary>
    public Action? Act { get; set; }

    /// <summary>Everybody acts; set by the office.</summary>
    public Action? Rush { get; set; }

    private void PlanTroubles()
    {
        var span = End - Start;
        for (var day = TimeSpan.FromDays(Random.Next(7)); day < span; day += TimeSpan.FromDays(7))
        {
            At(Start + day + TimeSpan.FromMinutes(Random.Next(1440)), () =>
            {
                Sweep();
                if (Random.Next(4) == 0)
                {
                    CheckAgenda();
                }
            });
        }

        for (var count = Random.Next(2, 7); count > 0; count--)
        {
            At(Start + Part(span), () =>
            {
                OutUntil = Now + (Random.Next(3) switch { 0 => TimeSpan.FromHours(Random.Next(2, 48)), 1 => TimeSpan.FromDays(Random.Next(2, 12)), _ => TimeSpan.FromDays(Random.Next(10, 45)) });
                Say($"both processes are down until {OutUntil:u}");
                Restart();
            });
        }

        for (var count = Random.Next(0, 8); count > 0; count--)
        {
            At(Start + Part(span), () =>
            {
                Weather.StorageDownUntil = Now + TimeSpan.FromMinutes(Random.Next(1, 180));
                Recording.HeldUp.Add((Now, Weather.StorageDownUntil));
                Say($"storage answers nobody until {Weather.StorageDownUntil:u}");
            });
        }

        for (var count = Random.Next(0, 4); count > 0; count--)
        {
            At(Start + Part(span), () =>
            {
                Mail.DownUntil = Now + TimeSpan.FromHours(Random.Next(1, 100));
                Recording.MailTroubles.Add((Now, Mail.DownUntil));
                Say($"the mail server is down until {Mail.DownUntil:u}");
            });
        }
    }

    private TimeSpan Part(TimeSpan span) => span * Random.NextDouble();

    /// <summary>The weather clears and a week passes: whatever is due comes to its end.</summary>
    private void Finish()
    {
        if (OutUntil > Now)
        {
            // The next morning, so that no day begins after the last sweep.
            Clock.MoveTo(new DateTimeOffset(OutUntil.ToOffset(Zone).Date.AddDays(1).AddHours(9), Zone));
        }

        Weather.IsOn = false;
        Mail.DownUntil = default;
        Mail.TroubleOneIn = 0;
        if (Recording.KeepsHoursUntil > DateTimeOffset.MinValue)
        {
            settings[SendingHours] = "Never";
            Recording.KeepsHoursUntil = Now;
            Restart();
        }

        foreach (var wait in new[] { Minute, MarksGrowOld, Hour, TimeSpan.FromHours(25), TimeSpan.FromHours(25), MarksGrowOld, Hour })
        {
            Clock.Advance(wait);
            Sweep();
            Relay();
        }

        if (Recording.Sweeps.Count == 0 || Recording.Sweeps[^1].At < lastSweep)
        {
            Findings.Lose("in fair weather a sweep did not do all that was due");
        }

        var healed = Findings.Healed;
        CheckAgenda();
        if (Findings.Healed > healed)
        {
            Sweep();
            Relay();
        }

        // What was asked for last grows old enough to go.
        Clock.Advance(MarksGrowOld);
        Relay();
        if (Recording.Relays.Count == 0 || Recording.Relays[^1] < lastRelay)
        {
            Findings.Lose("in fair weather a relay did not carry all that waited");
        }

        Call("seal", host => host.Get<SealHistory>().ExecuteAsync(CancellationToken.None), out _);
    }
}
