using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.Jurisdictions;
using Supervision.PlainModel;
using DecisionAct = Supervision.Deadlines.Act;

namespace Supervision.Simulation.Life;

/// <summary>What a department does when it is late: it explains, asks for more time, takes back what it sent.</summary>
internal sealed partial class DepartmentDesk
{
    private void AnswerFor(DeadlineState state)
    {
        if (state.IsOpen && state.Raised >= EscalationStage.Overdue && state.Alert is not null)
        {
            var explained = state.Explanation is { Status: not ExplanationStatus.Rejected };
            if (Random.Next(explained ? 60 : state.Raised > EscalationStage.Overdue ? 5 : 12) == 0)
            {
                Explain(state);
            }
        }

        if (state.IsOpen && state.Due < Run.Today.AddDays(20) && state.PendingSteps.Count == 0 && Random.Next(40) == 0)
        {
            AskForTime(state);
        }

        if (state.Deliveries.FirstOrDefault(delivery => !delivery.Accepted) is { } standing && Random.Next(80) == 0)
        {
            TakeBack(state, standing);
        }
    }

    private void Explain(DeadlineState state)
    {
        var due = Random.Next(3) == 0 ? (DateOnly?)null : Run.Today.AddDays(Random.Next(10, 90));
        var act = new ExplainAct(NewId("x"), state.Id.Value, due);
        Ask(
            act,
            state.Id,
            new Caller(act.Id, Role.Department, home),
            (host, request) => host.Get<SubmitExplanation>().ExecuteAsync(state.Id, "因人员变动延误。" + act.Id, due, request, CancellationToken.None),
            outcome => outcome is SubmitExplanation.Outcome.Submitted);
    }

    private void AskForTime(DeadlineState state)
    {
        var until = Random.Next(8) == 0 ? state.Due : Run.Today.AddDays(Random.Next(5, 120));
        var act = new ProposeAct(NewId("p"), state.Id.Value, "extension", FromDepartment: true, Until: until);
        Run.Try(act, repeats: true, async host =>
            await host.Get<ProposeStep>().ExecuteAsync(
                state.Id, new StepRequest(StepName.Extension, "请求延期。" + act.Id, Until: until), AsDepartment(act), CancellationToken.None) is ProposeStep.Outcome.Proposed);
    }

    private void TakeBack(DeadlineState state, StandingDelivery standing)
    {
        var act = new WithdrawDeliveryAct(NewId("w"), state.Id.Value, standing.Delivery.Value);
        var before = Listed;
        Run.Try(act, repeats: true, async host =>
            await host.Get<WithdrawDelivery>().ExecuteAsync(home, standing.Delivery, "报送有误。", AsDepartment(act), CancellationToken.None)
                is WithdrawDelivery.Outcome.Withdrawn ? before == Run.Moments ? true : null : false);
    }

    private DecisionAct AsDepartment(PlainAct act) => new(new Caller(act.Id, Role.Department, home), act.Id);
}
