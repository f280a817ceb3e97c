using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Papers;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.History.Removals;

/// <summary>
/// A director who did not propose it decides about a removal, and if it is confirmed the content is removed at once. A crash after the
/// decision leaves the rest to the next sweep; deciding the same again changes nothing.
/// </summary>
public sealed class DecideRemoval(RemovalStore removals, CarryOutRemoval carryOut, PaperStore papers, AccessKeys keys, LegislatureClock clock)
{
    private const int MostAttempts = 8;

    /// <inheritdoc cref="ExecuteAsync(DepartmentId, RemovalId, bool, string?, Act, CancellationToken)"/>
    public Task<Outcome> ExecuteAsync(DepartmentId home, RemovalId id, bool confirm, string? note, Caller caller, CancellationToken cancellationToken) =>
        ExecuteAsync(home, id, confirm, note, new Act(caller), cancellationToken);

    /// <param name="note">What the director says to it, or null.</param>
    /// <exception cref="StateChangedException">It is no longer as the director saw it, and not by this very decision.</exception>
    public async Task<Outcome> ExecuteAsync(DepartmentId home, RemovalId id, bool confirm, string? note, Act act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        var caller = act.Caller;
        if (note is not null && TextFaults.Of("note", note) is { } fault)
        {
            return new Outcome.Invalid([fault]);
        }

        PaperRef? paper = null;
        for (var attempt = 1; ; attempt++)
        {
            if (await removals.FindAsync(home, id, cancellationToken) is not { Removal: var removal } head)
            {
                return new Outcome.NotFound();
            }

            // Decided by the same director in the same way: the request has come again.
            if (removal.DecidedBy != caller.Id || (removal.Status == RemovalStatus.Rejected) == confirm)
            {
                StateChangedException.Check(act.Expected, () => head.Tag);
            }

            if (removal.Status != RemovalStatus.Proposed)
            {
                if ((removal.Status == RemovalStatus.Rejected) == confirm)
                {
                    return new Outcome.AlreadyDecided(removal.Status);
                }

                await carryOut.ExecuteAsync(home, id, cancellationToken);
                return new Outcome.Decided((await removals.FindAsync(home, id, cancellationToken))!.Removal);
            }

            if (await keys.AreOneHandAsync(caller, removal.ProposedBy, cancellationToken))
            {
                return new Outcome.OwnProposal();
            }

            paper ??= note is null ? null : await papers.PutAsync(home, id.Value, note, cancellationToken);
            var decided = removal with
            {
                Status = confirm ? RemovalStatus.Confirmed : RemovalStatus.Rejected,
                DecidedBy = caller.Id,
                Decided = clock.Now,
                Note = paper,
            };
            try
            {
                await removals.CommitAsync(
                    head, decided, confirm ? new RemovalConfirmed(paper) : new RemovalRejected(paper), caller.Id, cancellationToken);
            }
            catch (Exception raced) when (attempt < MostAttempts && StorageFaults.MeansReread(raced) && !cancellationToken.IsCancellationRequested)
            {
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    /// <summary>What came of it.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Decided(Removal Removal) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>Nobody decides on their own proposal, nor with a key that they created.</summary>
        public sealed record OwnProposal : Outcome;

        /// <summary>It was decided otherwise before.</summary>
        public sealed record AlreadyDecided(RemovalStatus Status) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
