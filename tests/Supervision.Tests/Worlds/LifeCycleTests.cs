using Supervision.Access;
using Supervision.Alerts;
using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.Jurisdictions;
using Supervision.Obligations;
using Supervision.Papers;

namespace Supervision.Tests.Worlds;

public sealed class LifeCycleTests
{
    /// <summary>A Friday; the Monday after is 1 April, and ten working days after d is 15 April (7 April is worked, 4 to 6 are not).</summary>
    private static readonly DateOnly Due = new(2024, 3, 29);

    [Fact]
    public async Task An_explanation_holds_the_letter_back_until_the_office_has_decided_and_for_good_once_accepted()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.ThroughAsync(new DateOnly(2024, 4, 16));

        Assert.IsType<SubmitExplanation.Outcome.Submitted>(await @case.ExplainAsync(new DateOnly(2024, 6, 30)));
        await @case.ThroughAsync(new DateOnly(2024, 5, 6));
        var while_deciding = await @case.RaisedAsync();
        Assert.IsType<DecideExplanation.Outcome.Decided>(await @case.JudgeAsync(1, accept: true));
        await @case.ThroughAsync(new DateOnly(2024, 7, 1));

        Assert.Equal(EscalationStage.ExplanationRequired, while_deciding[^1].Stage);
        Assert.Equal((1, EscalationStage.StandingCommitteeProposed, new DateOnly(2024, 6, 27)), (await @case.RaisedAsync())[^1]);
        Assert.DoesNotContain(await @case.RaisedAsync(), alert => alert.Stage == EscalationStage.SupervisionLetterProposed);
        Assert.Equal(Standing.OverdueExplained, Standings.Of(await @case.StateAsync(), new DateOnly(2024, 7, 1)));
    }

    [Fact]
    public async Task An_explanation_that_is_not_accepted_lets_the_letter_be_proposed_and_may_be_followed_by_another()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.ThroughAsync(new DateOnly(2024, 4, 20));
        await @case.ExplainAsync();
        await @case.ThroughAsync(new DateOnly(2024, 5, 6));

        Assert.IsType<DecideExplanation.Outcome.Decided>(await @case.JudgeAsync(1, accept: false));
        var alert = await @case.AlertAsync(1, EscalationStage.ExplanationRequired);
        await @case.OnAsync(new DateOnly(2024, 5, 6));
        var second = await @case.ExplainAsync();

        Assert.Equal(AlertStatus.ExplanationRejected, alert.Status);
        Assert.Equal((1, EscalationStage.SupervisionLetterProposed, new DateOnly(2024, 5, 6)), (await @case.RaisedAsync())[^1]);
        Assert.Equal(2, Assert.IsType<SubmitExplanation.Outcome.Submitted>(second).Number);
        Assert.Equal(AlertStatus.Explained, (await @case.AlertAsync(1, EscalationStage.SupervisionLetterProposed)).Status);
    }

    [Fact]
    public async Task A_granted_extension_moves_d_keeps_d0_and_begins_a_round_with_the_ladder_of_the_new_date()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.ThroughAsync(new DateOnly(2024, 4, 10));
        var asked = Assert.IsType<ProposeStep.Outcome.Proposed>(
            await @case.ProposeAsync(new StepRequest(StepName.Extension, "论证未完成", Until: new DateOnly(2024, 5, 31)), @case.Clerk));

        Assert.IsType<DecideStep.Outcome.Decided>(await @case.DecideAsync(asked.Number, StepVerdict.Approve));
        await @case.ThroughAsync(new DateOnly(2024, 6, 3));

        var state = await @case.StateAsync();
        Assert.Equal((Due, new DateOnly(2024, 5, 31), 2), (state.OriginalDue, state.Due, state.Round));
        Assert.Equal(AlertOutcome.Extended, (await @case.AlertAsync(1, EscalationStage.Overdue)).Resolution!.Outcome);
        Assert.Equal(
            [
                (EscalationStage.EarlyNotice, new DateOnly(2024, 5, 16)), // five months from 1 January, three days for each
                (EscalationStage.Reminder, new DateOnly(2024, 5, 24)),
                (EscalationStage.Overdue, new DateOnly(2024, 6, 1)),
            ],
            (await @case.RaisedAsync()).Where(alert => alert.Round == 2).Select(alert => (alert.Stage, alert.On)));
    }

    [Fact]
    public async Task A_request_for_an_extension_holds_back_what_lies_beyond_overdue_and_its_days_do_not_count_as_late()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.ThroughAsync(new DateOnly(2024, 4, 8));
        var asked = Assert.IsType<ProposeStep.Outcome.Proposed>(
            await @case.ProposeAsync(new StepRequest(StepName.Extension, "论证未完成", Until: new DateOnly(2024, 5, 31)), @case.Clerk));
        await @case.ThroughAsync(new DateOnly(2024, 4, 26));
        var waiting = await @case.RaisedAsync();

        Assert.IsType<DecideStep.Outcome.Decided>(await @case.DecideAsync(asked.Number, StepVerdict.Reject));
        await @case.OnAsync(new DateOnly(2024, 4, 26));

        Assert.Equal(EscalationStage.Overdue, waiting[^1].Stage);
        Assert.Equal(EscalationStage.ExplanationRequired, (await @case.RaisedAsync())[^1].Stage);
        Assert.Equal(10, (await @case.StateAsync()).DaysLate(new DateOnly(2024, 4, 26))); // 30 March to 8 April; then the office had it
    }

    [Fact]
    public async Task Nobody_decides_on_their_own_proposal_and_each_step_has_its_roles()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.ThroughAsync(new DateOnly(2024, 5, 3));
        var reader = new Caller("reader1", Role.Reader, null);

        var waiver = Assert.IsType<ProposeStep.Outcome.Proposed>(await @case.ProposeAsync(new StepRequest(StepName.Waiver, "已无必要")));
        var letter = Assert.IsType<ProposeStep.Outcome.Proposed>(await @case.ProposeAsync(new StepRequest(StepName.SupervisionLetter, "督办函正文")));

        Assert.IsType<ProposeStep.Outcome.Forbidden>(await @case.ProposeAsync(new StepRequest(StepName.Waiver, "免了吧"), @case.Clerk));
        Assert.IsType<ProposeStep.Outcome.Forbidden>(await @case.ProposeAsync(new StepRequest(StepName.Waiver, "免了吧"), reader));
        Assert.IsType<DecideStep.Outcome.OwnStep>(await @case.DecideAsync(waiver.Number, StepVerdict.Approve, World.Officer));
        Assert.IsType<DecideStep.Outcome.OwnStep>(await @case.DecideAsync(waiver.Number, StepVerdict.Reject, World.Officer));
        Assert.IsType<DecideStep.Outcome.Forbidden>(await @case.DecideAsync(waiver.Number, StepVerdict.Approve, @case.Clerk));
        Assert.IsType<DecideStep.Outcome.Forbidden>(await @case.DecideAsync(letter.Number, StepVerdict.Approve, Case.Other));
        Assert.IsType<DecideStep.Outcome.Forbidden>(await @case.DecideAsync(letter.Number, StepVerdict.TakeBack, Case.Other));
        Assert.IsType<DecideStep.Outcome.Decided>(await @case.DecideAsync(letter.Number, StepVerdict.Approve, Case.Director));
        Assert.IsType<DecideStep.Outcome.Decided>(await @case.DecideAsync(waiver.Number, StepVerdict.TakeBack, World.Officer, note: null));
        Assert.IsType<DecideStep.Outcome.AlreadyDecided>(await @case.DecideAsync(waiver.Number, StepVerdict.Approve));
        Assert.IsType<DecideStep.Outcome.NoSuchStep>(await @case.DecideAsync(99, StepVerdict.Approve));
        var taken = Assert.Single((await @case.StateAsync()).TakenSteps);
        Assert.Equal(new DateOnly(2024, 7, 3), taken.ComplyBy); // two months after 3 May
    }

    /// <summary>Until it is issued, and where it is not, a letter is a draft of the office.</summary>
    [Theory]
    [InlineData(StepVerdict.Approve, true)]
    [InlineData(StepVerdict.Reject, false)]
    public async Task A_department_reads_a_supervision_letter_once_it_is_issued(StepVerdict verdict, bool reads)
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.ThroughAsync(new DateOnly(2024, 5, 3));
        await @case.ProposeAsync(new StepRequest(StepName.Waiver, "内部研究"));
        var letter = Assert.IsType<ProposeStep.Outcome.Proposed>(await @case.ProposeAsync(new StepRequest(StepName.SupervisionLetter, "督办函正文")));
        Assert.Empty(await ReadAsync());

        Assert.IsType<DecideStep.Outcome.Decided>(await @case.DecideAsync(letter.Number, verdict, Case.Director));

        Assert.Equal(reads ? ["督办函正文"] : [], await ReadAsync());

        async Task<List<string>> ReadAsync()
        {
            var read = new List<string>();
            foreach (var paper in (await @case.World.Get<DeadlineStore>().ReadHistoryAsync(@case.Id, CancellationToken.None)).SelectMany(PaperRefs.In))
            {
                if (await @case.World.Get<ReadPaper>().ExecuteAsync(@case.Id, paper.Id, staff: false, CancellationToken.None) is ReadPaper.Outcome.Found found)
                {
                    read.Add(found.Text);
                }
            }

            return read;
        }
    }

    [Fact]
    public async Task A_letter_is_not_proposed_before_its_stage_and_an_extension_not_into_the_past()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.ThroughAsync(new DateOnly(2024, 4, 10));

        Assert.Equal("stage-not-reached", Assert.IsType<ProposeStep.Outcome.Refused>(
            await @case.ProposeAsync(new StepRequest(StepName.SupervisionLetter, "正文"))).Code);
        Assert.Equal("extension-past", Assert.IsType<ProposeStep.Outcome.Refused>(
            await @case.ProposeAsync(new StepRequest(StepName.Extension, "理由", Until: new DateOnly(2024, 4, 9)))).Code);
        Assert.Equal(["field-missing"], Assert.IsType<ProposeStep.Outcome.Invalid>(
            await @case.ProposeAsync(new StepRequest(StepName.Extension, "理由"))).Faults.Select(fault => fault.Code));
        Assert.Equal(["text-missing", "field-not-for-step"], Assert.IsType<ProposeStep.Outcome.Invalid>(
            await @case.ProposeAsync(new StepRequest(StepName.Waiver, " ", Until: Due))).Faults.Select(fault => fault.Code));
    }

    [Fact]
    public async Task A_waiver_closes_and_a_reopening_starts_the_ladder_at_overdue_on_its_day()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.ThroughAsync(new DateOnly(2024, 4, 2));
        await @case.StepAsync(new StepRequest(StepName.Waiver, "职责已移交"));
        await @case.ThroughAsync(new DateOnly(2024, 5, 10));
        var closed = await @case.StateAsync();

        var reopened = await @case.World.Get<ReopenDeadline>().ExecuteAsync(@case.Id, "决定有误", new Act(World.Officer), CancellationToken.None);
        await @case.OnAsync(new DateOnly(2024, 5, 10));

        Assert.Equal(new Closure(ClosureReason.Waived, new DateOnly(2024, 4, 2)), closed.Closure);
        Assert.Equal(4, closed.DaysLate(new DateOnly(2024, 5, 10)));
        Assert.Equal(AlertOutcome.Waived, (await @case.AlertAsync(1, EscalationStage.Overdue)).Resolution!.Outcome);
        Assert.Equal(2, Assert.IsType<ReopenDeadline.Outcome.Reopened>(reopened).Round);
        Assert.Equal((2, EscalationStage.Overdue, new DateOnly(2024, 5, 10)), (await @case.RaisedAsync())[^1]);
    }

    /// <summary>Two days past d when it was put aside on 2 April; taken up again on 10 May and delivered on the 13th: those five and no others.</summary>
    [Theory]
    [InlineData(StepName.Waiver)]
    [InlineData(StepName.Deferral)]
    public async Task Days_on_which_nothing_was_expected_are_not_late_after_a_reopening(StepName step)
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        @case.World.Clock.SetNoon(new DateOnly(2024, 4, 2));
        await @case.StepAsync(new StepRequest(step, "职责调整"));
        @case.World.Clock.SetNoon(new DateOnly(2024, 5, 10));
        await @case.World.Get<ReopenDeadline>().ExecuteAsync(@case.Id, "决定有误", new Act(World.Officer), CancellationToken.None);
        @case.World.Clock.SetNoon(new DateOnly(2024, 5, 13));

        var delivery = await @case.ReportAsync();

        Assert.Equal(4 + 3, delivery.Match!.DaysLate);
    }

    [Fact]
    public async Task A_deferred_duty_is_silent_until_an_extension_resumes_it()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.StepAsync(new StepRequest(StepName.Deferral, "等待国家规定"));
        await @case.ThroughAsync(new DateOnly(2024, 5, 10));
        var silent = (Raised: await @case.RaisedAsync(), Standing: Standings.Of(await @case.StateAsync(), new DateOnly(2024, 5, 10)));

        await @case.StepAsync(new StepRequest(StepName.Extension, "国家规定已公布", Until: new DateOnly(2024, 6, 28)));
        await @case.ThroughAsync(new DateOnly(2024, 6, 29));

        Assert.Equal((0, Standing.Deferred), (silent.Raised.Count, silent.Standing));
        Assert.Equal([EscalationStage.EarlyNotice, EscalationStage.Reminder, EscalationStage.Overdue], (await @case.RaisedAsync()).Select(alert => alert.Stage));
    }

    [Fact]
    public async Task A_corrected_trigger_computes_d0_anew_and_begins_a_round()
    {
        await using var @case = await Case.StartAsync(new DueRule(Period: Period.Months(3))); // from 1 January 2024: 1 April
        await @case.ThroughAsync(new DateOnly(2024, 3, 26));

        await @case.StepAsync(new StepRequest(StepName.Correction, "施行日期录入有误", Trigger: new DateOnly(2024, 2, 29)));

        var state = await @case.StateAsync();
        Assert.Equal((new DateOnly(2024, 5, 29), new DateOnly(2024, 5, 29), 2), (state.OriginalDue, state.Due, state.Round));
        Assert.Equal(new DateOnly(2024, 2, 29), state.Trigger);
        Assert.Equal(AlertOutcome.Corrected, (await @case.AlertAsync(1, EscalationStage.Reminder)).Resolution!.Outcome);
    }

    [Fact]
    public async Task A_correction_of_d0_leaves_a_later_extension_as_it_is()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.StepAsync(new StepRequest(StepName.Extension, "理由", Until: new DateOnly(2024, 6, 28)));

        await @case.StepAsync(new StepRequest(StepName.Correction, "理由", On: new DateOnly(2024, 4, 30)));
        var kept = await @case.StateAsync();
        await @case.StepAsync(new StepRequest(StepName.Correction, "理由", On: new DateOnly(2024, 7, 31)));
        var moved = await @case.StateAsync();

        Assert.Equal((new DateOnly(2024, 4, 30), new DateOnly(2024, 6, 28), 2), (kept.OriginalDue, kept.Due, kept.Round));
        Assert.Equal((new DateOnly(2024, 7, 31), new DateOnly(2024, 7, 31), 3), (moved.OriginalDue, moved.Due, moved.Round));
    }

    [Fact]
    public async Task Days_on_which_a_delivery_lay_with_the_office_do_not_count_as_late()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 28));
        var first = await @case.ReportAsync("first");
        await @case.OnAsync(new DateOnly(2024, 4, 20));
        await @case.ReviewAsync(first, new ReviewRequest(ReviewDecision.ReturnForContent, "数据不实"));
        await @case.OnAsync(new DateOnly(2024, 4, 21));

        await @case.OnAsync(new DateOnly(2024, 4, 25));
        var second = await @case.ReportAsync("second");

        Assert.Equal(5, second.Match!.DaysLate); // 21 to 25 April
        var resolution = (await @case.AlertAsync(2, EscalationStage.Overdue)).Resolution!;
        Assert.Equal((AlertOutcome.FulfilledLate, 5), (resolution.Outcome, resolution.DaysLate));
    }

    [Fact]
    public async Task Days_on_which_a_part_lay_with_the_office_do_not_count_as_late()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 28));
        var part = await @case.ReportAsync("part");
        await @case.OnAsync(new DateOnly(2024, 4, 20));
        await @case.ReviewAsync(part, new ReviewRequest(ReviewDecision.Accept, Part: true));
        await @case.OnAsync(new DateOnly(2024, 4, 21));

        await @case.OnAsync(new DateOnly(2024, 4, 25));
        var rest = await @case.ReportAsync("rest");

        Assert.Equal(5, rest.Match!.DaysLate); // 21 to 25 April
        Assert.Equal(5, (await @case.AlertAsync(2, EscalationStage.Overdue)).Resolution!.DaysLate);
    }

    /// <summary>The date of a version returned for form only is that of the version accepted in its place and of no other delivery.</summary>
    [Fact]
    public async Task The_date_of_a_version_returned_for_form_goes_to_the_one_accepted_in_its_place_alone()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 20));
        var first = await @case.ReportAsync("first");
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 25));
        await @case.ReviewAsync(first, new ReviewRequest(ReviewDecision.ReturnForForm, "缺印章"));
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 27));
        var again = await @case.ReportAsync("again");
        await @case.OnAsync(new DateOnly(2024, 4, 2));
        await @case.ReviewAsync(again, new ReviewRequest(ReviewDecision.Accept, Part: true));
        var afterPart = await @case.StateAsync();

        await @case.OnAsync(new DateOnly(2024, 5, 20));
        var rest = await @case.ReportAsync("rest");

        Assert.Equal(new DateOnly(2024, 3, 20), Assert.Single(afterPart.Deliveries).FulfilledOn);
        Assert.Equal(new DateOnly(2024, 5, 20), (await @case.StateAsync()).Fulfilment!.FulfilledOn);
        Assert.Equal(48, rest.Match!.DaysLate); // 30 March to 20 May, without the days to 2 April on which the part lay with the office
    }

    /// <summary>Due 29 March. What was a draft, said to be issued on the 20th, is returned for form; the rule itself was issued on 2 April.</summary>
    [Fact]
    public async Task A_rule_sent_again_after_a_return_for_form_was_issued_when_its_own_text_says()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 28));
        var draft = await @case.RuleAsync(new DateOnly(2024, 3, 20), content: "draft");
        await @case.ReviewAsync(draft, new ReviewRequest(ReviewDecision.ReturnForForm, "缺印章"));
        @case.World.Clock.SetNoon(new DateOnly(2024, 4, 3));

        var rule = await @case.RuleAsync(new DateOnly(2024, 4, 2));
        await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.Accept));

        Assert.Equal((new DateOnly(2024, 4, 2), Standing.FulfilledLate), ((await @case.StateAsync()).Fulfilment!.FulfilledOn, Standings.Of(await @case.StateAsync(), new DateOnly(2024, 4, 3))));
    }

    [Fact]
    public async Task A_delivery_withdrawn_by_the_department_no_longer_fulfils_and_an_accepted_one_cannot_be_withdrawn()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 28));
        var first = await @case.ReportAsync("first");
        Assert.IsType<WithdrawDelivery.Outcome.Withdrawn>(await @case.WithdrawAsync(first));
        await @case.ThroughAsync(new DateOnly(2024, 4, 1));
        var second = await @case.ReportAsync("second");
        await @case.ReviewAsync(second, new ReviewRequest(ReviewDecision.Accept));

        Assert.IsType<WithdrawDelivery.Outcome.DoesNotStand>(await @case.WithdrawAsync(first));
        Assert.IsType<WithdrawDelivery.Outcome.Accepted>(await @case.WithdrawAsync(second));
        Assert.Equal((2, EscalationStage.Overdue, new DateOnly(2024, 3, 30)), (await @case.RaisedAsync())[^1]);
        Assert.Equal(3, (await @case.AlertAsync(2, EscalationStage.Overdue)).Resolution!.DaysLate);
    }

    [Fact]
    public async Task Two_rules_for_one_obligation_fulfil_it_with_the_later_of_their_dates()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 28));
        var first = await @case.RuleAsync(new DateOnly(2024, 3, 20), content: "first");
        await @case.ReviewAsync(first, new ReviewRequest(ReviewDecision.Accept, Part: true));
        var partly = await @case.StateAsync();
        await @case.ThroughAsync(new DateOnly(2024, 4, 3));

        var second = await @case.RuleAsync(new DateOnly(2024, 4, 2), content: "second");
        await @case.ReviewAsync(second, new ReviewRequest(ReviewDecision.Accept));

        Assert.True(partly.IsOpen);
        Assert.Equal(2, partly.Round);
        var state = await @case.StateAsync();
        Assert.Equal(new DateOnly(2024, 4, 2), state.Fulfilment!.FulfilledOn);
        Assert.Equal(AlertOutcome.FulfilledLate, (await @case.AlertAsync(2, EscalationStage.Overdue)).Resolution!.Outcome);
    }

    [Fact]
    public async Task Who_put_a_delivery_in_for_the_department_may_return_it_and_not_accept_it()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        var rule = Assert.IsType<ReceiveDelivery.Outcome.Received>(await @case.World.DeliverAsync(
            @case.Home, DeliveryKind.Rule, new DeliveryMetadata("湿地生态补偿办法", @case.Id.Obligation, Issued: new DateOnly(2024, 1, 2)), by: World.Officer.Id)).Delivery;

        var own = await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.Accept));
        var others = await @case.World.Get<ReviewDelivery>().ExecuteAsync(
            @case.Home, rule.Id, new ReviewRequest(ReviewDecision.Accept), new Act(Case.Other), CancellationToken.None);

        Assert.IsType<ReviewDelivery.Outcome.OwnDelivery>(own);
        Assert.IsType<ReviewDelivery.Outcome.Reviewed>(others);
        Assert.IsType<ReviewDelivery.Outcome.Reviewed>(await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.ReturnForContent, "重写")));
    }

    [Fact]
    public async Task A_changed_date_of_fulfilment_takes_a_second_person()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        @case.World.Clock.SetNoon(new DateOnly(2024, 4, 2));
        var rule = await @case.RuleAsync(new DateOnly(2024, 3, 20));
        await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.Accept));

        await @case.StepAsync(new StepRequest(StepName.FulfilledDate, "文件所载日期为4月1日", Delivery: rule.Id, FulfilledOn: new DateOnly(2024, 4, 1)));

        var state = await @case.StateAsync();
        Assert.Equal((new DateOnly(2024, 4, 1), 3), (state.Fulfilment!.FulfilledOn, state.DaysLate(new DateOnly(2024, 5, 1))));
        Assert.Equal(Standing.FulfilledLate, Standings.Of(state, new DateOnly(2024, 5, 1)));
    }

    [Fact]
    public async Task A_changed_date_of_fulfilment_changes_what_the_alert_says_that_the_delivery_ended()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        await @case.ThroughAsync(new DateOnly(2024, 4, 2));
        var rule = await @case.RuleAsync(new DateOnly(2024, 3, 20));
        var before = (await @case.AlertAsync(1, EscalationStage.Overdue)).Resolution!;

        await @case.StepAsync(new StepRequest(StepName.FulfilledDate, "文件所载日期为4月1日", Delivery: rule.Id, FulfilledOn: new DateOnly(2024, 4, 1)));

        var after = (await @case.AlertAsync(1, EscalationStage.Overdue)).Resolution!;
        Assert.Equal((AlertOutcome.FulfilledOnTimeNotifiedLate, 0), (before.Outcome, before.DaysLate));
        Assert.Equal((AlertOutcome.FulfilledLate, 3), (after.Outcome, after.DaysLate));
        Assert.Empty((await @case.World.Get<Supervision.History.RebuildState>().ExecuteAsync(repair: false, new Progress<int>(), CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task Of_two_who_decide_on_the_same_state_one_is_told_that_it_has_changed_and_a_repeated_request_gets_its_outcome()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var seen = (await @case.World.Get<DeadlineStore>().FindAsync(@case.Id, CancellationToken.None))!.Tag;
        var propose = @case.World.Get<ProposeStep>();
        var wish = new StepRequest(StepName.Extension, "理由", Until: new DateOnly(2024, 6, 28));

        var first = await propose.ExecuteAsync(@case.Id, wish, new Act(World.Officer, "k1", seen), CancellationToken.None);
        var repeated = await propose.ExecuteAsync(@case.Id, wish, new Act(World.Officer, "k1", seen), CancellationToken.None);

        Assert.Equal(first, repeated);
        await Assert.ThrowsAsync<StateChangedException>(
            () => propose.ExecuteAsync(@case.Id, wish, new Act(Case.Other, "k2", seen), CancellationToken.None));
        Assert.Single((await @case.StateAsync()).PendingSteps);
    }

    [Fact]
    public async Task An_extension_releases_a_deadline_that_was_past_when_it_was_confirmed()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: new DateOnly(2023, 12, 1)));
        await @case.ThroughAsync(new DateOnly(2024, 1, 20));
        var silent = await @case.RaisedAsync();

        await @case.StepAsync(new StepRequest(StepName.Extension, "重新安排", Until: new DateOnly(2024, 2, 29)));
        await @case.ThroughAsync(new DateOnly(2024, 3, 1));

        Assert.Empty(silent);
        Assert.Equal([EscalationStage.Reminder, EscalationStage.Overdue], (await @case.RaisedAsync()).Select(alert => alert.Stage));
    }
}
