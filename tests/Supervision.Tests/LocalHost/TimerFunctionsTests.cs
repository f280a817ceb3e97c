using System.Text.Json;
using Azure.Storage.Blobs.Specialized;
using Supervision.InMemoryStorage;

namespace Supervision.Tests.LocalHost;

public sealed class TimerFunctionsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_at_each_occurrence_and_keeps_a_record()
    {
        await using var world = new TimerWorld();
        var host = await world.StartAsync();

        await world.GoToAsync(9, 59, 59);
        Assert.Equal("", world.Runs);
        await world.GoToAsync(10);
        await world.GoToAsync(11);

        Assert.Equal("10:00 11:00", world.Runs);
        using var record = JsonDocument.Parse(world.Record());
        Assert.Equal(TimerWorld.At(11), record.RootElement.GetProperty("last").GetDateTimeOffset());
        Assert.Equal(TimerWorld.At(12), record.RootElement.GetProperty("next").GetDateTimeOffset());
        Assert.Equal(TimerWorld.At(11), record.RootElement.GetProperty("lastUpdated").GetDateTimeOffset());
        var status = world.Work.Runs[1].Status!;
        Assert.Equal((TimerWorld.At(10).UtcDateTime, TimerWorld.At(11).UtcDateTime, DateTimeKind.Utc),
            (status.Last, status.Next, status.Next.Kind));
        Assert.Equal(2, host.Log.Lines.Count(line => line.StartsWith("Information: Timer Hourly ran in 0 ms", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Runs_each_occurrence_once_however_many_hosts_there_are()
    {
        await using var world = new TimerWorld();
        foreach (var name in new[] { "one", "two", "three" })
            await world.StartAsync(name);

        for (var hour = 10; hour < 15; hour++)
        {
            await world.GoToAsync(hour);
            await world.WalkToAsync(hour, 1);
        }

        Assert.Equal("10:00 11:00 12:00 13:00 14:00", world.Runs);
        Assert.Equal(1, world.Work.MostAtOnce);
    }

    [Fact]
    public async Task Makes_up_once_for_an_outage_and_says_so()
    {
        await using var world = new TimerWorld();
        await world.StopAsync(await world.StartAsync());

        world.Clock.Advance(TimeSpan.FromHours(4));
        await world.StartAsync();
        await world.GoToAsync(14);

        Assert.Equal("13:30! 14:00", world.Runs);
    }

    [Fact]
    public async Task Skips_the_occurrences_missed_in_a_long_run_and_runs_once_after_it()
    {
        await using var world = new TimerWorld();
        var go = new TaskCompletionSource();
        world.Work.Body = _ => go.Task;
        await world.StartAsync(timeout: "-1");

        await world.GoToAsync(10);
        await world.WalkToAsync(10, 1);
        await world.GoToAsync(12, 20);
        world.Work.Body = _ => Task.CompletedTask;
        go.SetResult();
        await world.SettleAsync();
        await world.GoToAsync(13);

        Assert.Equal("10:00 12:20! 13:00", world.Runs);
        Assert.Equal(1, world.Work.MostAtOnce);
    }

    [Fact]
    public async Task Keeps_its_lease_through_a_long_run_so_that_other_hosts_wait()
    {
        await using var world = new TimerWorld();
        var go = new TaskCompletionSource();
        world.Work.Body = _ => go.Task;
        await world.StartAsync("one");
        await world.StartAsync("two");

        await world.GoToAsync(10);
        await world.WalkToAsync(10, 5);
        Assert.Equal("10:00", world.Runs);
        go.SetResult();
        await world.SettleAsync();
        await world.WalkToAsync(10, 6);

        Assert.Equal("10:00", world.Runs);
        Assert.Equal(0, world.Work.Cancelled);
    }

    [Fact]
    public async Task Takes_over_from_a_host_that_died_in_its_run_when_the_lease_has_run_out()
    {
        await using var world = new TimerWorld();
        world.Work.Body = _ => Task.Delay(Timeout.Infinite, CancellationToken.None);
        var one = await world.StartAsync("one", settings: ["--Host:ShutdownTimeout", "0"]);
        await world.GoToAsync(10);
        ((StorageProcess)one.Host.Services.GetService(typeof(StorageProcess))!).Die();
        world.Work.Body = _ => Task.CompletedTask;
        await world.StartAsync("two");
        Assert.Equal("10:00", world.Runs);

        await world.WalkToAsync(10, 1);

        Assert.Equal(["one", "two"], world.Work.Runs.Select(run => run.Host));
        Assert.True(world.Work.Runs[1].PastDue);
        Assert.InRange(world.Work.Runs[1].Began, TimerWorld.At(10, 0, 30), TimerWorld.At(10, 0, 50));
    }

    [Fact]
    public async Task Cancels_the_function_when_its_lease_is_lost_and_repeats_the_run()
    {
        await using var world = new TimerWorld();
        world.Work.Body = token => Task.Delay(Timeout.Infinite, token);
        await world.StartAsync();
        await world.GoToAsync(10);

        await world.Blob().GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: Stop);
        await world.Blob().GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(60), cancellationToken: Stop);
        world.Work.Body = _ => Task.CompletedTask;
        await world.WalkToAsync(10, 0, 15);
        Assert.Equal(1, world.Work.Cancelled);
        await world.WalkToAsync(10, 2);

        Assert.Equal(2, world.Work.Runs.Count);
        Assert.InRange(world.Work.Runs[1].Began, TimerWorld.At(10, 1), TimerWorld.At(10, 1, 30));
    }

    [Fact]
    public async Task Cancels_the_function_before_the_lease_runs_out_when_storage_cannot_be_reached()
    {
        await using var world = new TimerWorld();
        world.Work.Body = token => Task.Delay(Timeout.Infinite, token);
        await world.StartAsync();
        await world.GoToAsync(10);

        world.Storage.Interceptor = _ => ValueTask.FromResult<StorageFault?>(StorageFault.ConnectionLost);
        await world.WalkToAsync(10, 0, 20);
        Assert.Equal(0, world.Work.Cancelled);
        await world.WalkToAsync(10, 0, 30);

        Assert.Equal(1, world.Work.Cancelled);
    }

    [Fact]
    public async Task Outlives_a_storage_outage_and_runs_when_it_is_over()
    {
        await using var world = new TimerWorld();
        var host = await world.StartAsync();

        world.Storage.Interceptor = _ => ValueTask.FromResult<StorageFault?>(StorageFault.Answer(503));
        await world.GoToAsync(10);
        await world.WalkToAsync(10, 5);
        Assert.Equal("", world.Runs);
        world.Storage.Interceptor = null;
        await world.WalkToAsync(10, 7);
        await world.GoToAsync(11);

        Assert.Equal(2, world.Work.Runs.Count);
        Assert.True(world.Work.Runs[0].PastDue);
        Assert.InRange(host.Log.Lines.Count(line => line.StartsWith("Warning: Storage failed for timer Hourly", StringComparison.Ordinal)),
            5, 12);
    }

    [Fact]
    public async Task Goes_on_after_a_function_failed_and_after_one_ran_too_long()
    {
        await using var world = new TimerWorld();
        world.Work.Body = _ => throw new InvalidOperationException("Broken.");
        var host = await world.StartAsync(timeout: "00:00:20");
        await world.GoToAsync(10);
        world.Work.Body = token => Task.Delay(Timeout.Infinite, token);
        await world.GoToAsync(11);
        await world.WalkToAsync(11, 0, 25);
        world.Work.Body = _ => Task.CompletedTask;
        await world.GoToAsync(12);

        Assert.Equal("10:00 11:00 12:00", world.Runs);
        Assert.Equal(1, world.Work.Cancelled);
        Assert.Contains(host.Log.Lines, line =>
            line.StartsWith("Error: Timer Hourly failed", StringComparison.Ordinal) && line.Contains("Broken."));
        Assert.Contains(host.Log.Lines, line => line.Contains("it ran longer than 00:00:20", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lets_a_running_timer_finish_at_the_stop_and_releases_the_lease()
    {
        await using var world = new TimerWorld();
        var go = new TaskCompletionSource();
        world.Work.Body = _ => go.Task;
        var host = await world.StartAsync();
        await world.GoToAsync(10);

        var stopped = world.StopAsync(host);
        await Task.Delay(100, Stop);
        Assert.False(stopped.IsCompleted);
        go.SetResult();
        await stopped;

        Assert.Contains("\"last\":\"2026-03-02T10:00:00+00:00\"", world.Record(), StringComparison.Ordinal);
        await world.Blob().GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Stop);
    }

    [Fact]
    public async Task Cancels_a_timer_that_outlasts_the_stop_and_repeats_it_at_the_next_start()
    {
        await using var world = new TimerWorld();
        world.Work.Body = token => Task.Delay(Timeout.Infinite, token);
        var host = await world.StartAsync(settings: ["--Host:ShutdownTimeout", "00:00:10"]);
        await world.GoToAsync(10);

        var stopped = world.StopAsync(host);
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await stopped;
        Assert.Equal(1, world.Work.Cancelled);
        world.Work.Body = _ => Task.CompletedTask;
        await world.StartAsync();

        Assert.Equal("10:00 10:00!", world.Runs);
    }

    [Fact]
    public async Task Runs_by_name_at_once_and_counts_it_as_a_run_of_the_schedule()
    {
        await using var world = new TimerWorld();
        var host = await world.StartAsync();

        await host.Host.RunTimerAsync("hourly", Stop);
        await world.GoToAsync(10);

        Assert.Equal("09:30 10:00", world.Runs);
        world.Work.Body = _ => throw new InvalidOperationException("Broken.");
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Host.RunTimerAsync("Hourly", Stop));
        var unknown = await Assert.ThrowsAsync<ArgumentException>(() => host.Host.RunTimerAsync("Daily", Stop));
        Assert.Contains("there are: Hourly", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_by_name_only_after_the_run_of_another_host_and_with_timers_off()
    {
        await using var world = new TimerWorld();
        var go = new TaskCompletionSource();
        world.Work.Body = _ => go.Task;
        await world.StartAsync("one");
        var off = await world.StartAsync("two", settings: ["--Host:Timers", "off"]);
        await world.GoToAsync(10);

        var second = off.Host.RunTimerAsync("Hourly", Stop);
        await world.WalkToAsync(10, 0, 40);
        Assert.Single(world.Work.Runs);
        world.Work.Body = _ => Task.CompletedTask;
        go.SetResult();
        await world.WalkToAsync(10, 0, 50);
        await second;

        Assert.Equal(["one", "two"], world.Work.Runs.Select(run => run.Host));
        Assert.Equal(1, world.Work.MostAtOnce);
    }

    [Fact]
    public async Task Does_nothing_by_schedule_when_timers_are_off()
    {
        await using var world = new TimerWorld();
        await world.StartAsync(settings: ["--Host:Timers", "off"]);

        await world.GoToAsync(10);

        Assert.Equal("", world.Runs);
        Assert.Equal(0, world.Storage.Counts.Total);
    }

    [Fact]
    public async Task Runs_at_each_start_when_told_and_makes_up_for_nothing_when_not_monitored()
    {
        await using var world = new TimerWorld();
        await world.StopAsync(await world.StartAsync(functions: typeof(StartupFunctions)));
        await world.StopAsync(await world.StartAsync(functions: typeof(StartupFunctions)));
        Assert.Equal("09:30 09:30", world.Runs);

        await world.StopAsync(await world.StartAsync(functions: typeof(UnmonitoredFunctions)));
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.StartAsync(functions: typeof(UnmonitoredFunctions));
        await world.GoToAsync(12);

        Assert.Equal("09:30 09:30 12:00", world.Runs);
    }

    [Fact]
    public async Task Follows_a_changed_schedule_at_the_next_start()
    {
        await using var world = new TimerWorld();
        await world.StopAsync(await world.StartAsync(settings: ["--Schedules:Hourly", "0 0 0 1 1 *"]));
        Assert.Contains("\"next\":\"2027-01-01", world.Record(), StringComparison.Ordinal);

        await world.StartAsync();
        await world.GoToAsync(10);

        Assert.Equal("10:00", world.Runs);
    }

    [Fact]
    public async Task Takes_an_unreadable_record_for_none()
    {
        await using var world = new TimerWorld();
        await world.StopAsync(await world.StartAsync());
        await world.Blob().UploadAsync(BinaryData.FromString("{ not json"), overwrite: true, Stop);

        var host = await world.StartAsync();
        await world.GoToAsync(10);

        Assert.Equal("10:00", world.Runs);
        Assert.Contains(host.Log.Lines, line => line.StartsWith("Warning: The status of timer Hourly", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keeps_the_number_of_storage_requests_of_a_run_small()
    {
        await using var world = new TimerWorld();
        await world.StartAsync();
        await world.GoToAsync(10);
        world.Storage.ResetCounts();

        await world.GoToAsync(11);

        // Lease, read, write, release.
        Assert.Equal(4, world.Storage.Counts.Total);
    }
}
