using System.Text.Json.Serialization;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Papers;
using Supervision.Time;

namespace Supervision.Deadlines.Chains;

/// <summary>
/// An officer takes back an event that was no delivery, such as a review opinion: the deadline that it opened is withdrawn. A delivery that
/// opened one is returned or withdrawn instead.
/// </summary>
public sealed class WithdrawEvent(DeadlineDecisions decisions, PaperStore papers, LegislatureClock clock)
{
    /// <param name="number">Number of the event at this deadline.</param>
    public async Task<Outcome> ExecuteAsync(DeadlineId id, int number, string reason, Act act, CancellationToken cancellationToken)
    {
        if (TextFaults.Of("reason", reason) is { } fault)
        {
            return new Outcome.Invalid([fault]);
        }

        var decision = Decision.Of(act, clock.Today, $"withdraw-event {id} {number}");
        var paper = await papers.PutAsync(id, reason, cancellationToken);
        return await decisions.DecideAsync<Outcome>(
            id,
            decision,
            remember: act.IdempotencyKey is not null,
            head => head?.State.Chained.FirstOrDefault(chained => chained.Number == number && chained.Delivery is null) is { } opened
                ? new Verdict<Outcome>.Record(new ChainedEventWithdrawn(number, paper), new Outcome.Withdrawn(id, opened.Child))
                : new Verdict<Outcome>.Nothing(new Outcome.NotFound()),
            cancellationToken);
    }

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Withdrawn), "withdrawn")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Opened">The deadline that goes with it.</param>
        public sealed record Withdrawn(DeadlineId Deadline, DeadlineId Opened) : Outcome;

        /// <summary>There is no such deadline, or no event of that number stands.</summary>
        public sealed record NotFound : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
