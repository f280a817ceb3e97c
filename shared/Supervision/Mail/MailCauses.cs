using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.History;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Mail.Messages;

namespace Supervision.Mail;

/// <summary>A mail that a fact causes.</summary>
/// <param name="Alert">The alert it speaks of, if there is one.</param>
/// <param name="Audience">Whom it is for, where the fact does not name them.</param>
/// <param name="Told">Whom the fact names; null: the audience.</param>
internal sealed record MailCause(string Template, AlertId? Alert, Audience Audience, IReadOnlyList<Recipient>? Told = null);

/// <summary>
/// Which fact causes which mail. An alert goes to those it names. The end of an alert is told to those who were told of the alert: who
/// delivers in time and was never reminded has a receipt and needs no mail. Decisions are told to the departments they concern; what waits
/// for a decision, to the officers, and where another person than an officer may have to decide, to the head of the office.
/// </summary>
internal static class MailCauses
{
    /// <param name="before">The deadline before the fact; null where the fact opens it.</param>
    /// <param name="evolution">What the fact makes of it.</param>
    public static IEnumerable<MailCause> Of(Fact fact, DeadlineState? before, Evolution evolution)
    {
        var ended = evolution.Alerts.FirstOrDefault(alert => alert.Status == AlertStatus.Resolved);
        return fact.Body switch
        {
            StageRaised raised =>
                [new(raised.Stage.Name(), new AlertId(evolution.State.Id, raised.Round, raised.Stage), Audience.None, raised.Recipients)],
            DeliveryReceived or DeliveryAccepted when ended is { Resolution.Outcome: not AlertOutcome.RoundEnded } =>
                [new(MailTemplateNames.Resolved, ended.Id, Audience.ThoseMailed)],
            DeliveryAccepted { Part: true } => [new(MailTemplateNames.DecisionTaken, ended?.Id, Audience.Departments)],
            DeliveryReturned => [new(MailTemplateNames.DeliveryReturned, ended?.Id, Audience.Departments)],
            DueDateConfirmed { Fulfilled: false } when ended is not null => [new(MailTemplateNames.DecisionTaken, ended.Id, Audience.ThoseMailed)],
            DeadlineClosed when ended is not null => [new(MailTemplateNames.Resolved, ended.Id, Audience.ThoseMailed)],
            EndWithdrawn when before?.Round < evolution.State.Round => [new(MailTemplateNames.DecisionTaken, null, Audience.Departments | Audience.Officers)],
            DeadlineReopened => [new(MailTemplateNames.DecisionTaken, ended?.Id, Audience.Departments | Audience.Officers)],
            ExplanationSubmitted => [new(MailTemplateNames.DecisionAwaited, evolution.State.Alert?.Id, Audience.Officers)],
            ExplanationAccepted or ExplanationRejected => [new(MailTemplateNames.DecisionTaken, evolution.State.Alert?.Id, Audience.Departments)],
            StepProposed proposed =>
            [
                new(
                    MailTemplateNames.DecisionAwaited,
                    evolution.State.Alert?.Id,
                    proposed.FromDepartment ? Audience.Officers : Audience.Officers | Audience.Heads),
            ],
            StepApproved approved => Decided(before, approved.Number, approved: true, ended),
            StepRejected rejected => Decided(before, rejected.Number, approved: false, ended),
            _ => [],
        };
    }

    /// <summary>A step that took effect concerns the department; one that was refused concerns whoever asked for it.</summary>
    private static IEnumerable<MailCause> Decided(DeadlineState? before, int number, bool approved, Alert? ended)
    {
        if (before?.PendingSteps.FirstOrDefault(step => step.Number == number) is not { } pending)
        {
            return [];
        }

        var audience = approved || pending.FromDepartment ? Audience.Departments : Audience.Officers;
        return (pending.Step, approved) switch
        {
            (ProposedStep.Extension, _) when approved || pending.FromDepartment =>
                [new(MailTemplateNames.ExtensionDecided, ended?.Id, approved ? audience | Audience.ThoseMailed : audience)],
            (ProposedStep.Waiver or ProposedStep.Withdrawal, true) => [new(MailTemplateNames.Resolved, ended?.Id, audience | Audience.ThoseMailed)],
            (ProposedStep.Deferral or ProposedStep.Correction, true) => [new(MailTemplateNames.DecisionTaken, ended?.Id, audience | Audience.ThoseMailed)],
            _ => [new(MailTemplateNames.DecisionTaken, ended?.Id ?? before.Alert?.Id, audience)],
        };
    }
}

/// <summary>Whether what caused a mail still holds when it is about to be sent.</summary>
internal static class MailReasons
{
    /// <param name="alert">The alert the mail speaks of; null when it speaks of none.</param>
    /// <param name="state">The deadline as it is now.</param>
    /// <param name="cause">The fact that caused it, where it is needed to tell; else null.</param>
    /// <param name="schedule">Says which facts keep a stage from being reached.</param>
    public static bool Holds(string template, Alert? alert, DeadlineState state, CausingFact? cause, DeadlineSchedule schedule) => template switch
    {
        MailTemplateNames.DeliveryReturned => state.Closure is null && !IsThereAgain(state, cause),
        // It is open again: to say that it is done would mislead.
        MailTemplateNames.Resolved => !state.IsOpen,
        // A decision stands, whatever came after.
        MailTemplateNames.ExtensionDecided or MailTemplateNames.DecisionTaken => true,
        MailTemplateNames.DecisionAwaited => cause?.Body switch
        {
            ExplanationSubmitted submitted => state.Explanation is { Status: ExplanationStatus.Submitted } explanation && explanation.Number == submitted.Number,
            StepProposed proposed => state.PendingSteps.Any(step => step.Number == proposed.Number),
            _ => false,
        },
        // Somebody who has explained is not asked to explain.
        MailTemplateNames.ExplanationRequired =>
            alert is { IsPending: true, Status: not (AlertStatus.Explained or AlertStatus.ExplanationAccepted) } && !schedule.IsBarred(alert.Id.Stage, state),

        // What the stage would not be reached for any more is not asked for.
        _ => alert is { IsPending: true } && !schedule.IsBarred(alert.Id.Stage, state),
    };

    /// <summary>
    /// What was returned is there again once a delivery stands that did not stand when it was returned. One that stood beside it may fulfil, but the
    /// department does not know that the other was returned, nor why.
    /// </summary>
    private static bool IsThereAgain(DeadlineState state, CausingFact? cause) =>
        cause is { Body: DeliveryReturned returned, Before.Deliveries: var before }
        && state.Deliveries.Any(delivery => delivery.Delivery == returned.Delivery || before.All(one => one.Delivery != delivery.Delivery));
}
