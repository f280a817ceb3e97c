using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Azure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Supervision.LocalHost.Discovery;

namespace Supervision.LocalHost.Timers;

/// <summary>
/// Runs one timer when it is due. Whether it is due is decided under the lease from the stored record, so each occurrence has one run
/// however many hosts there are. A host that dies in a run leaves no record of it, and the next to get the lease runs it again.
/// </summary>
internal sealed partial class TimerRunner(
    TimerFunction function, TimerStore store, FunctionInvoker invoker, IServiceScopeFactory scopes, Draining draining, HostJson hostJson,
    TimeProvider clock, ILogger<TimerRunner> logger) : IDisposable
{
    // Waits are cut into pieces, because the clock may be set and a laptop may sleep meanwhile.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestBackoff = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan HeldPoll = TimeSpan.FromSeconds(1);

    private static readonly ActivitySource Source = new("Supervision.LocalHost");

    private readonly SemaphoreSlim oneAtATime = new(1, 1);
    private DateTimeOffset? lastRunHere;

    public string Name => function.Name;

    /// <summary>Keeps the schedule until told to stop; a run that has begun then still finishes.</summary>
    public async Task KeepScheduleAsync(CancellationToken stopping)
    {
        var since = clock.GetUtcNow();
        var atOnce = function.Trigger.RunOnStartup;
        var next = since;
        var backoff = ShortestBackoff;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await WaitUntilAsync(next, stopping);
                (next, var done) = await TickAsync(since, atOnce, stopping);
                atOnce &= !done;
                backoff = ShortestBackoff;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogStorageFault(exception, Name, backoff);
                next = clock.GetUtcNow() + backoff;
                backoff = backoff * 2 < LongestBackoff ? backoff * 2 : LongestBackoff;
            }
        }
    }

    /// <summary>Runs the timer now, after whoever runs it at present. Its exception, or a storage fault, comes through.</summary>
    public async Task RunNowAsync(CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            TimerLease? lease;
            while ((lease = await store.TryAcquireAsync(Name, cancellationToken)) is null)
                await Task.Delay(HeldPoll, clock, cancellationToken);
            await using (lease)
            {
                var record = await lease.ReadAsync(cancellationToken);
                var now = clock.GetUtcNow();
                var late = record is not null && function.Schedule.NextAfter(record.CountedUntil) <= now;
                if ((await RunAsync(lease, record, late, cancellationToken)).Failure is { } failure)
                    ExceptionDispatchInfo.Throw(failure);
            }
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    private async Task WaitUntilAsync(DateTimeOffset time, CancellationToken stopping)
    {
        for (var left = time - clock.GetUtcNow(); left > TimeSpan.Zero; left = time - clock.GetUtcNow())
            await Task.Delay(left < LongestWait ? left : LongestWait, clock, stopping);
        stopping.ThrowIfCancellationRequested();
    }

    /// <summary>Runs the timer if it is due, and says when to look next and whether the lease could be had.</summary>
    private async Task<(DateTimeOffset Next, bool Done)> TickAsync(DateTimeOffset since, bool atOnce, CancellationToken stopping)
    {
        await oneAtATime.WaitAsync(stopping);
        try
        {
            await using var lease = await store.TryAcquireAsync(Name, stopping);
            if (lease is null)
                return (clock.GetUtcNow() + store.LeaseDuration / 2, false);
            var record = await lease.ReadAsync(stopping);
            var now = clock.GetUtcNow();
            if (record is null && !atOnce)
            {
                // From here on an outage over the first occurrence is noticed.
                record = new TimerRecord(null, function.Schedule.NextAfter(now), now);
                await lease.WriteAsync(record, stopping);
            }

            var due = DueAfter(record, since, now);
            if (now < due && !atOnce)
                return (due, true);
            var late = due <= since || now - due > store.LeaseDuration;
            return (await RunAsync(lease, record, late, CancellationToken.None)).Counts
                ? (function.Schedule.NextAfter(now), true)
                : (clock.GetUtcNow() + store.LeaseDuration / 2, false);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private DateTimeOffset DueAfter(TimerRecord? record, DateTimeOffset since, DateTimeOffset now)
    {
        var counted = record?.CountedUntil ?? now;
        // A run whose record could not be written is still not repeated by this host.
        if (lastRunHere > counted)
            counted = lastRunHere.Value;
        if (!function.Trigger.UseMonitor && since > counted)
            counted = since;
        return function.Schedule.NextAfter(counted);
    }

    /// <summary>
    /// Runs the function under the lease and records it. Returns the exception it ended with, if any, and whether the run counts.
    /// </summary>
    private async Task<(Exception? Failure, bool Counts)> RunAsync(
        TimerLease lease, TimerRecord? record, bool late, CancellationToken caller)
    {
        using var timeIsUp = new CancellationTokenSource(hostJson.FunctionTimeout, clock);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(timeIsUp.Token, lease.Lost, draining.Over, caller);
        var began = clock.GetUtcNow();
        var stamp = clock.GetTimestamp();
        var failure = await InvokeAsync(record, late, any.Token);
        var milliseconds = (long)clock.GetElapsedTime(stamp).TotalMilliseconds;

        // A run cut short by a lost lease, by the stop or by its caller did not happen: whoever comes next repeats it.
        if (failure is OperationCanceledException && any.IsCancellationRequested && !timeIsUp.IsCancellationRequested)
        {
            var reason = lease.Lost.IsCancellationRequested ? "its lease is lost" : "the host is stopping or the caller gave up";
            LogCut(Name, milliseconds, reason);
            return (failure, false);
        }

        lastRunHere = began;
        var next = function.Schedule.NextAfter(began);
        if (failure is null)
            LogRan(Name, milliseconds, late, next);
        else if (timeIsUp.IsCancellationRequested)
            LogTimeIsUp(failure, Name, hostJson.FunctionTimeout);
        else
            LogFailed(failure, Name, milliseconds);
        await RecordAsync(lease, new TimerRecord(began, next, clock.GetUtcNow()));
        return (failure, true);
    }

    private async Task<Exception?> InvokeAsync(TimerRecord? record, bool late, CancellationToken cancellationToken)
    {
        var info = new TimerInfo
        {
            IsPastDue = late,
            ScheduleStatus = record is null ? null : new ScheduleStatus
            {
                Last = record.Last?.UtcDateTime ?? default,
                Next = record.Next.UtcDateTime,
                LastUpdated = record.LastUpdated.UtcDateTime,
            },
        };
        try
        {
            using var step = Source.StartActivity($"timer {Name}");
            await using var scope = scopes.CreateAsyncScope();
            object?[] arguments = [.. function.Definition.Method.GetParameters()
                .Select(parameter => parameter.ParameterType == typeof(TimerInfo) ? info : (object)cancellationToken)];
            await invoker.InvokeAsync(function.Definition, scope.ServiceProvider, arguments);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    // Tried until the lease is gone or the stopping host's time is over; lastRunHere covers this host.
    // Another may repeat the run, which every timer must bear.
    private async Task RecordAsync(TimerLease lease, TimerRecord record)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, draining.Over);
        for (var backoff = ShortestBackoff; ; backoff *= 2)
        {
            try
            {
                await lease.WriteAsync(record, end.Token);
                return;
            }
            catch (RequestFailedException taken) when (taken.Status is 404 or 409 or 412)
            {
                LogNotRecorded(taken, Name);
                return;
            }
            catch (Exception exception)
            {
                if (end.IsCancellationRequested)
                {
                    LogNotRecorded(exception, Name);
                    return;
                }

                LogStorageFault(exception, Name, backoff);
            }

            await Task.Delay(backoff, clock, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Information, "Timer {Function} ran in {Milliseconds} ms (past due: {PastDue}); next at {Next:u}.")]
    private partial void LogRan(string function, long milliseconds, bool pastDue, DateTimeOffset next);

    [LoggerMessage(LogLevel.Error, "Timer {Function} failed after {Milliseconds} ms.")]
    private partial void LogFailed(Exception exception, string function, long milliseconds);

    [LoggerMessage(LogLevel.Error, "Timer {Function} was cancelled: it ran longer than {Limit}.")]
    private partial void LogTimeIsUp(Exception exception, string function, TimeSpan limit);

    [LoggerMessage(LogLevel.Warning, "Timer {Function} was cancelled after {Milliseconds} ms ({Reason}) and will be repeated.")]
    private partial void LogCut(string function, long milliseconds, string reason);

    [LoggerMessage(LogLevel.Warning, "The run of timer {Function} could not be recorded; another host may repeat it.")]
    private partial void LogNotRecorded(Exception exception, string function);

    [LoggerMessage(LogLevel.Warning, "Storage failed for timer {Function}; trying again in {Backoff}.")]
    private partial void LogStorageFault(Exception exception, string function, TimeSpan backoff);
}
