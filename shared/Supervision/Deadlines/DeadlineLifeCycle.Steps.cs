using Supervision.Alerts;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.History;
using Supervision.Identity;
using Supervision.Papers;

namespace Supervision.Deadlines;

/// <summary>What explanations, proposed steps and chained clocks make of a deadline.</summary>
public static partial class DeadlineLifeCycle
{
    /// <summary>An explanation says that the alert was seen.</summary>
    private static Evolution Explain(DeadlineState state, Fact fact, ExplanationSubmitted submitted)
    {
        var next = state with
        {
            Explanation = new Explanation(submitted.Number, fact.On, submitted.ProposedDue, submitted.Text, fact.By),
            ExplanationCount = submitted.Number,

            // An explanation in place of one that was not decided yet: the office had the matter all the while.
            Deciding = state.Explanation is { Status: ExplanationStatus.Submitted } before ? Decided(state, before.On, fact.On) : state.Deciding,
        };
        return Show(next, alert => alert with { Status = AlertStatus.Explained, AcknowledgedOn = alert.AcknowledgedOn ?? fact.On });
    }

    private static Evolution Judge(DeadlineState state, Fact fact, int number, ExplanationStatus status, PaperRef? note)
    {
        if (state.Explanation is not { Status: ExplanationStatus.Submitted } explanation || explanation.Number != number)
        {
            throw new ImpossibleFactException($"{fact.Key} decides on an explanation that awaits no decision.");
        }

        var next = state with
        {
            Explanation = explanation with { Status = status, DecidedOn = fact.On, Note = note },
            Deciding = Decided(state, explanation.On, fact.On),
        };
        var shown = status == ExplanationStatus.Accepted ? AlertStatus.ExplanationAccepted : AlertStatus.ExplanationRejected;
        return Show(next, alert => alert.Status == AlertStatus.Explained ? alert with { Status = shown } : alert);
    }

    private static Evolution Show(DeadlineState state, Func<Alert, Alert> change)
    {
        if (state.Alert is not { } alert || change(alert) is var changed && changed == alert)
        {
            return Only(state);
        }

        return new Evolution(state with { Alert = changed }, [changed]);
    }

    private static Evolution Propose(DeadlineState state, Fact fact, StepProposed proposed) => Only(state with
    {
        StepCount = proposed.Number,
        PendingSteps = [.. state.PendingSteps, new PendingStep(proposed.Number, proposed.Step, fact.By, fact.On, proposed.FromDepartment, proposed.Reason)],
    });

    private static Evolution Approve(DeadlineState state, Fact fact, StepApproved approved)
    {
        var next = EndStep(state, fact, approved.Number, out var pending);
        switch (pending.Step)
        {
            case ProposedStep.Extension(var until):
                return Redate(next with { ExtendedUntil = until, DeferredOn = null }, fact, AlertOutcome.Extended);
            case ProposedStep.Deferral:
                return NewRound(next with { DeferredOn = fact.On }, fact, AlertOutcome.Deferred);
            case ProposedStep.Waiver:
                return Close(Chain(next, fact, approved.Opens, null), fact, ClosureReason.Waived, fact.On);
            case ProposedStep.Withdrawal:
                return Close(next, fact, ClosureReason.WithdrawnAsMistaken, fact.On);
            case ProposedStep.Correction(var clock):
                return Redate(next with { Provenance = clock, Trigger = clock.TriggerDate, OriginalDue = clock.Result }, fact, AlertOutcome.Corrected);
            case ProposedStep.FulfilledDate(var delivery, var on):
                next = Dated(next, delivery, on);
                next = approved.Opens is { } opens ? Chain(WithoutNext(next, fact.On), fact, opens, opens.By) : next;
                return approved.Resolved is { } resolved ? new Evolution(next, [resolved]) : Only(next);
            case ProposedStep.Letter or ProposedStep.StandingCommittee:
                return Only(next with
                {
                    TakenSteps = [.. next.TakenSteps, new TakenStep(pending.Number, pending.Step, fact.On, approved.ComplyBy, pending.Reason)],
                });
            default:
                throw new ImpossibleFactException($"{fact.Key} approves an unknown step.");
        }
    }

    private static DeadlineState EndStep(DeadlineState state, Fact fact, int number, out PendingStep step)
    {
        var pending = state.PendingSteps.FirstOrDefault(each => each.Number == number)
            ?? throw new ImpossibleFactException($"{fact.Key} decides on a step that awaits no decision.");
        step = pending;
        return state with
        {
            PendingSteps = [.. state.PendingSteps.Where(each => each != pending)],
            Deciding = pending.FromDepartment ? Decided(state, pending.On, fact.On) : state.Deciding,
        };
    }

    private static DeadlineState Chain(DeadlineState state, Fact fact, ChainedOpening? opening, DeliveryId? delivery, DateOnly? changedOn = null)
    {
        if (opening is null)
        {
            return state;
        }

        var number = opening.Provenance.OpenedBy!.Step;
        return state with
        {
            ChainStepCount = number,
            ChainSteps = [.. state.ChainSteps, new ChainStep(number, opening.Child, fact.On, opening)],
            Chained = [.. state.Chained, new ChainedDeadline(number, opening.Child, delivery, changedOn)],
        };
    }

    /// <summary>Asks for the withdrawal of chained deadlines whose ground has gone.</summary>
    private static DeadlineState Unchain(DeadlineState state, DateOnly on, Func<ChainedDeadline, bool> gone)
    {
        foreach (var chained in state.Chained.Where(gone).ToList())
        {
            var number = state.ChainStepCount + 1;
            state = state with
            {
                ChainStepCount = number,
                ChainSteps = [.. state.ChainSteps, new ChainStep(number, chained.Child, on, null)],
                Chained = [.. state.Chained.Where(each => each != chained)],
            };
        }

        return state;
    }
}
