using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Steps;
using Supervision.InMemoryStorage;
using Supervision.Obligations;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>A decision sent without an Idempotency-Key whose answer is lost between storage and the process is recorded once and answered as recorded.</summary>
public sealed class UnkeyedDecisionTests
{
    private static readonly DateOnly Due = new(2024, 3, 29);

    [Fact]
    public async Task A_review_opinion_opens_one_answer()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        LoseAnswer(@case);

        Assert.IsType<RecordReviewOpinion.Outcome.Recorded>(await @case.World.Get<RecordReviewOpinion>().ExecuteAsync(
            @case.Id, new DateOnly(2024, 1, 2), "与上位法不一致。", new Act(World.Officer), CancellationToken.None));

        Assert.Single((await @case.StateAsync()).Chained);
    }

    [Fact]
    public async Task A_request_for_an_extension_is_one_request()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        LoseAnswer(@case);

        Assert.IsType<ProposeStep.Outcome.Proposed>(await @case.ProposeAsync(new StepRequest(StepName.Extension, "人手不足", Until: Due.AddDays(30)), @case.Clerk));

        Assert.Single((await @case.StateAsync()).PendingSteps);
    }

    [Fact]
    public async Task An_explanation_has_one_number_and_the_decision_on_it_is_answered_as_made()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.OnAsync(Due.AddDays(3));
        LoseAnswer(@case);

        Assert.IsType<Supervision.Deadlines.Explanations.SubmitExplanation.Outcome.Submitted>(await @case.ExplainAsync());

        Assert.Equal(1, (await @case.StateAsync()).ExplanationCount);
        LoseAnswer(@case);
        Assert.IsType<Supervision.Deadlines.Explanations.DecideExplanation.Outcome.Decided>(await @case.JudgeAsync(1, accept: true));
    }

    [Fact]
    public async Task A_step_is_approved_as_it_was_although_it_awaits_no_decision_any_more()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var proposed = Assert.IsType<ProposeStep.Outcome.Proposed>(await @case.ProposeAsync(new StepRequest(StepName.Waiver, "职责已调整")));
        LoseAnswer(@case);

        Assert.IsType<DecideStep.Outcome.Decided>(await @case.DecideAsync(proposed.Number, StepVerdict.Approve));
    }

    /// <summary>The next transaction is carried out; its answer does not come.</summary>
    private static void LoseAnswer(Case @case)
    {
        var lost = false;
        @case.World.Storage.Interceptor = request =>
        {
            if (lost || request.Operation != StorageOperation.Transaction)
            {
                return ValueTask.FromResult<StorageFault?>(null);
            }

            lost = true;
            return ValueTask.FromResult<StorageFault?>(StorageFault.AnswerLost);
        };
    }
}
