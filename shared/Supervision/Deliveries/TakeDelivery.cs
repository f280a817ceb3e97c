using Supervision.Deliveries.Figures;
using Supervision.Deliveries.Scanning;
using Supervision.Departments;
using Supervision.Operations.Telemetry;

namespace Supervision.Deliveries;

/// <summary>
/// What every way in has in common once files and metadata are read: files are scanned, figures are checked and compared while the files go to
/// storage, and the delivery is received. Taking the same again gives the same receipt.
/// </summary>
public sealed class TakeDelivery(ScanFiles scan, CheckFigures check, ReceiveDelivery receive)
{
    /// <param name="nobodyConfirms">True where no person can confirm warnings: then they are findings.</param>
    public async Task<Outcome> ExecuteAsync(DeliveryRequest request, bool nobodyConfirms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var file in request.Files)
        {
            Outcome? refusal = await scan.ScanAsync(file.Name, file.Content, cancellationToken) switch
            {
                ScanResult.Infected => new Outcome.Invalid([InputFault.Of("file-infected", file.Name, "The virus scanner refuses this file.")]),
                ScanResult.Unknown => new Outcome.NotScanned(),
                _ => null,
            };
            if (refusal is not null)
            {
                // The scanner may know more than when the same was received, or be silent: what is on record is answered as it was.
                return await receive.RecallAsync(request, cancellationToken) is { } recorded ? new Outcome.Judged(recorded) : refusal;
            }
        }

        using var step = Telemetry.Start("receive upload", ("supervision.department", request.Department));
        var checking = check.ExecuteAsync(request.Department, request.Metadata, nobodyConfirms, cancellationToken);
        var outcome = await receive.ExecuteAsync(request, FindingsAsync(), cancellationToken);
        var (faults, unconfirmed, _) = await checking;
        if (outcome is not (ReceiveDelivery.Outcome.Received or ReceiveDelivery.Outcome.KeyReused))
        {
            if (faults.Count > 0)
            {
                return new Outcome.Invalid(faults);
            }

            if (unconfirmed.Count > 0)
            {
                return new Outcome.Unconfirmed(unconfirmed);
            }
        }

        Telemetry.Uploaded(request.Kind, outcome, step);
        return new Outcome.Judged(outcome);

        async Task<IReadOnlyList<string>?> FindingsAsync() =>
            await checking is { Faults.Count: 0, Unconfirmed.Count: 0, Findings: var findings } ? findings : null;
    }

    /// <summary>What came of it.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <summary>It came as far as being received, or was refused there.</summary>
        public sealed record Judged(ReceiveDelivery.Outcome Receipt) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;

        /// <summary>Warnings that the sender should confirm.</summary>
        public sealed record Unconfirmed(IReadOnlyList<InputFault> Warnings) : Outcome;

        /// <summary>The virus scanner could not be asked.</summary>
        public sealed record NotScanned : Outcome;
    }
}
