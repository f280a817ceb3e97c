using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Supervision.LocalHost.Discovery;

namespace Supervision.LocalHost.Timers;

/// <summary>Starts the timers once the web server listens, and waits for their running functions at the stop.</summary>
internal sealed partial class TimerService(
    FunctionSet functions, IServiceProvider services, LocalHostOptions options, ILogger<TimerService> logger)
        : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Lazy<IReadOnlyDictionary<string, TimerRunner>> runners = new(() =>
        functions.Timers.ToDictionary(
            timer => timer.Name,
            timer => ActivatorUtilities.CreateInstance<TimerRunner>(services, timer),
            StringComparer.OrdinalIgnoreCase));
    private Task running = Task.CompletedTask;

    /// <summary>Runs one timer now, whether timers are on or off.</summary>
    public Task RunAsync(string name, CancellationToken cancellationToken) =>
        runners.Value.TryGetValue(name, out var runner)
            ? runner.RunNowAsync(cancellationToken)
            : throw new ArgumentException($"There is no timer function {name}; there are: {string.Join(", ", runners.Value.Keys)}.",
                nameof(name));

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (options.TimersOn)
            running = Task.WhenAll(runners.Value.Values.Select(runner =>
                Task.Run(() => runner.KeepScheduleAsync(stopping.Token), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => stopping.CancelAsync();

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!running.IsCompleted)
            LogLeftRunning();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        stopping.Dispose();
        foreach (var runner in runners.IsValueCreated && running.IsCompleted ? runners.Value.Values : [])
            runner.Dispose();
    }

    [LoggerMessage(LogLevel.Warning,
        "A timer function still runs after its time at the stop was over and its token was cancelled; it is left behind.")]
    private partial void LogLeftRunning();
}
