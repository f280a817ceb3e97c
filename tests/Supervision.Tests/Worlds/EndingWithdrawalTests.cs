using Supervision.Access;
using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Obligations;

namespace Supervision.Tests.Worlds;

/// <summary>A repeal or the end of a provision was recorded by mistake; a second person takes it back.</summary>
public sealed class EndingWithdrawalTests
{
    private static readonly DateOnly Due = new(2024, 3, 29);
    private static readonly DateOnly Repealed = new(2024, 3, 20);
    private static readonly DateOnly Withdrawn = new(2024, 4, 10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_repeal_had_closed_is_awaited_again_by_its_old_date_and_its_ladder_starts_on_the_day_of_the_decision()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.OnAsync(Repealed);
        var repeal = await EndAsync(@case, Repealed);
        await @case.ThroughAsync(Withdrawn);
        var closed = await @case.StateAsync();

        Assert.IsType<WithdrawEnding.Outcome.Withdrawn>(await WithdrawAsync(@case, repeal));
        var open = await @case.StateAsync();
        await @case.OnAsync(Withdrawn);
        await @case.ThroughAsync(new DateOnly(2024, 4, 12));

        Assert.Equal((new Closure(ClosureReason.Repealed, Repealed), 1), (closed.Closure, closed.Round));
        Assert.Equal((true, Due, Due, 2, Withdrawn), (open.IsOpen, open.OriginalDue, open.Due, open.Round, open.RoundStartedOn));
        Assert.Equal([(2, EscalationStage.Overdue, Withdrawn)], (await @case.RaisedAsync()).Where(raised => raised.Stage >= EscalationStage.Overdue));
        Assert.Null((await LawAsync(@case)).RepealedOn);
        Assert.Null((await ObligationAsync(@case, 2)).Ended);

        // From the day after d to the 12th less the days after the repeal to the withdrawal, on which nothing was expected: the 11th and the 12th.
        Assert.Equal(2, (await @case.StateAsync()).DaysLate(new DateOnly(2024, 4, 12)));
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task It_takes_another_person_and_happens_once()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var repeal = await EndAsync(@case, new DateOnly(2024, 1, 2));

        var own = await WithdrawAsync(@case, repeal, World.Officer);
        var unknown = await WithdrawAsync(@case, "ending-" + new string('0', 32));
        var nameless = await @case.World.Get<WithdrawEnding>().ExecuteAsync(@case.Id.Obligation.Law, repeal, " ", new Act(Case.Other), Stop);
        var still = await @case.StateAsync();
        var first = await WithdrawAsync(@case, repeal, key: "k");
        var again = await WithdrawAsync(@case, repeal, key: "k");
        var another = await WithdrawAsync(@case, repeal, Case.Director);

        Assert.IsType<WithdrawEnding.Outcome.OwnEnding>(own);
        Assert.IsType<WithdrawEnding.Outcome.NoSuchEnding>(unknown);
        Assert.Equal("text-missing", Assert.Single(Assert.IsType<WithdrawEnding.Outcome.Invalid>(nameless).Faults).Code);
        Assert.NotNull(still.Closure);
        Assert.Equal(new WithdrawEnding.Outcome.Withdrawn(@case.Id.Obligation.Law, repeal, new DateOnly(2024, 1, 2)), first);
        Assert.Equal(first, again);
        Assert.IsType<WithdrawEnding.Outcome.AlreadyWithdrawn>(another);
        var record = Assert.Single(await @case.World.Get<LawStore>().ListEndingsAsync(@case.Id.Obligation.Law, Stop));
        Assert.Equal(("officer1", "officer2", "登记有误"), (record.By, record.Withdrawn!.By, record.Withdrawn.Reason));
        Assert.Equal(2, (await @case.StateAsync()).Round);
    }

    [Fact]
    public async Task A_repeal_to_come_that_was_withdrawn_never_comes_and_no_deadline_hears_of_it()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var repeal = await EndAsync(@case, Repealed);

        await WithdrawAsync(@case, repeal);
        await @case.ThroughAsync(new DateOnly(2024, 3, 31));

        Assert.True((await @case.StateAsync()).IsOpen);
        Assert.Equal(1, (await @case.StateAsync()).Round);
        Assert.Contains(EscalationStage.Overdue, (await @case.RaisedAsync()).Select(raised => raised.Stage));
        Assert.DoesNotContain(await HistoryAsync(@case, @case.Id), type => type == "end-withdrawn");
        Assert.Null((await LawAsync(@case)).RepealedOn);
        Assert.DoesNotContain(@case.World.Storage.Rows("agenda"), row => row.PartitionKey == "plan" && row["Done"] is not true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Occurrences_that_would_have_opened_meanwhile_open_once_each(bool wasFulfilled)
    {
        await using var @case = await Case.StartAsync(new DueRule(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Quarter)));
        await @case.OnAsync(new DateOnly(2024, 2, 1));
        if (wasFulfilled)
        {
            await @case.ReportAsync("first", "2024Q1");
        }

        await @case.OnAsync(new DateOnly(2024, 2, 2));
        var repeal = await EndAsync(@case, new DateOnly(2024, 2, 2));
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        await @case.OnAsync(new DateOnly(2024, 7, 1));
        var meanwhile = await ListAsync(@case);
        await @case.OnAsync(new DateOnly(2024, 8, 1));

        await WithdrawAsync(@case, repeal);
        await @case.OnAsync(new DateOnly(2024, 8, 1));
        await @case.OnAsync(new DateOnly(2024, 8, 2));
        var after = await ListAsync(@case);
        await @case.OnAsync(new DateOnly(2024, 10, 1));

        Assert.Equal(["2024Q1"], meanwhile.Select(state => state.Id.Occurrence));
        Assert.Equal(["2024Q1", "2024Q2", "2024Q3"], after.Select(state => state.Id.Occurrence));
        Assert.Equal([!wasFulfilled, true, true], after.Select(state => state.IsOpen));
        Assert.Equal(["2024Q1", "2024Q2", "2024Q3", "2024Q4"], (await ListAsync(@case)).Select(state => state.Id.Occurrence));
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task A_report_that_came_while_the_law_counted_as_repealed_opens_the_next_from_its_own_date()
    {
        await using var @case = await Case.StartAsync(new DueRule(Recurrence: new FromLastDelivery(Period.Months(6))));
        @case.World.Clock.SetNoon(Repealed);
        var repeal = await EndAsync(@case, Repealed);
        await @case.OnAsync(new DateOnly(2024, 3, 27));
        await @case.ReportAsync();
        await @case.OnAsync(new DateOnly(2024, 3, 28));
        var next = @case.Id with { Occurrence = "002" };
        var meanwhile = await @case.World.Get<DeadlineStore>().FindAsync(next, CancellationToken.None);
        @case.World.Clock.SetNoon(Withdrawn);

        await WithdrawAsync(@case, repeal);
        await @case.ThroughAsync(new DateOnly(2024, 4, 12));

        Assert.Null(meanwhile);
        Assert.Equal((null, true), ((await @case.StateAsync()).Closure, (await @case.StateAsync()).Fulfilment is not null));
        Assert.Equal((true, new DateOnly(2024, 9, 27)), ((await @case.StateAsync(next)).IsOpen, (await @case.StateAsync(next)).Due));
        Assert.Empty(await @case.RaisedAsync());
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task What_was_fulfilled_has_its_duty_again_and_is_awaited_again_when_the_delivery_is_returned()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 10));
        var report = await @case.ReportAsync();
        @case.World.Clock.SetNoon(Repealed);
        var repeal = await EndAsync(@case, Repealed);
        var ended = await @case.StateAsync();

        await WithdrawAsync(@case, repeal);
        var revived = await @case.StateAsync();
        await @case.ReviewAsync(report, new ReviewRequest(ReviewDecision.ReturnForContent, "数据不实"));

        Assert.Equal((true, false), (ended.IsDutyOver, revived.IsDutyOver));
        Assert.Equal((1, true), (revived.Round, revived.Fulfilment is not null));
        Assert.Equal((true, 2), ((await @case.StateAsync()).IsOpen, (await @case.StateAsync()).Round));
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task What_was_returned_while_the_law_counted_as_repealed_is_awaited_again()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 10));
        var report = await @case.ReportAsync();
        @case.World.Clock.SetNoon(Repealed);
        var repeal = await EndAsync(@case, Repealed);
        @case.World.Clock.SetNoon(new DateOnly(2024, 4, 1));
        await @case.ReviewAsync(report, new ReviewRequest(ReviewDecision.ReturnForContent, "数据不实"));
        @case.World.Clock.SetNoon(Withdrawn);

        await WithdrawAsync(@case, repeal);

        // The days until the return, and those until the withdrawal, lay with the office: only the 11th and the 12th are late.
        var state = await @case.StateAsync();
        Assert.Equal((true, 2, 2), (state.IsOpen, state.Round, state.DaysLate(new DateOnly(2024, 4, 12))));
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task What_ended_for_another_reason_stays_ended_and_may_be_reopened()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.StepAsync(new StepRequest(StepName.Waiver, "与专项工作报告合并"));
        var repeal = await EndAsync(@case, new DateOnly(2024, 1, 2));

        await WithdrawAsync(@case, repeal);
        var state = await @case.StateAsync();
        var reopened = await @case.World.Get<ReopenDeadline>().ExecuteAsync(@case.Id, "重新启动", new Act(World.Officer), Stop);

        Assert.Equal((ClosureReason.Waived, false), (state.Closure!.Reason, state.IsDutyOver));
        Assert.IsType<ReopenDeadline.Outcome.Reopened>(reopened);
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task An_answer_whose_opinion_was_taken_back_while_the_law_counted_as_repealed_does_not_come_back()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        var given = Assert.IsType<RecordReviewOpinion.Outcome.Recorded>(await @case.World.Get<RecordReviewOpinion>().ExecuteAsync(
            @case.Id, new DateOnly(2024, 1, 2), "与上位法不一致。", new Act(World.Officer), Stop));
        await @case.OnAsync(new DateOnly(2024, 1, 3));
        var repeal = await EndAsync(@case, new DateOnly(2024, 1, 3));
        await @case.World.Get<WithdrawEvent>().ExecuteAsync(@case.Id, given.Number, "误录", new Act(World.Officer), Stop);
        await @case.OnAsync(new DateOnly(2024, 1, 4));

        await WithdrawAsync(@case, repeal);
        await @case.OnAsync(new DateOnly(2024, 1, 5));

        Assert.Equal(new Closure(ClosureReason.OpenerWithdrawn, new DateOnly(2024, 1, 3)), (await @case.StateAsync(given.Answer)).Closure);
        Assert.True((await @case.StateAsync()).IsOpen);
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task A_duty_that_two_ends_cover_stays_ended_until_both_are_withdrawn()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        @case.World.Clock.SetNoon(Repealed);
        var provision = await EndAsync(@case, Repealed, [2]);
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 22));
        var repeal = await EndAsync(@case, new DateOnly(2024, 3, 22));
        var first = (await @case.StateAsync()).Closure;

        await WithdrawAsync(@case, provision);
        var second = await @case.StateAsync();
        await WithdrawAsync(@case, repeal);

        Assert.Equal(new Closure(ClosureReason.ProvisionEnded, Repealed), first);
        Assert.Equal((new Closure(ClosureReason.Repealed, new DateOnly(2024, 3, 22)), 1), (second.Closure, second.Round));
        Assert.Equal((true, 2), ((await @case.StateAsync()).IsOpen, (await @case.StateAsync()).Round));
        Assert.Equal([provision, repeal], (await ObligationAsync(@case, 2)).WithdrawnEnds);
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task The_same_repeal_recorded_by_two_stands_until_both_are_withdrawn()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var one = await EndAsync(@case, new DateOnly(2024, 1, 2), key: "one");
        var other = await EndAsync(@case, new DateOnly(2024, 1, 2), key: "other", by: Case.Director);

        await WithdrawAsync(@case, one);
        var still = (await LawAsync(@case)).RepealedOn;
        await WithdrawAsync(@case, other);

        Assert.Equal(new DateOnly(2024, 1, 2), still);
        Assert.Null((await LawAsync(@case)).RepealedOn);
        Assert.True((await @case.StateAsync()).IsOpen);
    }

    [Fact]
    public async Task What_the_end_had_barred_works_again()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var law = @case.Id.Obligation.Law;
        var repeal = await EndAsync(@case, new DateOnly(2024, 1, 2));
        var addition = new AdditionRequest(ObligationKind.RecurringReport, "第二条", "应当报告其他情况。");
        var barred = await @case.World.Get<AddObligation>().ExecuteAsync(law, addition, new Act(World.Officer), Stop);

        await WithdrawAsync(@case, repeal);
        await @case.World.RelayAsync();

        Assert.IsType<AddObligation.Outcome.Ended>(barred);
        Assert.IsType<AddObligation.Outcome.Added>(await @case.World.Get<AddObligation>().ExecuteAsync(law, addition, new Act(World.Officer), Stop));
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(
            await @case.World.ConfirmAsync(new ObligationId(law, 1), new ConfirmationRequest([@case.Home], Due: new DueRule(On: Due))));
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task A_repeal_recorded_again_in_the_same_words_counts_again()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var first = await EndAsync(@case, new DateOnly(2024, 1, 2), key: null);
        await WithdrawAsync(@case, first);

        var second = await EndAsync(@case, new DateOnly(2024, 1, 2), key: null);
        var closed = await @case.StateAsync();
        await WithdrawAsync(@case, second);

        Assert.NotEqual(first, second);
        Assert.NotNull(closed.Closure);
        Assert.Equal((true, 3), ((await @case.StateAsync()).IsOpen, (await @case.StateAsync()).Round));
        await AssertHistoryAsync(@case);
    }

    /// <summary>The list of laws takes only what is newer.</summary>
    [Fact]
    public async Task The_list_of_laws_shows_repeal_and_withdrawal_as_they_come()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var seen = new List<bool>();
        await ShowAsync();
        for (var round = 0; round < 2; round++)
        {
            var repeal = await EndAsync(@case, new DateOnly(2024, 1, 2), key: $"k{round}");
            await ShowAsync();
            await WithdrawAsync(@case, repeal);
            await ShowAsync();
        }

        Assert.Equal([false, true, false, true, false], seen);

        async Task ShowAsync()
        {
            await @case.World.RelayAsync();
            seen.Add(@case.World.Storage.Rows("views").Single(row => row.PartitionKey == "laws").Text("Content")!.Contains("repealedOn", StringComparison.Ordinal));
        }
    }

    /// <summary>An earlier version of the product kept no row of an end: nobody knows who recorded it.</summary>
    [Fact]
    public async Task An_end_of_before_its_recorder_was_kept_is_withdrawn_by_a_director()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        @case.World.Clock.SetNoon(Repealed);
        var repeal = await EndAsync(@case, Repealed);
        var register = @case.World.Storage.CreateTableServiceClient().GetTableClient("register");
        await register.DeleteEntityAsync(@case.Id.Obligation.Law.Value, repeal, cancellationToken: Stop);

        var officer = await WithdrawAsync(@case, repeal);
        var director = await WithdrawAsync(@case, repeal, Case.Director);

        Assert.IsType<WithdrawEnding.Outcome.Forbidden>(officer);
        Assert.IsType<WithdrawEnding.Outcome.Withdrawn>(director);
        Assert.True((await @case.StateAsync()).IsOpen);
        Assert.Null((await LawAsync(@case)).RepealedOn);
    }

    /// <summary>The text of a law that counts as repealed goes on; so do its obligations, which would else stand beside themselves after the withdrawal.</summary>
    [Fact]
    public async Task A_further_version_that_came_while_the_law_counted_as_repealed_is_followed_and_proposes_nothing_twice()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var repeal = await EndAsync(@case, new DateOnly(2024, 1, 2));
        var version = await @case.World.ImportAsync(Given.Law + "\n第六条 本条例由省人民政府负责解释。\n");

        await WithdrawAsync(@case, repeal);

        var obligations = await @case.World.Get<LawStore>().ListObligationsAsync(@case.Id.Obligation.Law, Stop);
        Assert.Equal([1, 2], obligations.Select(obligation => obligation.Id.Number));
        Assert.All(obligations, obligation => Assert.Equal((version.TextVersion, null), (obligation.TextVersion, obligation.Ended)));
        Assert.Equal(version.TextVersion, (await @case.StateAsync()).CarriedTo);
        Assert.True((await @case.StateAsync()).IsOpen);
        await AssertHistoryAsync(@case);
    }

    /// <summary>Article 6 counted as gone when the next text was read, so its words were proposed anew: both together would be owed twice.</summary>
    [Fact]
    public async Task The_end_of_a_provision_that_a_further_version_said_again_is_withdrawn_only_once_nothing_stands_in_its_place()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var end = await EndAsync(@case, new DateOnly(2024, 1, 2), [2]);
        await @case.World.ImportAsync(Given.Law + "\n第六条 本条例由省人民政府负责解释。\n");

        var refused = await WithdrawAsync(@case, end);
        var still = await @case.StateAsync();
        await @case.World.Get<Supervision.Obligations.Review.ReviewObligation>().RejectAsync(
            new ObligationId(@case.Id.Obligation.Law, 3), Supervision.Obligations.Review.RejectionReasons.NoDuty, null, new Act(World.Officer), Stop);
        var withdrawn = await WithdrawAsync(@case, end);

        Assert.Equal([3], Assert.IsType<WithdrawEnding.Outcome.Followed>(refused).By);
        Assert.Equal(ClosureReason.ProvisionEnded, still.Closure!.Reason);
        Assert.Equal([2], (await ObligationAsync(@case, 3)).InPlaceOf);
        Assert.IsType<WithdrawEnding.Outcome.Withdrawn>(withdrawn);
        Assert.True((await @case.StateAsync()).IsOpen);
        await AssertHistoryAsync(@case);
    }

    private static async Task<string> EndAsync(
        Case @case, DateOnly on, IReadOnlyList<int>? numbers = null, string? key = "end", Caller? by = null) => Assert.IsType<EndObligations.Outcome.Ending>(
        await @case.World.Get<EndObligations>().ExecuteAsync(
            @case.Id.Obligation.Law, new EndingRequest(on, numbers), new Act(by ?? World.Officer, key is null ? null : key + numbers?.Count), Stop)).Id!;

    private static Task<WithdrawEnding.Outcome> WithdrawAsync(Case @case, string end, Caller? by = null, string? key = null) =>
        @case.World.Get<WithdrawEnding>().ExecuteAsync(@case.Id.Obligation.Law, end, "登记有误", new Act(by ?? Case.Other, key), Stop);

    private static async Task<Law> LawAsync(Case @case) => (await @case.World.Get<LawStore>().FindAsync(@case.Id.Obligation.Law, Stop))!.Value.Law;

    private static async Task<Obligation> ObligationAsync(Case @case, int number) =>
        (await @case.World.Get<LawStore>().FindObligationAsync(new ObligationId(@case.Id.Obligation.Law, number), Stop))!.Value.Obligation;

    private static async Task<IReadOnlyList<DeadlineState>> ListAsync(Case @case) =>
        [.. (await @case.World.Get<DeadlineStore>().ListAsync(@case.Id.Obligation, @case.Home, Stop)).Select(head => head.State)];

    private static async Task<IReadOnlyList<string>> HistoryAsync(Case @case, DeadlineId id) =>
        [.. (await @case.World.Get<DeadlineStore>().ReadHistoryAsync(id, Stop)).Select(content =>
        {
            using var fact = System.Text.Json.JsonDocument.Parse(content);
            return fact.RootElement.GetProperty("body").GetProperty("type").GetString()!;
        })];

    private static async Task AssertHistoryAsync(Case @case)
    {
        await @case.World.RelayAsync();
        var rebuilt = await @case.World.Get<RebuildState>().ExecuteAsync(repair: false, new Progress<int>(), CancellationToken.None);
        Assert.Empty(rebuilt.Differences);
        var verified = await @case.World.Get<VerifyHistory>().ExecuteAsync(new Progress<int>(), CancellationToken.None);
        Assert.Empty(verified.Breaks);
    }
}
