using System.Text.Json.Serialization;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Papers;
using Supervision.Time;

namespace Supervision.Deadlines.Explanations;

/// <summary>
/// A department explains in writing why it is late (Legislation Law art. 66). A further explanation takes the place of one that the office
/// has not decided on, or has not accepted.
/// </summary>
public sealed class SubmitExplanation(DeadlineDecisions decisions, PaperStore papers, LegislatureClock clock)
{
    /// <param name="proposedDue">The new local date that the department names, or null.</param>
    public async Task<Outcome> ExecuteAsync(DeadlineId id, string text, DateOnly? proposedDue, Act act, CancellationToken cancellationToken)
    {
        if (TextFaults.Of("text", text) is { } fault)
        {
            return new Outcome.Invalid([fault]);
        }

        var today = clock.Today;
        var decision = Decision.Of(act, today, $"explain {id} {proposedDue:yyyy-MM-dd} {History.Fact.HashOf(text)}");
        var paper = await papers.PutAsync(id, text, cancellationToken);
        return await decisions.DecideAsync<Outcome>(
            id,
            decision,
            remember: act.IdempotencyKey is not null,
            head => head switch
            {
                null => new Verdict<Outcome>.Nothing(new Outcome.NotFound()),
                _ when proposedDue < today => new Verdict<Outcome>.Nothing(
                    new Outcome.Invalid([InputFault.Of("date-in-past", "proposedDue", "Lies before today, {today}.", ("today", today))])),
                { State.IsOpen: false } => new Verdict<Outcome>.Nothing(new Outcome.NotOpen()),
                { State.Explanation.Status: ExplanationStatus.Accepted } => new Verdict<Outcome>.Nothing(new Outcome.AlreadyAccepted()),
                { State.ExplanationCount: var count } => new Verdict<Outcome>.Record(
                    new ExplanationSubmitted(count + 1, proposedDue, paper), new Outcome.Submitted(id, count + 1, decision.On)),
            },
            cancellationToken);
    }

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Submitted), "submitted")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(NotOpen), "not-open")]
    [JsonDerivedType(typeof(AlreadyAccepted), "already-accepted")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Number">Number of the explanation at this deadline.</param>
        /// <param name="On">Local date of receipt.</param>
        public sealed record Submitted(DeadlineId Deadline, int Number, DateOnly On) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>It is fulfilled or closed: there is nothing to explain.</summary>
        public sealed record NotOpen : Outcome;

        /// <summary>The office has accepted an explanation in this round.</summary>
        public sealed record AlreadyAccepted : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
