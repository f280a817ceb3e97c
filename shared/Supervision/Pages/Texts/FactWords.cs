using System.Globalization;
using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.History.Removals;
using Supervision.Identity;

namespace Supervision.Pages.Texts;

/// <summary>Says in words what a fact records.</summary>
public static class FactWords
{
    /// <exception cref="ArgumentOutOfRangeException">The fact is of a type that has no words yet.</exception>
    public static string Of(FactBody body, Wording wording)
    {
        var texts = wording.Texts;
        return body switch
        {
            DeadlineOpened opened => texts.Fill(
                opened.Inherited ? "fact.opened.inherited" : "fact.opened", ("due", wording.Day(opened.Provenance.Result))),
            StageRaised { PassedOver.Count: 0 } raised => texts.Fill(
                "fact.stage-raised",
                ("round", Number(raised.Round)),
                ("stage", wording.Code("stage", raised.Stage)),
                ("due", wording.Day(raised.Due))),
            StageRaised raised => texts.Fill(
                "fact.stage-raised.passed-over",
                ("round", Number(raised.Round)),
                ("stage", wording.Code("stage", raised.Stage)),
                ("due", wording.Day(raised.Due)),
                ("stages", string.Join(texts["fact.list-separator"], raised.PassedOver.Select(stage => wording.Code("stage", stage))))),
            NoticeSent sent => OfAlert("fact.notice-sent", sent.Alert),
            MailResent resent => texts.Fill("fact.mail-resent", ("mail", resent.Mail), ("times", Number(resent.Times))),
            DeliveryReceived received => texts.Fill(
                "fact.delivery-received", ("delivery", received.Delivery.Value), ("date", wording.Day(received.FulfilledOn))),
            DeliveryAccepted accepted => texts.Fill(
                "fact.delivery-accepted", ("delivery", accepted.Delivery.Value), ("date", wording.Day(accepted.FulfilledOn))),
            DeliveryReturned returned => texts.Fill(
                "fact.delivery-returned", ("delivery", returned.Delivery.Value), ("reason", wording.Code("return", returned.For))),
            AlertAcknowledged acknowledged => OfAlert("fact.alert-acknowledged", acknowledged.Alert),
            InheritedReleased => texts["fact.inherited-released"],
            DueDateConfirmed confirmed => texts.Fill("fact.due-date-confirmed", ("due", wording.Day(confirmed.Provenance.Result))),
            NextOccurrenceOpened next => texts.Fill("fact.next-occurrence-opened", ("occurrence", next.Next.Occurrence)),
            DutyTakenOver => texts["fact.duty-taken-over"],
            RecurrenceEnded => texts["fact.recurrence-ended"],
            ProvisionCarriedOver carried => wording.Code("fact.provision-carried-over", carried.As),
            CommitteeChanged changed => texts.Fill("fact.committee-changed", ("committee", changed.Committee)),
            DeadlineClosed closed => texts.Fill("fact.closed", ("reason", wording.Code("closure", closed.Reason)), ("date", wording.Day(closed.ClosedOn))),
            DeadlineReopened { Provenance: { } clock } => texts.Fill("fact.reopened.clock", ("due", wording.Day(clock.Result))),
            DeadlineReopened => texts["fact.reopened"],
            EndWithdrawn { Instead: null } => texts["fact.end-withdrawn"],
            EndWithdrawn => texts["fact.end-withdrawn.other"],
            DeliveryWithdrawn withdrawn => texts.Fill("fact.delivery-withdrawn", ("delivery", withdrawn.Delivery.Value)),
            ExplanationSubmitted { ProposedDue: { } due } => texts.Fill("fact.explanation-submitted.due", ("date", wording.Day(due))),
            ExplanationSubmitted => texts["fact.explanation-submitted"],
            ExplanationAccepted => texts["fact.explanation-accepted"],
            ExplanationRejected => texts["fact.explanation-rejected"],
            StepProposed proposed => texts.Fill("fact.step-proposed", ("number", Number(proposed.Number)), ("step", Step(proposed.Step, wording))),
            StepApproved { ComplyBy: { } date } approved => texts.Fill(
                "fact.step-approved.comply", ("number", Number(approved.Number)), ("date", wording.Day(date))),
            StepApproved approved => texts.Fill("fact.step-approved", ("number", Number(approved.Number))),
            StepRejected rejected => texts.Fill("fact.step-rejected", ("number", Number(rejected.Number))),
            StepTakenBack takenBack => texts.Fill("fact.step-taken-back", ("number", Number(takenBack.Number))),
            RulePublished published => texts.Fill("fact.rule-published", ("date", wording.Day(published.PublishedOn))),
            ReviewOpinionGiven given => texts.Fill("fact.review-opinion-given", ("date", wording.Day(given.GivenOn))),
            HigherLawChanged changed => texts.Fill("fact.higher-law-changed", ("date", wording.Day(changed.ChangedOn))),
            ChainedEventWithdrawn => texts["fact.chained-event-withdrawn"],
            ChainStepTaken taken => texts.Fill("fact.chain-step-taken", ("deadline", taken.Child.Value)),
            UnmatchedDeliveryReceived unmatched => texts.Fill("fact.unmatched-delivery-received", ("delivery", unmatched.Delivery.Value)),
            UnmatchedDeliveryWithdrawn withdrawn => texts.Fill("fact.unmatched-delivery-withdrawn", ("delivery", withdrawn.Delivery.Value)),
            RemovalProposed proposed => texts.Fill("fact.removal-proposed", ("content", proposed.Content)),
            RemovalConfirmed => texts["fact.removal-confirmed"],
            RemovalRejected => texts["fact.removal-rejected"],
            ContentRemoved => texts["fact.content-removed"],
            _ => throw new ArgumentOutOfRangeException(nameof(body), body.GetType().Name, "A fact without words."),
        };

        string OfAlert(string key, AlertId alert) =>
            texts.Fill(key, ("stage", wording.Code("stage", alert.Stage)), ("round", Number(alert.Round)));
    }

    /// <summary>A proposed step with what it would set.</summary>
    public static string Step(ProposedStep step, Wording wording) => step switch
    {
        ProposedStep.Extension(var until) => wording.Texts.Fill("step.extension", ("date", wording.Day(until))),
        ProposedStep.Deferral => wording.Texts["step.deferral"],
        ProposedStep.Waiver => wording.Texts["step.waiver"],
        ProposedStep.Withdrawal => wording.Texts["step.withdrawal"],
        ProposedStep.Correction(var clock) => wording.Texts.Fill("step.correction", ("date", wording.Day(clock.Result))),
        ProposedStep.FulfilledDate(_, var on) => wording.Texts.Fill("step.fulfilled-date", ("date", wording.Day(on))),
        ProposedStep.Letter => wording.Texts["step.supervision-letter"],
        ProposedStep.StandingCommittee(var form) => wording.Texts.Fill("step.standing-committee", ("form", wording.Code("form", form))),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step.GetType().Name, "A step without words."),
    };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
