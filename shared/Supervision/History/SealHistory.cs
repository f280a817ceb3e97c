using Microsoft.Extensions.Logging;
using Supervision.Time;

namespace Supervision.History;

/// <summary>
/// Seals each day that is over: the heads of the deadlines changed on it, chained to the digest of the day before. After an outage the
/// days that were missed are sealed one after another. Sealing a day twice changes nothing.
/// </summary>
public sealed partial class SealHistory(DigestStore digests, LegislatureClock clock, ILogger<SealHistory> logger)
{
    /// <summary>A day is sealed an hour after it ended at the earliest, so that the relay has carried its last changes.</summary>
    private static readonly TimeSpan AfterMidnight = TimeSpan.FromHours(1);

    /// <returns>The days sealed by this run.</returns>
    public async Task<IReadOnlyList<DateOnly>> ExecuteAsync(CancellationToken cancellationToken)
    {
        var lastDay = clock.DateOf(clock.Now - AfterMidnight).AddDays(-1);
        var last = await digests.FindLastAsync(cancellationToken);
        var day = last is { } sealedBefore ? sealedBefore.Day.AddDays(1) : lastDay;
        var previous = last?.Hash ?? Fact.NoPrevious;
        var days = new List<DateOnly>();
        for (; day <= lastDay; day = day.AddDays(1))
        {
            var (heads, others) = await digests.ListChangedAsync(day, cancellationToken);
            previous = await digests.PutAsync(new Digest(day, previous, heads, others.Count == 0 ? null : others), cancellationToken);
            days.Add(day);
            LogSealed(day, heads.Count, previous);
        }

        return days;
    }

    [LoggerMessage(LogLevel.Information, "Sealed {Day:yyyy-MM-dd}: {Heads} deadlines changed, digest {Hash}.")]
    private partial void LogSealed(DateOnly day, int heads, string hash);
}
