using Supervision.Access;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Operations.Alerts;

/// <summary>Records that somebody takes an operational alert in hand. The first to do so stays on record; doing it again changes nothing.</summary>
public sealed class AcknowledgeOperationalAlert(OperationalAlertStore alerts, LegislatureClock clock)
{
    private const int MostAttempts = 8;

    /// <returns>The alert, or null when no such alert is open (any more).</returns>
    public async Task<OperationalAlert?> ExecuteAsync(OperationalAlertId id, Caller caller, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await alerts.FindOpenAsync(id, cancellationToken) is not { } open)
            {
                return null;
            }

            if (open.Alert.Acknowledged is not null)
            {
                return open.Alert;
            }

            try
            {
                var acknowledged = open.Alert with { Acknowledged = clock.Now, AcknowledgedBy = caller.Id };
                await alerts.ReplaceAsync(open, acknowledged, cancellationToken);
                return acknowledged;
            }
            catch (Exception fault) when (attempt < MostAttempts && StorageFaults.MeansReread(fault) && !cancellationToken.IsCancellationRequested)
            {
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }
}
