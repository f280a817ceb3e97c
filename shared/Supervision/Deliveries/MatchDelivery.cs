using System.Text.Json.Serialization;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Time;

namespace Supervision.Deliveries;

/// <summary>
/// An officer matches a delivery to a deadline that it fulfils: one that fitted none at receipt, or one that fulfils a further obligation
/// besides. It counts as received on the day it came in.
/// </summary>
public sealed class MatchDelivery(
    DeliveryStore deliveries, DeadlineDecisions decisions, OpeningRules rules, LegislatureClock clock)
{
    private const int MostStanding = 50;

    public async Task<Outcome> ExecuteAsync(DepartmentId department, DeliveryId id, DeadlineId deadline, Act act, CancellationToken cancellationToken)
    {
        if (deadline.Home != department)
        {
            return new Outcome.OtherHome();
        }

        if (await deliveries.FindAsync(department, id, cancellationToken) is not { } found)
        {
            return new Outcome.NotFound();
        }

        var decision = Decision.Of(act, clock.Today, $"match {id} {deadline}");
        var latest = found;
        var terms = new DecisionTerms<Outcome>
        {
            Relay = decisions.RelayOf(deadline, id, cancellationToken),
            Remember = act.IdempotencyKey is not null,
            ReadAnewAsync = async () => latest = await deliveries.FindAsync(department, id, cancellationToken) ?? latest,
        };
        return await decisions.DecideAsync(deadline, decision, terms, Judge, cancellationToken);

        Verdict<Outcome> Judge(DeadlineHead? head)
        {
            var delivery = latest.Delivery;
            if (head is null)
            {
                return new Verdict<Outcome>.Nothing(new Outcome.NotFound());
            }

            var state = head.State;
            if (state.Deliveries.Any(standing => standing.Delivery == id))
            {
                return new Verdict<Outcome>.Nothing(new Outcome.Matched(id, DeliveryMatch.Of(state, delivery.Kind, CountsFrom(state, delivery), delivery.ReceivedOn)));
            }

            if (!delivery.Stands || state.Closure is not null || state.Deliveries.Count >= MostStanding)
            {
                return new Verdict<Outcome>.Nothing(new Outcome.DoesNotFit());
            }

            if ((state.Kind == ObligationKind.ImplementingRule) != (delivery.Kind == DeliveryKind.Rule))
            {
                return new Verdict<Outcome>.Nothing(new Outcome.OtherKind());
            }

            var counts = CountsFrom(state, delivery);
            var match = DeliveryMatch.Of(state, delivery.Kind, counts, delivery.ReceivedOn);
            var claimed = DeliveryRules.ClaimedDate(delivery.Kind, delivery.Metadata, delivery.ReceivedOn);
            return new Verdict<Outcome>.Record(
                new DeliveryReceived(id, delivery.ReceivedOn, claimed, delivery.ContentHash, rules.NextAfter(state, counts, id)),
                new Outcome.Matched(id, match),
                (batch, _) => batch.Replace(
                    DeliveryStore.Row(delivery.Match is null ? delivery with { Match = match } : delivery with { AlsoFor = [.. delivery.AlsoFor ?? [], deadline] }),
                    latest.ETag));
        }

        static DateOnly CountsFrom(DeadlineState state, Delivery delivery) =>
            state.FulfilledOnBeforeFormReturn ?? DeliveryRules.ClaimedDate(delivery.Kind, delivery.Metadata, delivery.ReceivedOn);
    }

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Matched), "matched")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(OtherHome), "other-home")]
    [JsonDerivedType(typeof(OtherKind), "other-kind")]
    [JsonDerivedType(typeof(DoesNotFit), "does-not-fit")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Matched(DeliveryId Delivery, DeliveryMatch Match) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>The deadline is another department's.</summary>
        public sealed record OtherHome : Outcome;

        /// <summary>Rules fulfil rules, reports the rest.</summary>
        public sealed record OtherKind : Outcome;

        /// <summary>The delivery no longer stands, or the deadline is closed or takes no more.</summary>
        public sealed record DoesNotFit : Outcome;
    }
}
