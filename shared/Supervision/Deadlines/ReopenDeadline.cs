using System.Text.Json.Serialization;
using Supervision.Calendars;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Papers;
using Supervision.Time;

namespace Supervision.Deadlines;

/// <summary>An officer lets a closed or deferred deadline run again, with a reason. Past by then, its ladder starts at overdue on this day.</summary>
public sealed class ReopenDeadline(DeadlineDecisions decisions, PaperStore papers, OpeningRules rules, LegislatureClock clock)
{
    public async Task<Outcome> ExecuteAsync(DeadlineId id, string reason, Act act, CancellationToken cancellationToken)
    {
        if (TextFaults.Of("reason", reason) is { } fault)
        {
            return new Outcome.Invalid([fault]);
        }

        var decision = Decision.Of(act, clock.Today, $"reopen {id}");
        var paper = await papers.PutAsync(id, reason, cancellationToken);
        return await decisions.DecideAsync<Outcome>(
            id,
            decision,
            remember: act.IdempotencyKey is not null,
            head => head switch
            {
                null => new Verdict<Outcome>.Nothing(new Outcome.NotFound()),
                { State: { Closure: null, DeferredOn: null } } => new Verdict<Outcome>.Nothing(new Outcome.NotClosed()),
                { State.IsDutyOver: true } => new Verdict<Outcome>.Nothing(new Outcome.Ended()),
                { State: var state } => new Verdict<Outcome>.Record(Reopening(state, paper, decision.On), new Outcome.Reopened(id, state.Round + 1, decision.On)),
            },
            cancellationToken);
    }

    /// <summary>What recurs from the last delivery counts from the waiver no more, and from the delivery if one stands.</summary>
    private DeadlineReopened Reopening(DeadlineState state, PaperRef paper, DateOnly on)
    {
        var waived = state is { Closure.Reason: ClosureReason.Waived, Recurrence: FromLastDelivery };
        var reopened = new DeadlineReopened(paper, null, waived);
        return reopened with { Opens = rules.NextAfterFulfilment(DeadlineLifeCycle.Reopened(state, reopened, on)) };
    }

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Reopened), "reopened")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(NotClosed), "not-closed")]
    [JsonDerivedType(typeof(Ended), "ended")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Round">The round that began.</param>
        /// <param name="On">The local date of the decision.</param>
        public sealed record Reopened(DeadlineId Deadline, int Round, DateOnly On) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>It is neither closed nor deferred.</summary>
        public sealed record NotClosed : Outcome;

        /// <summary>The law was repealed or the provision has gone: nothing is expected any more.</summary>
        public sealed record Ended : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
