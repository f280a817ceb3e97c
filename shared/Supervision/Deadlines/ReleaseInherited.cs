using System.Text.Json.Serialization;
using Supervision.Identity;
using Supervision.Time;

namespace Supervision.Deadlines;

/// <summary>An officer releases an inherited deadline: its ladder starts at overdue today. Releasing it twice changes nothing.</summary>
public sealed class ReleaseInherited(DeadlineDecisions decisions, LegislatureClock clock)
{
    public Task<Outcome> ExecuteAsync(DeadlineId id, Act act, CancellationToken cancellationToken)
    {
        var decision = Decision.Of(act, clock.Today, $"release {id}");
        return decisions.DecideAsync<Outcome>(
            id,
            decision,
            remember: act.IdempotencyKey is not null,
            head => head switch
            {
                null => new Verdict<Outcome>.Nothing(new Outcome.NotFound()),
                { State: { Inherited: false } } => new Verdict<Outcome>.Nothing(new Outcome.NotInherited()),
                { State.ReleasedOn: { } before } => new Verdict<Outcome>.Nothing(new Outcome.Released(id, before)),
                _ => new Verdict<Outcome>.Record(new InheritedReleased(), new Outcome.Released(id, decision.On)),
            },
            cancellationToken);
    }

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Released), "released")]
    [JsonDerivedType(typeof(NotInherited), "not-inherited")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="On">The local date on which it was released.</param>
        public sealed record Released(DeadlineId Deadline, DateOnly On) : Outcome;

        /// <summary>It was not past when it was confirmed: there is nothing to release.</summary>
        public sealed record NotInherited : Outcome;

        public sealed record NotFound : Outcome;
    }
}
