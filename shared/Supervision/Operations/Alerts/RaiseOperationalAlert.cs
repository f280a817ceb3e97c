using Microsoft.Extensions.Logging;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Operations.Alerts;

/// <summary>
/// Raises an alert for operations. While one of the same code and subject is open nothing changes, so whoever sees the cause may call as
/// often as it is seen. The log is the second channel: whoever raised it writes one line at level Critical, once.
/// </summary>
public sealed partial class RaiseOperationalAlert(
    OperationalAlertStore alerts, AgendaStore agenda, LegislatureClock clock, RandomIds ids, ILogger<RaiseOperationalAlert> logger)
{
    private const int MostAttempts = 8;
    private const int LongestDetail = 1_000;

    /// <param name="subject">Which part is concerned; at most 300 bytes of UTF-8.</param>
    /// <param name="since">Since when the cause has lasted (UTC).</param>
    /// <param name="detail">The fault's own words, or null; cut after 1,000 characters.</param>
    /// <returns>True when this call raised it; false when it was open already.</returns>
    public async Task<bool> ExecuteAsync(
        OperationalCode code, string subject, DateTimeOffset since, string? detail, CancellationToken cancellationToken)
    {
        var id = OperationalAlertId.Of(code, subject);
        var mark = ids.Next();
        var alert = new OperationalAlert(id, since, clock.Now, detail?.Length > LongestDetail ? detail[..LongestDetail] : detail);
        var asked = new Asked(
            () => agenda.AskRelayAsync(OperationalAlertStore.MailOf(alert, mark).Mark, cancellationToken), clock.Time);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await alerts.FindOpenAsync(id, cancellationToken) is not { } open)
                {
                    await asked.CommitAsync(() => alerts.AddAsync(alert, mark, cancellationToken));
                }
                else if (open.Mark != mark)
                {
                    return false;
                }

                await asked.MakeGoodAsync();

                // Added just now, or by an attempt whose answer was lost.
                LogRaised(code.Name(), subject, since, detail ?? "");
                return true;
            }
            catch (Exception fault) when (attempt < MostAttempts && StorageFaults.MeansReread(fault) && !cancellationToken.IsCancellationRequested)
            {
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Critical, "Operations are called: {Code} ({Subject}), since {Since:O}. {Detail}")]
    private partial void LogRaised(string code, string subject, DateTimeOffset since, string detail);
}
