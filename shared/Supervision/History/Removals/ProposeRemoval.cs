using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Papers;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.History.Removals;

/// <summary>
/// An administrator proposes that a paper or a delivered file is removed. While the proposal awaits its decision, proposing the same again
/// changes nothing; after a rejection it opens the matter anew, unless it is but the first request come again, under its Idempotency-Key.
/// </summary>
public sealed class ProposeRemoval(
    RemovalStore removals, DeadlineStore deadlines, DeliveryStore deliveries, PaperStore papers, LegislatureClock clock)
{
    private const int MostAttempts = 8;

    public async Task<Outcome> ExecuteAsync(
        RemovalTarget target, string? reason, Caller caller, CancellationToken cancellationToken, string? idempotencyKey = null)
    {
        if (TextFaults.Of("reason", reason) is { } fault)
        {
            return new Outcome.Invalid([fault]);
        }

        if (await LocateAsync(target, cancellationToken) is not var (blob, hash))
        {
            return new Outcome.NotFound();
        }

        var id = RemovalId.Of(target);
        var request = Decision.RequestKeyOf(caller.Id, idempotencyKey);
        PaperRef? paper = null;
        for (var attempt = 1; ; attempt++)
        {
            var recalled = request is null ? null : await removals.RecallAsync(target.Home, request, cancellationToken);
            if (recalled is not null && recalled != id.Value)
            {
                throw new IdempotencyKeyReusedException(request!);
            }

            var head = await removals.FindAsync(target.Home, id, cancellationToken);
            if (head is not null && (recalled is not null || head.Removal.Status != RemovalStatus.Rejected))
            {
                await removals.ShowAsync(head, cancellationToken);
                return new Outcome.Proposed(head.Removal);
            }

            paper ??= await papers.PutAsync(target.Home, id.Value, reason!, cancellationToken);
            var removal = new Removal(id, target, blob, hash, RemovalStatus.Proposed, paper, caller.Id, clock.Now);
            try
            {
                await removals.CommitAsync(
                    head, removal, new RemovalProposed(target.Chain, target.Content, hash, paper), caller.Id, cancellationToken, request);
            }
            catch (Exception raced) when (attempt < MostAttempts && StorageFaults.MeansReread(raced) && !cancellationToken.IsCancellationRequested)
            {
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    /// <summary>The blob and hash of the content, if the history named points to it.</summary>
    private async Task<(string Blob, string Hash)?> LocateAsync(RemovalTarget target, CancellationToken cancellationToken)
    {
        if (target.IsPaper)
        {
            var history = await deadlines.ReadChainAsync(target.Home, target.Chain, cancellationToken);
            return history.SelectMany(PaperRefs.In).FirstOrDefault(paper => paper.Id == target.Content) is { } pointer
                ? (PaperStore.NameOf(pointer.Id), pointer.Hash)
                : null;
        }

        var found = await deliveries.FindAsync(target.Home, DeliveryId.Parse(target.Chain), cancellationToken);
        var file = found?.Delivery.Files.Select((file, index) => (File: file, Key: RemovalTarget.FileKey(found.Value.Delivery.Id, index + 1)))
            .FirstOrDefault(pair => pair.Key == target.Content).File;
        return file is null ? null : (file.Blob, file.Sha256);
    }

    /// <summary>What came of it.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <summary>It is on record: newly, or as it was proposed before.</summary>
        public sealed record Proposed(Removal Removal) : Outcome;

        /// <summary>No history points to such content.</summary>
        public sealed record NotFound : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
