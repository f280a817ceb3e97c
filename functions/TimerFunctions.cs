using Supervision.History;
using Supervision.Mail;
using Supervision.Relay;
using Supervision.Sweeping;

namespace Supervision.Functions;

/// <summary>What runs by the clock. Each is safe to run twice, at once, or after an outage.</summary>
public sealed class TimerFunctions(
    SweepDeadlines sweep, RelayChanges relay, CheckAgenda check, SealHistory seal, WatchSweeps watch, WriteSummaries summaries)
{
    [Function("SweepDeadlines")]
    public Task SweepAsync([TimerTrigger("%Schedules:Sweep%")] TimerInfo timer, CancellationToken cancellationToken) =>
        sweep.ExecuteAsync(null, cancellationToken);

    [Function("RelayMail")]
    public Task RelayAsync([TimerTrigger("%Schedules:Relay%")] TimerInfo timer, CancellationToken cancellationToken) =>
        Task.WhenAll(relay.ExecuteAsync(cancellationToken), watch.ExecuteAsync(cancellationToken));

    /// <summary>Hourly, like the sweep: the first run after the sending window has opened writes the day's summaries.</summary>
    [Function("WriteSummaries")]
    public Task WriteSummariesAsync([TimerTrigger("%Schedules:Sweep%")] TimerInfo timer, CancellationToken cancellationToken) =>
        summaries.ExecuteAsync(cancellationToken);

    [Function("CheckAgenda")]
    public Task CheckAsync([TimerTrigger("%Schedules:CheckAgenda%")] TimerInfo timer, CancellationToken cancellationToken) =>
        Task.WhenAll(check.ExecuteAsync(all: false, cancellationToken), watch.ExecuteAsync(cancellationToken));

    [Function("SealHistory")]
    public Task SealAsync([TimerTrigger("%Schedules:SealHistory%")] TimerInfo timer, CancellationToken cancellationToken) =>
        seal.ExecuteAsync(cancellationToken);
}
