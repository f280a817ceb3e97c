using Azure;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations.Extraction;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Obligations.Review;

/// <summary>Why a find is no obligation that is supervised.</summary>
public static class RejectionReasons
{
    /// <summary>The sentence puts no duty on a state organ.</summary>
    public const string NoDuty = "no-duty";

    /// <summary>Another find already says it.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>A duty, but none that this legislature supervises.</summary>
    public const string NotSupervised = "not-supervised";

    /// <summary>Fulfilled before supervision began.</summary>
    public const string FulfilledBefore = "fulfilled-before";

    public static readonly IReadOnlyList<string> All = [NoDuty, Duplicate, NotSupervised, FulfilledBefore];
}

/// <summary>What a reviewer sets right; null leaves a part as found. The quote is the law's and never changes.</summary>
/// <param name="DeadlineWords">The law's words that set a time; empty: none does.</param>
/// <param name="FrequencyWords">The law's words that make it recur; empty: none do.</param>
public sealed record Correction(
    ObligationKind? Kind = null,
    Modality? Modality = null,
    IReadOnlyList<string>? Bodies = null,
    string? Instrument = null,
    string? DeadlineWords = null,
    string? FrequencyWords = null,
    string? Note = null);

/// <summary>
/// Corrects or rejects a proposed obligation. What is confirmed is no longer reviewed here. The same word given twice changes nothing, and under
/// the same Idempotency-Key is answered alike; of two officers who say different things on the same state (If-Match) the second is told.
/// </summary>
public sealed class ReviewObligation(LawStore laws, AgendaStore agenda, LegislatureClock clock)
{
    /// <summary>The longest note, in UTF-16 characters.</summary>
    public const int LongestNote = 2_000;

    private const int MostBodies = 30;
    private const int LongestBody = 100;
    private const int LongestWords = 300;
    private const int MostAttempts = 8;

    public Task<Outcome> RejectAsync(ObligationId id, string reason, string? note, Act act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        var faults = new List<InputFault>();
        if (!RejectionReasons.All.Contains(reason))
            faults.Add(InputFault.Of("rejection-reason-unknown", "reason", "One of {known}.", ("known", RejectionReasons.All)));
        AddNote(note, faults);
        return faults.Count > 0
            ? Task.FromResult<Outcome>(new Outcome.Invalid(faults))
            : ChangeAsync(
                id,
                act,
                $"reject {id} {reason} {note}",
                found => found with
                {
                    Status = ObligationStatus.Rejected,
                    Review = new ObligationReview(act.Caller.Id, clock.Today, reason, note, found.Review?.Found ?? found.Candidate),
                },
                cancellationToken);
    }

    /// <summary>Takes a rejected find back: it waits for review again, as it was found or corrected. What waits already stays as it is.</summary>
    public Task<Outcome> RestoreAsync(ObligationId id, Act act, CancellationToken cancellationToken) => ChangeAsync(
        id,
        act,
        $"restore {id}",
        found => found.Status != ObligationStatus.Rejected
            ? found
            : found with
            {
                Status = ObligationStatus.Proposed,
                Review = found.Review is { } review && review.Found != found.Candidate ? new ObligationReview(act.Caller.Id, clock.Today, null, null, review.Found) : null,
            },
        cancellationToken);

    public Task<Outcome> CorrectAsync(ObligationId id, Correction correction, Act act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(correction);
        ArgumentNullException.ThrowIfNull(act);
        var faults = Faults(correction);
        return faults.Count > 0
            ? Task.FromResult<Outcome>(new Outcome.Invalid(faults))
            : ChangeAsync(
                id,
                act,
                $"correct {id} {Json.Write(correction)}",
                found => found with
                {
                    Status = ObligationStatus.Proposed,
                    Candidate = Corrected(found.Candidate, correction),
                    Review = new ObligationReview(act.Caller.Id, clock.Today, null, correction.Note, found.Review?.Found ?? found.Candidate),
                },
                cancellationToken,
                notIfRejected: true);
    }

    /// <summary>The proposal with what a reviewer set right; a person has looked, so nothing about it is a guess any more. Pure.</summary>
    public static ObligationProposal Corrected(ObligationProposal found, Correction correction)
    {
        var bodies = correction.Bodies ?? found.Bodies;
        var deadlineWords = correction.DeadlineWords is { } words ? (words.Length == 0 ? null : words) : found.DeadlineWords;
        var frequencyWords = correction.FrequencyWords is { } often ? (often.Length == 0 ? null : often) : found.FrequencyWords;
        return found with
        {
            Kind = correction.Kind ?? found.Kind,
            Modality = correction.Modality ?? found.Modality,
            Bodies = bodies,
            LeadInFull = bodies.SequenceEqual(found.Bodies) ? found.LeadInFull : null,
            Instrument = correction.Instrument is { } instrument ? (instrument.Length == 0 ? null : instrument) : found.Instrument,
            DeadlineWords = deadlineWords,
            Deadline = correction.DeadlineWords is null ? found.Deadline : deadlineWords is null ? null : Periods.Deadline(deadlineWords).Clause,
            FrequencyWords = frequencyWords,
            Recurrence = correction.FrequencyWords is null ? found.Recurrence : frequencyWords is null ? null : Periods.Frequency(frequencyWords).Recurrence,
            IsClassOfOrgans = bodies.Count > 0 && Organs.IsClass(bodies[0]),
        };
    }

    internal static List<InputFault> Faults(Correction correction)
    {
        var faults = new List<InputFault>();
        if (correction.Bodies is { } bodies && (bodies.Count > MostBodies || bodies.Any(body => string.IsNullOrWhiteSpace(body) || body.Length > LongestBody)))
            faults.Add(InputFault.Of("bodies-invalid", "bodies", "At most {most} names of 1 to {longest} characters.", ("most", MostBodies), ("longest", LongestBody)));
        foreach (var (field, words) in new[]
        {
            ("instrument", correction.Instrument), ("deadlineWords", correction.DeadlineWords), ("frequencyWords", correction.FrequencyWords),
        })
        {
            if (words?.Length > LongestWords)
                faults.Add(InputFault.Of("text-too-long", field, "At most {most} characters.", ("most", LongestWords)));
        }

        AddNote(correction.Note, faults);
        return faults;
    }

    private static void AddNote(string? note, List<InputFault> faults)
    {
        if (note?.Length > LongestNote)
            faults.Add(InputFault.Of("text-too-long", "note", "At most {most} characters.", ("most", LongestNote)));
    }

    private async Task<Outcome> ChangeAsync(
        ObligationId id, Act act, string asked, Func<Obligation, Obligation> change, CancellationToken cancellationToken, bool notIfRejected = false)
    {
        var decision = Decision.KeyedIdOf(act.Caller.Id, act.IdempotencyKey);
        for (var attempt = 1; ; attempt++)
        {
            var law = await laws.FindAsync(id.Law, cancellationToken);
            if (law is null || id.Number > law.Value.Law.Obligations || await laws.FindObligationAsync(id, cancellationToken) is not { } read)
                return new Outcome.NotFound();
            if (decision is not null && await laws.FindAnswerAsync(id.Law, decision, cancellationToken) is { } kept)
                return new Outcome.Reviewed(kept.Read<Obligation>(asked));
            LawDecisions.Check(act.Expected, read.ETag);
            if (read.Obligation.Confirmation is not null)
                return new Outcome.AlreadyConfirmed();
            if (read.Obligation.Ended is not null)
                return new Outcome.Ended();
            if (read.Obligation.Pending is { } pending && law.Value.Law.TextVersions.Contains(pending.To))
                return new Outcome.ProvisionChanged(pending.To);
            if (notIfRejected && read.Obligation.Status == ObligationStatus.Rejected)
                return new Outcome.Rejected();
            var changed = change(read.Obligation);
            var answer = decision is null ? null : new KeptAnswer(decision, asked, Json.Write(changed));
            try
            {
                if (changed == read.Obligation)
                {
                    // Kept all the same: come again after another's word, it is still what changed nothing.
                    if (answer is not null)
                        await laws.KeepAnswerAsync(id.Law, answer, cancellationToken);
                    return new Outcome.Reviewed(changed);
                }

                await agenda.AskRelayAsync(AgendaItem.Relay(id.Law), cancellationToken);
                await laws.ReplaceObligationAsync(changed, read.ETag, cancellationToken, answer);
                return new Outcome.Reviewed(changed);
            }
            catch (RequestFailedException fault) when (StorageFaults.MeansReread(fault) && attempt < MostAttempts && !cancellationToken.IsCancellationRequested)
            {
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    /// <summary>What came of a review.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Reviewed(Obligation Obligation) : Outcome;

        /// <summary>The law was repealed or the provision has gone.</summary>
        public sealed record Ended : Outcome;

        /// <summary>It was rejected: before it is corrected it is to be taken back into review.</summary>
        public sealed record Rejected : Outcome;

        /// <summary>A further version of the text changed its words; what becomes of it is decided with that version.</summary>
        public sealed record ProvisionChanged(string Version) : Outcome;

        /// <summary>It is confirmed and owed; only its deadlines can be closed now.</summary>
        public sealed record AlreadyConfirmed : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;

        public sealed record NotFound : Outcome;
    }
}
