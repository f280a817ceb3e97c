using Supervision.Alerts;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
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
public static partial class DeadlineLifeCycle
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
        MailResent => Only(state),
        AlertAcknowledged acknowledged => Acknowledge(state, fact, acknowledged),
        InheritedReleased => Only(state with { ReleasedOn = fact.On }),
        DueDateConfirmed confirmed => Confirm(state, fact, confirmed),
        ProvisionCarriedOver carried => Only(state with { CarriedTo = carried.To }),
        CommitteeChanged changed => Only(state.InCommittee(changed.Committee)),
        NextOccurrenceOpened => Only(state with { NextOpensOn = null }),
        DutyTakenOver taken => Only(TakeOver(state, taken)),
        RecurrenceEnded ended => Only(EndDuty(state, ended)),
        EndWithdrawn withdrawn => Revive(state, fact, withdrawn),
        DeadlineClosed closed => Close(state, fact, closed),
        DeadlineReopened reopened => Reopen(state, fact, reopened),
        DeliveryReceived received => Receive(state, fact, received),
        DeliveryAccepted accepted => Accept(state, fact, accepted),
        DeliveryReturned returned => Return(state, fact, returned),
        DeliveryWithdrawn withdrawn => Withdraw(state, fact, withdrawn),
        ExplanationSubmitted submitted => Explain(state, fact, submitted),
        ExplanationAccepted accepted => Judge(state, fact, accepted.Number, ExplanationStatus.Accepted, accepted.Note),
        ExplanationRejected rejected => Judge(state, fact, rejected.Number, ExplanationStatus.Rejected, rejected.Reason),
        StepProposed proposed => Propose(state, fact, proposed),
        StepApproved approved => Approve(state, fact, approved),
        StepRejected rejected => Only(EndStep(state, fact, rejected.Number, out _)),
        StepTakenBack takenBack => Only(EndStep(state, fact, takenBack.Number, out _)),
        RulePublished published => Only(Chain(state, fact, published.Opens, published.Delivery)),
        ReviewOpinionGiven given => Only(Chain(state, fact, given.Opens, null)),
        HigherLawChanged changed => Only(Chain(state, fact, changed.Opens, null, changed.ChangedOn)),
        ChainedEventWithdrawn withdrawn => Only(Unchain(state, fact.On, chained => chained.Number == withdrawn.Number)),
        ChainStepTaken taken => Only(state with { ChainSteps = [.. state.ChainSteps.Where(step => step.Number != taken.Number)] }),
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
        OwedFor = opened.OwedFor,
        DueMonths = [DeadlineState.MonthOf(opened.Provenance.Result)],
        LastChainStep = opened.Provenance.OpenedBy?.Step ?? 0,
    };

    private static Evolution Raise(DeadlineState state, Fact fact, StageRaised raised)
    {
        var alert = new Alert(
            new AlertId(state.Id, raised.Round, raised.Stage), AlertStatus.Open, raised.Due, fact.On, raised.PassedOver, raised.Recipients);
        IReadOnlyList<Alert> changed = state.Alert is { } lower ? [lower with { Status = AlertStatus.Escalated }, alert] : [alert];
        return new Evolution(state with { Raised = raised.Stage, Alert = alert }, changed);
    }

    private static Evolution Acknowledge(DeadlineState state, Fact fact, AlertAcknowledged acknowledged)
    {
        if (state.Alert is not { AcknowledgedOn: null } alert || alert.Id != acknowledged.Alert)
        {
            throw new ImpossibleFactException($"{fact.Key} acknowledges an alert that is not open.");
        }

        var seen = alert with { Status = AlertStatus.Acknowledged, AcknowledgedOn = fact.On };
        return new Evolution(state with { Alert = seen }, [seen]);
    }

    private static Evolution Confirm(DeadlineState state, Fact fact, DueDateConfirmed confirmed) => confirmed.Fulfilled
        ? new Evolution(Settled(state, confirmed.Provenance), confirmed.Resolved is { } alert ? [alert] : [])
        : Redate(state with { Provenance = confirmed.Provenance, OriginalDue = confirmed.Provenance.Result }, fact, AlertOutcome.Corrected);

    /// <summary>
    /// The fact that a provisional d0 became certain. What is fulfilled stays in its round, and the alert that its delivery ended says whether it was in
    /// time by the d that counts now.
    /// </summary>
    /// <param name="last">The last alert of the deadline's round; null where it has none.</param>
    internal static DueDateConfirmed ConfirmedBy(DeadlineState state, Provenance certain, Alert? last)
    {
        return state.Fulfilment is null
            ? new DueDateConfirmed(certain)
            : new DueDateConfirmed(certain, Fulfilled: true, Mended(Settled(state, certain), last));
    }

    /// <summary>The alert that a delivery ended, where its outcome is another by the dates as they are now; null where it is the same.</summary>
    /// <param name="last">The last alert of the deadline's round; null where it has none.</param>
    internal static Alert? Mended(DeadlineState state, Alert? last)
    {
        if (state.Fulfilment is not { } fulfilment || last is not { Status: AlertStatus.Resolved, Resolution: { } ended } || last.Id.Round != state.Round)
        {
            return null;
        }

        var resolution = ended with { Outcome = OutcomeOf(state, fulfilment, out var late), DaysLate = late };
        return resolution == ended ? null : last with { Resolution = resolution };
    }

    private static DeadlineState Settled(DeadlineState state, Provenance certain) => WithDue(state with { Provenance = certain, OriginalDue = certain.Result });

    /// <summary>d follows from d0 and the extension: the later of the two.</summary>
    private static DeadlineState WithDue(DeadlineState state)
    {
        var due = state.ExtendedUntil > state.OriginalDue ? state.ExtendedUntil.Value : state.OriginalDue;
        return state with { Due = due, DueMonths = [.. state.DueMonths.Union([DeadlineState.MonthOf(due)])] };
    }

    /// <summary>A change of d begins a new round.</summary>
    private static Evolution Redate(DeadlineState state, Fact fact, AlertOutcome outcome)
    {
        var next = WithDue(state);
        if (next.Due == state.Due)
        {
            return Only(state);
        }

        // A date to come that an officer sets for a deadline that was past when confirmed speaks for itself: it is released.
        var released = state.Inherited && state.ReleasedOn is null && next.Due >= fact.On ? fact.On : state.ReleasedOn;
        return NewRound(next with { ReleasedOn = released }, fact, outcome);
    }

    private static Evolution Close(DeadlineState state, Fact fact, ClosureReason reason, DateOnly on)
    {
        // What the department had asked for lay with the office until now.
        foreach (var asked in state.PendingSteps.Where(step => step.FromDepartment))
        {
            state = state with { Deciding = Decided(state, asked.On, fact.On) };
        }

        var next = state with { Closure = new Closure(reason, on), PendingSteps = [], DeferredOn = null };
        if (reason is ClosureReason.WithdrawnAsMistaken or ClosureReason.OpenerWithdrawn)
        {
            next = Unchain(next, fact.On, _ => true);
        }

        return next.Alert is { } alert ? End(next, fact, alert, OutcomeOf(reason), next.DaysLate(fact.On)) : Only(next);
    }

    private static AlertOutcome OutcomeOf(ClosureReason reason) => reason switch
    {
        ClosureReason.Waived => AlertOutcome.Waived,
        ClosureReason.WithdrawnAsMistaken => AlertOutcome.WithdrawnAsMistaken,
        ClosureReason.Repealed => AlertOutcome.Repealed,
        ClosureReason.ProvisionEnded => AlertOutcome.ProvisionEnded,
        ClosureReason.OpenerWithdrawn => AlertOutcome.OpenerWithdrawn,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown reason of a closure."),
    };

    private static Evolution Reopen(DeadlineState state, Fact fact, DeadlineReopened reopened) =>
        NewRound(Chain(Reopened(state, reopened, fact.On), fact, reopened.Opens, reopened.Opens?.By), fact, AlertOutcome.RoundEnded);

    /// <summary>The state once a deadline runs again, before anything opens because of it.</summary>
    internal static DeadlineState Reopened(DeadlineState state, DeadlineReopened reopened, DateOnly on)
    {
        var next = state with { Closure = null, DeferredOn = null };

        // Days on which nothing was expected were not the department's; a clock that starts anew has none of them.
        if (reopened.Provenance is null && (state.Closure?.On ?? state.DeferredOn) is { } since)
        {
            next = next with { Deciding = Decided(next, since, on) };
        }

        if (reopened.WithdrawsNext)
        {
            next = WithoutNext(next, on);
        }

        if (reopened.Provenance is { } clock)
        {
            next = WithDue(next with
            {
                Provenance = clock,
                Trigger = clock.TriggerDate,
                OriginalDue = clock.Result,
                ExtendedUntil = null,
                LastChainStep = clock.OpenedBy?.Step ?? state.LastChainStep,
            });
        }

        return next;
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

        return End(state, fact, alert, OutcomeOf(state, fulfilment, out var late), late);
    }

    private static AlertOutcome OutcomeOf(DeadlineState state, StandingDelivery fulfilment, out int late)
    {
        late = state.DaysLate(fulfilment.FulfilledOn);
        return late > 0 ? AlertOutcome.FulfilledLate
            : fulfilment.ReceivedOn > state.Due && state.Kind == ObligationKind.ImplementingRule ? AlertOutcome.FulfilledOnTimeNotifiedLate
            : AlertOutcome.FulfilledOnTime;
    }

    private static Evolution NewRound(DeadlineState state, Fact fact, AlertOutcome outcome)
    {
        var next = state with
        {
            Round = state.Round + 1,
            RoundStartedOn = fact.On,
            Raised = null,
            OverdueNoticeSentOn = null,
            Explanation = null,
            Deciding = state.Explanation is { Status: ExplanationStatus.Submitted } explanation
                ? Decided(state, explanation.On, fact.On)
                : state.Deciding,
        };
        return next.Alert is { } alert ? End(next, fact, alert, outcome, 0) : Only(next);
    }

    private static Evolution End(DeadlineState state, Fact fact, Alert alert, AlertOutcome outcome, int daysLate)
    {
        var ended = alert with { Status = AlertStatus.Resolved, Resolution = new AlertResolution(outcome, fact.On, daysLate) };
        return new Evolution(state with { Alert = null }, [ended]);
    }

    /// <summary>Spells with one more, those that touch or overlap made one, so that their number stays small.</summary>
    private static IReadOnlyList<DecidingDays> Decided(DeadlineState state, DateOnly after, DateOnly until)
    {
        if (until <= after)
        {
            return state.Deciding;
        }

        var touching = state.Deciding.Where(spell => spell.After <= until && spell.Until >= after).ToList();
        var merged = new DecidingDays(touching.Select(spell => spell.After).Append(after).Min(), touching.Select(spell => spell.Until).Append(until).Max());
        return [.. state.Deciding.Except(touching).Append(merged).OrderBy(spell => spell.After)];
    }
}
