using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Supervision.Operations.Alerts;
using Supervision.Storage;

namespace Supervision.Gathering;

/// <summary>
/// Gathers from every feed and from the drop container, and tells operations of a source that has been silent for too long. Safe to run
/// twice, at once, or after an outage: items are received under keys of their own.
/// </summary>
public sealed partial class GatherReports(
    IOptions<GatherOptions> options,
    GatherFeed feeds,
    GatherDrop drop,
    RaiseOperationalAlert raise,
    ClearOperationalAlert clear,
    TimeProvider time,
    ILogger<GatherReports> logger)
{
    private const int SourcesAtOnce = 4;

    /// <returns>How each source stands afterwards.</returns>
    public async Task<IReadOnlyList<SourceState>> ExecuteAsync(CancellationToken cancellationToken)
    {
        var states = new List<SourceState>();
        var gate = new Lock();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = SourcesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(options.Value.Feeds, limits, async (feed, stop) =>
        {
            var (name, source) = feed;
            await GuardAsync(name, async () =>
            {
                var state = await feeds.ExecuteAsync(name, source, stop);
                await TellAsync(state, source.SilentAfter, stop);
                lock (gate)
                {
                    states.Add(state);
                }
            }, stop);
        });
        if (options.Value.Drop)
        {
            await GuardAsync(
                GatherDrop.Source, async () => states.Add(await drop.ExecuteAsync(options.Value.MostItems, cancellationToken)), cancellationToken);
        }

        return [.. states.OrderBy(state => state.Source, StringComparer.Ordinal)];
    }

    /// <summary>One source's trouble with our own storage must not keep the others waiting; the next run tries again.</summary>
    private async Task GuardAsync(string name, Func<Task> gatherAsync, CancellationToken cancellationToken)
    {
        try
        {
            await gatherAsync();
        }
        catch (Exception fault) when (StorageFaults.MeansReread(fault) && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(name, fault);
        }
    }

    private async Task TellAsync(SourceState state, TimeSpan silentAfter, CancellationToken cancellationToken)
    {
        var heard = state.LastItem ?? state.Since;
        if (time.GetUtcNow() - heard > silentAfter)
        {
            await raise.ExecuteAsync(OperationalCode.FeedSilent, state.Source, heard, state.FaultDetail, cancellationToken);
        }
        else
        {
            await clear.ExecuteAsync(OperationalCode.FeedSilent, state.Source, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Error, "Gathering from {Source} failed.")]
    private partial void LogFailed(string source, Exception fault);
}
