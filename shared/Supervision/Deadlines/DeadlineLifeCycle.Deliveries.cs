using Supervision.Alerts;
using Supervision.Deadlines.Chains;
using Supervision.History;
using Supervision.Identity;

namespace Supervision.Deadlines;

/// <summary>What deliveries make of a deadline.</summary>
public static partial class DeadlineLifeCycle
{
    private static Evolution Receive(DeadlineState state, Fact fact, DeliveryReceived received)
    {
        var delivery = new StandingDelivery(
            received.Delivery, received.ReceivedOn, state.FulfilledOnBeforeFormReturn ?? received.FulfilledOn, Accepted: false);
        return Resolve(Chain(state with { Deliveries = [.. state.Deliveries, delivery] }, fact, received.Opens, received.Delivery), fact);
    }

    private static Evolution Accept(DeadlineState state, Fact fact, DeliveryAccepted accepted)
    {
        _ = Standing(state, fact, accepted.Delivery);
        return Settle(state, Chain(Accepted(state, accepted, fact.On), fact, accepted.Opens, accepted.Opens?.By), fact);
    }

    /// <summary>
    /// The state once a delivery was accepted, before anything opens because of it. A part fulfils nothing, and until then the department could
    /// believe that it did: those days lay with the office; what recurs from the last delivery does not go on from it, but what it published is filed all the
    /// same. The date of a version returned for form belongs to what was accepted in its place.
    /// </summary>
    internal static DeadlineState Accepted(DeadlineState state, DeliveryAccepted accepted, DateOnly on)
    {
        var received = state.Deliveries.First(delivery => delivery.Delivery == accepted.Delivery).ReceivedOn;
        var next = Replace(
            state, accepted.Delivery, delivery => delivery with { FulfilledOn = accepted.FulfilledOn, Accepted = true, Part = accepted.Part })
            with
        { FulfilledOnBeforeFormReturn = state.FulfilledOnBeforeFormReturn == accepted.FulfilledOn ? null : state.FulfilledOnBeforeFormReturn };
        return accepted.Part
            ? Unchain(next with { Deciding = Decided(state, received, on) }, on, chained => chained.Delivery == accepted.Delivery && IsNext(state, chained))
            : next;
    }

    /// <summary>The state with another date of fulfilment for a delivery, which a second person approved.</summary>
    internal static DeadlineState Dated(DeadlineState state, DeliveryId delivery, DateOnly on) => Replace(state, delivery, standing => standing with { FulfilledOn = on });

    private static Evolution Return(DeadlineState state, Fact fact, DeliveryReturned returned)
    {
        var gone = Standing(state, fact, returned.Delivery);
        var next = Without(state, returned.Delivery, fact.On);
        return Settle(
            state,
            Chain(next, fact, returned.Opens, next.Fulfilment?.Delivery) with
            {
                // A rule's own text says when it was issued, whatever an earlier version of it said.
                FulfilledOnBeforeFormReturn = returned.For == ReturnReason.Form && state.Kind != Obligations.ObligationKind.ImplementingRule
                    ? Earlier(state.FulfilledOnBeforeFormReturn, gone.FulfilledOn)
                    : null,
                Deciding = Decided(state, gone.ReceivedOn, fact.On),
            },
            fact);
    }

    private static Evolution Withdraw(DeadlineState state, Fact fact, DeliveryWithdrawn withdrawn)
    {
        _ = Standing(state, fact, withdrawn.Delivery);
        var next = Without(state, withdrawn.Delivery, fact.On);
        return Settle(state, Chain(next, fact, withdrawn.Opens, next.Fulfilment?.Delivery), fact);
    }

    /// <summary>
    /// A deadline that was fulfilled and is not any more begins a new round, or ends where its duty has ended meanwhile; one that is
    /// fulfilled has no pending alert.
    /// </summary>
    private static Evolution Settle(DeadlineState before, DeadlineState after, Fact fact) =>
        before.Fulfilment is null || (after.Fulfilment is not null && !Weaker(before, after)) ? Resolve(after, fact)
        : after is { IsOpen: true, DutyEnded: { } ended } ? CloseEnded(after, fact, ended)
        : NewRound(after, fact, AlertOutcome.RoundEnded);

    /// <summary>True when the delivery that fulfilled has gone, though another stands in its place.</summary>
    private static bool Weaker(DeadlineState before, DeadlineState after) =>
        after.Deliveries.All(delivery => delivery.Delivery != before.Fulfilment!.Delivery);

    private static StandingDelivery Standing(DeadlineState state, Fact fact, DeliveryId delivery) =>
        state.Deliveries.FirstOrDefault(each => each.Delivery == delivery)
        ?? throw new ImpossibleFactException($"{fact.Key} takes away a delivery that does not stand.");

    /// <summary>The state once a delivery has gone, and with it what it had opened.</summary>
    internal static DeadlineState Without(DeadlineState state, DeliveryId delivery, DateOnly on)
    {
        var next = state with
        {
            Deliveries = [.. state.Deliveries.Where(each => each.Delivery != delivery)],
            PendingSteps = [.. state.PendingSteps.Where(step => step.Step is not Steps.ProposedStep.FulfilledDate date || date.Delivery != delivery)],
        };
        return Unchain(next, on, chained => chained.Delivery == delivery);
    }

    private static DeadlineState Replace(DeadlineState state, DeliveryId delivery, Func<StandingDelivery, StandingDelivery> change) =>
        state with { Deliveries = [.. state.Deliveries.Select(each => each.Delivery == delivery ? change(each) : each)] };

    /// <summary>The state without the next occurrence of a duty that recurs from the last delivery: it counts from another day now, or not yet.</summary>
    internal static DeadlineState WithoutNext(DeadlineState state, DateOnly on) =>
        Unchain(state, on, chained => IsNext(state, chained));

    /// <summary>True for the next occurrence; what an event opened beside this one bears this one's label before its own.</summary>
    private static bool IsNext(DeadlineState state, ChainedDeadline chained) => !chained.Child.Occurrence.StartsWith(state.Id.Occurrence, StringComparison.Ordinal);

    private static DateOnly Earlier(DateOnly? one, DateOnly other) => one is { } date && date < other ? date : other;
}
