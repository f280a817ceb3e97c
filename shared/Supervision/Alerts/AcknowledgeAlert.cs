using System.Text.Json.Serialization;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Time;

namespace Supervision.Alerts;

/// <summary>Records that a department has seen an alert. Seeing it twice changes nothing.</summary>
public sealed class AcknowledgeAlert(AlertStore alerts, DeadlineDecisions decisions, LegislatureClock clock)
{
    public async Task<Outcome> ExecuteAsync(AlertId id, Act act, CancellationToken cancellationToken)
    {
        if (await alerts.FindAsync(id, cancellationToken) is not { } alert)
        {
            return new Outcome.NotFound();
        }

        var decision = Decision.Of(act, clock.Today, $"acknowledge {id}");
        return await decisions.DecideAsync<Outcome>(
            id.Deadline,
            decision,
            remember: act.IdempotencyKey is not null,
            head => head?.State.Alert is { } pending && pending.Id == id
                ? pending.AcknowledgedOn is { } seen
                    ? new Verdict<Outcome>.Nothing(new Outcome.Acknowledged(id, seen))
                    : new Verdict<Outcome>.Record(new AlertAcknowledged(id), new Outcome.Acknowledged(id, decision.On))
                : new Verdict<Outcome>.Nothing(alert.AcknowledgedOn is { } before
                    ? new Outcome.Acknowledged(id, before)
                    : new Outcome.Ended(id)),
            cancellationToken);
    }

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Acknowledged), "acknowledged")]
    [JsonDerivedType(typeof(Ended), "ended")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="On">The local date on which it was first acknowledged.</param>
        public sealed record Acknowledged(AlertId Alert, DateOnly On) : Outcome;

        /// <summary>It ended before anybody acknowledged it.</summary>
        public sealed record Ended(AlertId Alert) : Outcome;

        public sealed record NotFound : Outcome;
    }
}
