using Supervision.Alerts;
using Supervision.History;
using Supervision.Identity;
using Supervision.Obligations;

namespace Supervision.Deadlines;

/// <summary>A fact that cannot follow the facts before it.</summary>
public sealed class ImpossibleFactException(string message) : InvalidOperationException(message);

/// <summary>What a fact makes of a deadline.</summary>
/// <param name="State">The state after it.</param>
/// <param name="Alerts">Alerts that it raised or changed, as they are now.</param>
public sealed record Evolution(DeadlineState State, IReadOnlyList<Alert> Alerts);

/// <summary>
/// The life of a deadline as a pure function of its facts. Deciding and rebuilding both go through here, so state can always be made
/// again from history.
/// </summary>
public static class DeadlineLifeCycle
{
    /// <exception cref="ImpossibleFactException">The fact cannot follow the state.</exception>
    public static Evolution Apply(DeadlineState? state, DeadlineId id, Fact fact) => fact.Body switch
    {
        DeadlineOpened opened when state is null => new Evolution(Open(id, fact, opened), []),
        _ when state is null => throw new ImpossibleFactException($"{fact.Key} comes before the deadline was opened."),
        StageRaised raised => Raise(state, fact, raised),
        NoticeSent sent => Only(sent.Alert.Round == state.Round && state.OverdueNoticeSentOn is null
            ? state with { OverdueNoticeSentOn = fact.On }
            : state),
        DeliveryReceived received => Receive(state, fact, received),
        DeliveryAccepted accepted => Accept(state, fact, accepted),
        DeliveryReturned returned => Return(state, fact, returned),
        AlertAcknowledged acknowledged => Acknowledge(state, fact, acknowledged),
        InheritedReleased => Only(state with { ReleasedOn = fact.On }),
        DueDateConfirmed confirmed => Confirm(state, fact, confirmed),
        NextOccurrenceOpened => Only(state with { NextOpensOn = null }),
        _ => throw new ImpossibleFactException($"{fact.Key} is no fact of an open deadline."),
    };

    private static Evolution Only(DeadlineState state) => new(state, []);

    private static DeadlineState Open(DeadlineId id, Fact fact, DeadlineOpened opened) => new()
    {
        Id = id,
        Kind = opened.Kind,
        CoDepartments = opened.CoDepartments,
        Committee = opened.Committee,
        Trigger = opened.Provenance.TriggerDate,
        OriginalDue = opened.Provenance.Result,
        Due = opened.Provenance.Result,
        Provenance = opened.Provenance,
        OpenedOn = fact.On,
        Round = 1,
        RoundStartedOn = fact.On,
        Inherited = opened.Inherited,
        PeriodStart = opened.PeriodStart,
        PeriodEnd = opened.PeriodEnd,
        Recurrence = opened.Recurrence,
        NextOpensOn = opened.NextOpensOn,
        DueMonths = [DeadlineState.MonthOf(opened.Provenance.Result)],
    };

    private static Evolution Raise(DeadlineState state, Fact fact, StageRaised raised)
    {
        var alert = new Alert(
            new AlertId(state.Id, raised.Round, raised.Stage), AlertStatus.Open, raised.Due, fact.On, raised.PassedOver, raised.Recipients);
        IReadOnlyList<Alert> changed = state.Alert is { } lower ? [lower with { Status = AlertStatus.Escalated }, alert] : [alert];
        return new Evolution(state with { Raised = raised.Stage, Alert = alert }, changed);
    }

    private static Evolution Receive(DeadlineState state, Fact fact, DeliveryReceived received)
    {
        var delivery = new StandingDelivery(
            received.Delivery, received.ReceivedOn, state.FulfilledOnBeforeFormReturn ?? received.FulfilledOn, Accepted: false);
        return Resolve(state with { Deliveries = [.. state.Deliveries, delivery] }, fact);
    }

    private static Evolution Accept(DeadlineState state, Fact fact, DeliveryAccepted accepted)
    {
        var deliveries = state.Deliveries
            .Select(delivery => delivery.Delivery == accepted.Delivery
                ? delivery with { FulfilledOn = accepted.FulfilledOn, Accepted = true }
                : delivery)
            .ToList();
        return Resolve(state with { Deliveries = deliveries }, fact);
    }

    private static Evolution Return(DeadlineState state, Fact fact, DeliveryReturned returned)
    {
        var gone = state.Deliveries.FirstOrDefault(delivery => delivery.Delivery == returned.Delivery)
            ?? throw new ImpossibleFactException($"{fact.Key} returns a delivery that does not stand.");
        var had = state.Fulfilment == gone;
        var next = state with
        {
            Deliveries = [.. state.Deliveries.Where(delivery => delivery != gone)],
            FulfilledOnBeforeFormReturn = returned.For == ReturnReason.Form
                ? Earlier(state.FulfilledOnBeforeFormReturn, gone.FulfilledOn)
                : null,
        };
        return had ? NewRound(next, fact) : Only(next);
    }

    private static Evolution Acknowledge(DeadlineState state, Fact fact, AlertAcknowledged acknowledged)
    {
        if (state.Alert is not { Status: AlertStatus.Open } alert || alert.Id != acknowledged.Alert)
        {
            throw new ImpossibleFactException($"{fact.Key} acknowledges an alert that is not open.");
        }

        var seen = alert with { Status = AlertStatus.Acknowledged, AcknowledgedOn = fact.On };
        return new Evolution(state with { Alert = seen }, [seen]);
    }

    private static Evolution Confirm(DeadlineState state, Fact fact, DueDateConfirmed confirmed)
    {
        var due = confirmed.Provenance.Result;
        var next = state with { OriginalDue = due, Due = due, Provenance = confirmed.Provenance };
        return due == state.Due
            ? Only(next)
            : NewRound(next with { DueMonths = [.. state.DueMonths.Union([DeadlineState.MonthOf(due)])] }, fact);
    }

    /// <summary>
    /// Ends the pending alert, because what was awaited is there. Only a rule can be on time and notified late: its date is that of issue. A
    /// report is on time after d when a first version, returned for form only, had been received by d.
    /// </summary>
    private static Evolution Resolve(DeadlineState state, Fact fact)
    {
        if (state.Alert is not { } alert || state.Fulfilment is not { } fulfilment)
        {
            return Only(state);
        }

        var outcome = fulfilment.FulfilledOn > state.Due ? AlertOutcome.FulfilledLate
            : fulfilment.ReceivedOn > state.Due && state.Kind == ObligationKind.ImplementingRule ? AlertOutcome.FulfilledOnTimeNotifiedLate
            : AlertOutcome.FulfilledOnTime;
        return End(state, fact, alert, outcome, Math.Max(0, fulfilment.FulfilledOn.DayNumber - state.Due.DayNumber));
    }

    private static Evolution NewRound(DeadlineState state, Fact fact)
    {
        var next = state with { Round = state.Round + 1, RoundStartedOn = fact.On, Raised = null, OverdueNoticeSentOn = null };
        return next.Alert is { } alert ? End(next, fact, alert, AlertOutcome.RoundEnded, 0) : Only(next);
    }

    private static Evolution End(DeadlineState state, Fact fact, Alert alert, AlertOutcome outcome, int daysLate)
    {
        var ended = alert with { Status = AlertStatus.Resolved, Resolution = new AlertResolution(outcome, fact.On, daysLate) };
        return new Evolution(state with { Alert = null }, [ended]);
    }

    private static DateOnly Earlier(DateOnly? one, DateOnly other) => one is { } date && date < other ? date : other;
}
