using Microsoft.Extensions.Logging;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Operations.Alerts;

/// <summary>Ends an operational alert whose cause has gone. Where none is open nothing changes.</summary>
public sealed partial class ClearOperationalAlert(OperationalAlertStore alerts, LegislatureClock clock, ILogger<ClearOperationalAlert> logger)
{
    private const int MostAttempts = 8;

    /// <returns>True when one was open.</returns>
    public Task<bool> ExecuteAsync(OperationalCode code, string subject, CancellationToken cancellationToken) =>
        ExecuteAsync(OperationalAlertId.Of(code, subject), cancellationToken);

    /// <returns>True when it was open.</returns>
    public async Task<bool> ExecuteAsync(OperationalAlertId id, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await alerts.FindOpenAsync(id, cancellationToken) is not { } open)
                {
                    return attempt > 1;
                }

                await alerts.EndAsync(open, clock.Now, cancellationToken);
                LogEnded(id.Value);
                return true;
            }
            catch (Exception fault) when (attempt < MostAttempts && StorageFaults.MeansReread(fault) && !cancellationToken.IsCancellationRequested)
            {
                // Acknowledged or ended meanwhile, or the answer was lost: look again.
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Operational alert {Alert} ended: its cause has gone.")]
    private partial void LogEnded(string alert);
}
