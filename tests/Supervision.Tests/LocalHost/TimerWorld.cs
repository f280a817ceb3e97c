using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Supervision.InMemoryStorage;
using Supervision.LocalHost;

namespace Supervision.Tests.LocalHost;

/// <summary>One run of a timer function as the function saw it.</summary>
public sealed record TimerRun(DateTimeOffset Began, bool PastDue, ScheduleStatus? Status, string Host);

/// <summary>What the timer functions of all hosts do, and the runs there were.</summary>
public sealed class TimerWork(TimeProvider clock)
{
    private readonly List<TimerRun> runs = [];
    private int now;

    public IReadOnlyList<TimerRun> Runs
    {
        get
        {
            lock (runs)
            {
                return [.. runs];
            }
        }
    }

    /// <summary>Most runs at the same time.</summary>
    public int MostAtOnce { get; private set; }

    public int Cancelled { get; private set; }

    public Func<CancellationToken, Task> Body { get; set; } = _ => Task.CompletedTask;

    public async Task RunAsync(TimerInfo timer, string host, CancellationToken cancellationToken)
    {
        lock (runs)
        {
            runs.Add(new TimerRun(clock.GetUtcNow(), timer.IsPastDue, timer.ScheduleStatus, host));
            MostAtOnce = Math.Max(MostAtOnce, ++now);
        }

        try
        {
            await Body(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled++;
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref now);
        }
    }
}

/// <summary>Which host an object belongs to.</summary>
public sealed record HostName(string Value);

public sealed class HourlyFunctions(TimerWork work, HostName host)
{
    [Function("Hourly")]
    public Task RunAsync([TimerTrigger("%Schedules:Hourly%")] TimerInfo timer, CancellationToken cancellationToken) =>
        work.RunAsync(timer, host.Value, cancellationToken);
}

public sealed class StartupFunctions(TimerWork work, HostName host)
{
    [Function("AtStart")]
    public Task RunAsync([TimerTrigger("0 0 * * * *", RunOnStartup = true)] TimerInfo timer, CancellationToken cancellationToken) =>
        work.RunAsync(timer, host.Value, cancellationToken);
}

public sealed class UnmonitoredFunctions(TimerWork work, HostName host)
{
    [Function("Unmonitored")]
    public ValueTask RunAsync([TimerTrigger("0 0 * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        new(work.RunAsync(timer, host.Value, cancellationToken));
}

/// <summary>Hosts with one timer function on one storage account and one clock, which begins on Monday 2 March 2026 at 09:30 UTC.</summary>
public sealed class TimerWorld : IAsyncDisposable
{
    private readonly List<TestHost> hosts = [];
    private int schedules;

    public TimerWorld()
    {
        Clock = new ManualClock(At(9, 30));
        Storage = new InMemoryStorageService(Clock);
        Work = new TimerWork(Clock);
    }

    public ManualClock Clock { get; }

    public InMemoryStorageService Storage { get; }

    public TimerWork Work { get; }

    /// <summary>The hours at which runs began, as hh:mm, with an exclamation mark when past due.</summary>
    public string Runs => string.Join(' ', Work.Runs.Select(run => $"{run.Began:HH:mm}{(run.PastDue ? "!" : "")}"));

    public string Record(string function = "Hourly") => Blob(function).DownloadContent().Value.Content.ToString();

    public BlobClient Blob(string function = "Hourly") =>
        Storage.CreateBlobServiceClient().GetBlobContainerClient("host-timers").GetBlobClient($"{function}.json");

    public static DateTimeOffset At(int hour, int minute = 0, int second = 0) => new(2026, 3, 2, hour, minute, second, TimeSpan.Zero);

    public async Task<TestHost> StartAsync(string name = "one", Type? functions = null, string timeout = "00:10:00",
        params string[] settings)
    {
        var process = Storage.StartProcess(name);
        var host = await TestHost.StartAsync(
            [functions ?? typeof(HourlyFunctions)],
            builder =>
            {
                builder.UseTimerStorage(process.CreateBlobServiceClient());
                builder.Services.AddSingleton<TimeProvider>(Clock).AddSingleton(Work).AddSingleton(new HostName(name))
                    .AddSingleton(process);
            },
            $$"""{ "functionTimeout": "{{timeout}}" }""",
            ["--Schedules:Hourly", "0 0 * * * *", .. settings]);
        hosts.Add(host);
        // A host with a schedule always waits for the clock: for the next occurrence or, in a run, for the next renewal.
        schedules += settings.Contains("off") ? 0 : 1;
        await SettleAsync();
        return host;
    }

    public async Task StopAsync(TestHost host)
    {
        hosts.Remove(host);
        schedules = 0;
        await host.DisposeAsync();
    }

    /// <summary>Moves the clock to a time in one step and waits until nothing moves any more.</summary>
    public async Task GoToAsync(int hour, int minute = 0, int second = 0)
    {
        Clock.Advance(At(hour, minute, second) - Clock.GetUtcNow());
        await SettleAsync();
    }

    /// <summary>Moves the clock in steps of five seconds, so that renewals and retries happen at their times.</summary>
    public async Task WalkToAsync(int hour, int minute = 0, int second = 0)
    {
        while (Clock.GetUtcNow() < At(hour, minute, second))
        {
            Clock.Advance(TimeSpan.FromSeconds(5));
            await SettleAsync(3);
        }
    }

    public async Task SettleAsync(int quietRounds = 8)
    {
        var last = (0L, 0, 0);
        for (var quiet = 0; quiet < quietRounds;)
        {
            await Task.Delay(4);
            var now = (Storage.Counts.Total, Clock.Waiting, Work.Runs.Count);
            quiet = now == last && ThreadPool.PendingWorkItemCount == 0 && now.Waiting >= schedules ? quiet + 1 : 0;
            last = now;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Storage.Interceptor = null;
        foreach (var host in hosts.ToList())
            await StopAsync(host);
    }
}
