using Microsoft.Extensions.Options;
using Supervision.Operations.Alerts;
using Supervision.Time;

namespace Supervision.Sweeping;

/// <summary>
/// Notices that no sweep has succeeded for too long. Run by timers other than the sweep's own and by whoever reads the overview, it
/// costs one point read while all is well. The sweep that succeeds ends the alert.
/// </summary>
public sealed class WatchSweeps(SweepReportStore reports, RaiseOperationalAlert raise, LegislatureClock clock, IOptions<SweepOptions> options)
{
    /// <summary>The subject of the alert.</summary>
    public const string Subject = "sweep";

    /// <returns>True while no sweep has succeeded for too long.</returns>
    public async Task<bool> ExecuteAsync(CancellationToken cancellationToken)
    {
        var since = await reports.FindSuccessAsync(clock.Now, cancellationToken);
        if (clock.Now - since <= options.Value.SilentAfter)
        {
            return false;
        }

        await raise.ExecuteAsync(OperationalCode.SweepNotRun, Subject, since, null, cancellationToken);
        return true;
    }
}
