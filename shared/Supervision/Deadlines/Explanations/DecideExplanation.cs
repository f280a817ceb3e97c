using System.Text.Json.Serialization;
using Supervision.Access;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Papers;
using Supervision.Time;

namespace Supervision.Deadlines.Explanations;

/// <summary>The office accepts an explanation or does not. Not accepting takes a reason.</summary>
public sealed class DecideExplanation(
    DeadlineDecisions decisions, DeadlineStore deadlines, AccessKeys keys, PaperStore papers, LegislatureClock clock)
{
    /// <param name="note">The office's words; needed where the explanation is not accepted.</param>
    public async Task<Outcome> ExecuteAsync(DeadlineId id, int number, bool accept, string? note, Act act, CancellationToken cancellationToken)
    {
        if ((accept && note is null ? null : TextFaults.Of("note", note)) is { } fault)
        {
            return new Outcome.Invalid([fault]);
        }

        var decision = Decision.Of(act, clock.Today, $"{(accept ? "accept" : "reject")} explanation {id} {number}");
        var seen = (await deadlines.FindAsync(id, cancellationToken))?.State.Explanation is { } there && there.Number == number ? there : null;
        var isOneHand = seen is not null && await keys.AreOneHandAsync(act.Caller, seen.By, cancellationToken);
        var paper = await papers.PutIfAnyAsync(id, note, cancellationToken);
        return await decisions.DecideAsync<Outcome>(
            id,
            decision,
            remember: act.IdempotencyKey is not null,
            head => head switch
            {
                null => new Verdict<Outcome>.Nothing(new Outcome.NotFound()),
                { State.Explanation: { } explanation } when explanation.Number == number => explanation.Status switch
                {
                    ExplanationStatus.Submitted when seen?.By != explanation.By => new Verdict<Outcome>.Nothing(new Outcome.NoSuchExplanation()),
                    ExplanationStatus.Submitted when isOneHand => new Verdict<Outcome>.Nothing(new Outcome.OwnExplanation()),
                    ExplanationStatus.Submitted => new Verdict<Outcome>.Record(
                        accept ? new ExplanationAccepted(number, paper) : new ExplanationRejected(number, paper!),
                        new Outcome.Decided(id, number, accept ? ExplanationStatus.Accepted : ExplanationStatus.Rejected)),
                    var status when status == (accept ? ExplanationStatus.Accepted : ExplanationStatus.Rejected) =>
                        new Verdict<Outcome>.Nothing(new Outcome.Decided(id, number, status)),
                    _ => new Verdict<Outcome>.Nothing(new Outcome.AlreadyDecided()),
                },
                _ => new Verdict<Outcome>.Nothing(new Outcome.NoSuchExplanation()),
            },
            cancellationToken);
    }

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Decided), "decided")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(NoSuchExplanation), "no-such-explanation")]
    [JsonDerivedType(typeof(AlreadyDecided), "already-decided")]
    [JsonDerivedType(typeof(OwnExplanation), "own-explanation")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Decided(DeadlineId Deadline, int Number, ExplanationStatus Status) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>The latest explanation of this round has another number, or there is none.</summary>
        public sealed record NoSuchExplanation : Outcome;

        /// <summary>It was decided the other way.</summary>
        public sealed record AlreadyDecided : Outcome;

        /// <summary>Nobody decides on what they submitted themselves, nor with a key that they created.</summary>
        public sealed record OwnExplanation : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
