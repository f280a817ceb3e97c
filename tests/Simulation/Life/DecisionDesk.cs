using Supervision.Access;
using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Obligations;
using Supervision.PlainModel;
using DecisionAct = Supervision.Deadlines.Act;

namespace Supervision.Simulation.Life;

/// <summary>Officers and the director: they judge explanations, propose and decide steps, reopen, and record publications and opinions.</summary>
internal sealed class DecisionDesk(SeedRun run) : Desk(run)
{
    private const string Instrument = "local-government-rule";

    private static readonly string[] Periods = ["P6M", "P1Y", "P30D", "10WD", "P90D", "40WD"];

    public override int DaysBetween => 6;

    public override void Work()
    {
        foreach (var id in Run.Departments.ToList())
        {
            if (Random.Next(2) == 0 && List(DepartmentId.Parse(id), out var owed))
            {
                foreach (var state in owed)
                {
                    Consider(state);
                }
            }
        }
    }

    private void Consider(DeadlineState state)
    {
        if (state.Explanation is { Status: ExplanationStatus.Submitted } explanation && Random.Next(3) == 0)
        {
            if (Random.Next(8) == 0)
            {
                JudgeOwn(state, explanation);
            }

            Judge(state, explanation);
        }

        foreach (var step in state.PendingSteps)
        {
            if (Random.Next(3) == 0)
            {
                Decide(state, step);
            }
        }

        if (state.PendingSteps.Count < 2 && Choose(state) is { } propose)
        {
            Propose(state, propose);
        }

        if ((state.DeferredOn is not null && Random.Next(6) == 0) || (state.Closure is not null && Random.Next(80) == 0))
        {
            Reopen(state);
        }

        RecordEvents(state);
    }

    /// <summary>Nobody judges what they explained themselves.</summary>
    private void JudgeOwn(DeadlineState state, Explanation explanation)
    {
        var before = Listed;
        var own = new DecisionAct(new Caller(explanation.By, Role.Officer, null));
        if (Run.Call("judge one's own", host => host.Get<DecideExplanation>().ExecuteAsync(state.Id, explanation.Number, true, null, own, CancellationToken.None), out var outcome)
            && before == Run.Moments && outcome is not DecideExplanation.Outcome.OwnExplanation)
        {
            Run.Findings.Excess($"{explanation.By}, who explained {state.Id}, judged it and was answered {outcome}");
        }
    }

    private void Judge(DeadlineState state, Explanation explanation)
    {
        var act = new JudgeAct(NewId("j"), state.Id.Value, explanation.Number, Random.Next(2) == 0);
        var before = Listed;
        Ask(
            act,
            state.Id,
            AsOfficer(act),
            (host, request) => host.Get<DecideExplanation>().ExecuteAsync(state.Id, act.Number, act.Accept, act.Accept ? null : "理由不充分。", request, CancellationToken.None),
            outcome => outcome is DecideExplanation.Outcome.Decided ? before == Run.Moments ? true : null : false);
    }

    private void Decide(DeadlineState state, PendingStep step)
    {
        // Now and then the one who proposed it tries to decide, or takes it back.
        var (verdict, own) = Random.Next(12) switch
        {
            0 => (StepVerdict.Approve, true),
            1 => (StepVerdict.TakeBack, true),
            < 4 => (StepVerdict.Reject, false),
            _ => (StepVerdict.Approve, false),
        };
        var name = verdict switch { StepVerdict.Approve => "approve", StepVerdict.Reject => "reject", _ => "take-back" };
        var act = new DecideAct(NewId("d"), state.Id.Value, step.Number, name, own ? step.By : null);
        var caller = new Caller(own ? step.By : act.Id, own && step.FromDepartment ? Role.Department : Role.Director, own && step.FromDepartment ? state.Id.Home : null);
        var note = verdict == StepVerdict.Reject ? "不同意。" : null;
        var before = Listed;
        Ask(
            act,
            state.Id,
            caller,
            (host, request) => host.Get<DecideStep>().ExecuteAsync(state.Id, step.Number, verdict, note, request, CancellationToken.None),
            outcome => outcome switch
            {
                DecideStep.Outcome.Decided when own && verdict == StepVerdict.Approve => Wrong(act),
                DecideStep.Outcome.Decided => before == Run.Moments ? true : null,
                _ => false,
            });
    }

    private bool? Wrong(PlainAct act)
    {
        Run.Findings.Excess($"{act}: decided on their own step");
        return null;
    }

    private ProposeAct? Choose(DeadlineState state)
    {
        var of = state.Id.Value;
        if (state.Raised == EscalationStage.SupervisionLetterProposed && state.IsOpen && Random.Next(8) == 0)
        {
            return Of("supervision-letter");
        }

        if (state.Raised == EscalationStage.StandingCommitteeProposed && state.IsOpen && Random.Next(8) == 0)
        {
            return Of("standing-committee");
        }

        return Random.Next(state.IsOpen ? 700 : 1500) switch
        {
            0 or 1 => Of("deferral"),
            2 or 3 => Of("waiver"),
            4 => Of("withdrawal"),
            < 8 => Of("extension") with { Until = Run.Today.AddDays(Random.Next(-3, 150)) },
            8 or 9 => Of("correction") with { On = Run.Today.AddDays(Random.Next(-60, 200)) },
            10 or 11 when state.Provenance.Period is not null => Of("correction") with { Trigger = state.Trigger.AddDays(Random.Next(-40, 40)) },
            12 => Of("correction") with { Period = Periods[Random.Next(Periods.Length)] },
            < 18 when state.Deliveries.Count > 0 => Of("fulfilled-date") with
            {
                Delivery = state.Deliveries[0].Delivery.Value,
                On = state.Deliveries[0].FulfilledOn.AddDays(-Random.Next(1, 20)),
            },
            _ => null,
        };

        ProposeAct Of(string step) => new(NewId("p"), of, step, FromDepartment: false);
    }

    private void Propose(DeadlineState state, ProposeAct act)
    {
        var request = new StepRequest(
            act.Step switch
            {
                "extension" => StepName.Extension,
                "deferral" => StepName.Deferral,
                "waiver" => StepName.Waiver,
                "withdrawal" => StepName.Withdrawal,
                "correction" => StepName.Correction,
                "fulfilled-date" => StepName.FulfilledDate,
                "supervision-letter" => StepName.SupervisionLetter,
                _ => StepName.StandingCommittee,
            },
            "经研究提出。" + act.Id,
            act.Until,
            act.Trigger,
            act.Period is { } period ? Period.Parse(period) : null,
            act.Step == "correction" ? act.On : null,
            act.Delivery is { } delivery ? DeliveryId.Parse(delivery) : null,
            act.Step == "fulfilled-date" ? act.On : null,
            act.Step == "standing-committee" ? SupervisionForm.SpecialInquiry : null);
        Ask(
            act,
            state.Id,
            AsOfficer(act),
            (host, decision) => host.Get<ProposeStep>().ExecuteAsync(state.Id, request, decision, CancellationToken.None),
            outcome => outcome is ProposeStep.Outcome.Proposed);
    }

    private void Reopen(DeadlineState state)
    {
        var act = new ReopenAct(NewId("o"), state.Id.Value);
        Ask(
            act,
            state.Id,
            AsOfficer(act),
            (host, request) => host.Get<ReopenDeadline>().ExecuteAsync(state.Id, "重新启动。", request, CancellationToken.None),
            outcome => outcome is ReopenDeadline.Outcome.Reopened);
    }

    private void RecordEvents(DeadlineState state)
    {
        if (state.Kind == ObligationKind.ImplementingRule
            && state.Deliveries.FirstOrDefault(delivery => delivery is { Accepted: true, Part: false }) is { } rule
            && state.Chained.All(chained => chained.Delivery != rule.Delivery)
            && Random.Next(8) == 0)
        {
            var published = rule.FulfilledOn.AddDays(Random.Next(0, 20));
            published = published > Run.Today ? Run.Today : published;
            var act = new PublishAct(NewId("b"), state.Id.Value, rule.Delivery.Value, published);
            Ask(
                act,
                state.Id,
                AsOfficer(act),
                (host, request) => host.Get<RecordPublication>().ExecuteAsync(state.Id, rule.Delivery, published, Instrument, request, CancellationToken.None),
                outcome => outcome is RecordPublication.Outcome.Recorded);
        }

        if (state.Closure is null
            && (state.Kind == ObligationKind.FilingForRecord ? Random.Next(50) == 0 : state.Kind == ObligationKind.ImplementingRule && Random.Next(800) == 0)
            && state.Chained.Count < 3)
        {
            var given = Run.Today.AddDays(-Random.Next(0, 30));
            var act = new OpinionAct(NewId("n"), state.Id.Value, given);
            Ask(
                act,
                state.Id,
                AsOfficer(act),
                (host, request) => host.Get<RecordReviewOpinion>().ExecuteAsync(state.Id, given, "与上位法不一致。" + act.Id, request, CancellationToken.None),
                outcome => outcome is RecordReviewOpinion.Outcome.Recorded);
        }

        if (state.Chained.FirstOrDefault(chained => chained.Delivery is null) is { } chained && Random.Next(80) == 0)
        {
            var act = new WithdrawEventAct(NewId("e"), state.Id.Value, chained.Number);
            Ask(
                act,
                state.Id,
                AsOfficer(act),
                (host, request) => host.Get<WithdrawEvent>().ExecuteAsync(state.Id, chained.Number, "登记有误。", request, CancellationToken.None),
                outcome => outcome is WithdrawEvent.Outcome.Withdrawn);
        }
    }

    private static Caller AsOfficer(PlainAct act) => new(act.Id, Role.Officer, null);
}
