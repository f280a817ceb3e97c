using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.History;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Obligations;

namespace Supervision.Tests.Worlds;

public sealed class ChainTests
{
    private static readonly DateOnly Due = new(2024, 3, 29);

    /// <summary>Legislation Law arts. 109 and 112: thirty days after publication, two months after the opinion.</summary>
    [Fact]
    public async Task A_published_rule_opens_its_filing_and_a_review_opinion_its_answer()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 20));
        var rule = await @case.RuleAsync(new DateOnly(2024, 3, 1), published: new DateOnly(2024, 3, 11));

        await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.Accept, Instrument: "local-government-rule"));
        await @case.World.RelayAsync();
        var filing = @case.Id with { Occurrence = "1F1" };
        var filed = await @case.StateAsync(filing);
        await @case.ThroughAsync(new DateOnly(2024, 4, 11));
        var given = Assert.IsType<RecordReviewOpinion.Outcome.Recorded>(await OpinionAsync(@case, filing, new DateOnly(2024, 4, 11)));
        await @case.World.RelayAsync();
        var answer = await @case.StateAsync(given.Answer);

        Assert.Equal((ObligationKind.FilingForRecord, new DateOnly(2024, 4, 10), "published"), (filed.Kind, filed.Due, filed.Provenance.TriggerEvent));
        Assert.Equal(new Opener(@case.Id, 1, rule.Id), filed.Provenance.OpenedBy);
        Assert.Equal((1, EscalationStage.Overdue, new DateOnly(2024, 4, 11)), (await @case.RaisedAsync(filing))[^1]);
        Assert.Equal("1F1A1", given.Answer.Occurrence);
        Assert.Equal((ObligationKind.AnswerToReviewOpinion, new DateOnly(2024, 6, 11)), (answer.Kind, answer.Due));
        Assert.Equal(filing, answer.Provenance.OpenedBy!.Deadline);
    }

    [Fact]
    public async Task A_rule_that_is_returned_takes_with_it_all_that_it_had_opened()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 20));
        var rule = await @case.RuleAsync(new DateOnly(2024, 3, 1), published: new DateOnly(2024, 3, 11));
        await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.Accept, Instrument: "local-government-rule"));
        await @case.World.RelayAsync();
        var filing = @case.Id with { Occurrence = "1F1" };
        await OpinionAsync(@case, filing, new DateOnly(2024, 3, 20));
        await @case.World.RelayAsync();

        await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.ReturnForContent, "与条例不符"));
        await @case.World.RelayAsync();
        await @case.World.RelayAsync();

        var withdrawn = new Closure(ClosureReason.OpenerWithdrawn, new DateOnly(2024, 3, 20));
        Assert.Equal(withdrawn, (await @case.StateAsync(filing)).Closure);
        Assert.Equal(withdrawn, (await @case.StateAsync(@case.Id with { Occurrence = "1F1A1" })).Closure);
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task An_opinion_given_by_mistake_is_withdrawn_with_its_answer()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        var given = Assert.IsType<RecordReviewOpinion.Outcome.Recorded>(await OpinionAsync(@case, @case.Id, new DateOnly(2024, 1, 2)));
        await @case.World.RelayAsync();

        var withdrawn = await @case.World.Get<WithdrawEvent>().ExecuteAsync(@case.Id, given.Number, "误录", new Act(World.Officer), CancellationToken.None);
        await @case.World.RelayAsync();

        Assert.Equal(given.Answer, Assert.IsType<WithdrawEvent.Outcome.Withdrawn>(withdrawn).Opened);
        Assert.Equal(ClosureReason.OpenerWithdrawn, (await @case.StateAsync(given.Answer)).Closure!.Reason);
        Assert.IsType<WithdrawEvent.Outcome.NotFound>(
            await @case.World.Get<WithdrawEvent>().ExecuteAsync(@case.Id, given.Number, "误录", new Act(World.Officer), CancellationToken.None));
    }

    [Fact]
    public async Task A_repeal_closes_what_is_owed_leaves_what_was_fulfilled_and_opens_nothing_more()
    {
        await using var @case = await Case.StartAsync(new DueRule(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Quarter)));
        @case.World.Clock.SetNoon(new DateOnly(2024, 2, 1));
        await @case.ReportAsync("first", "2024Q1");
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        var law = @case.Id.Obligation.Law;

        var ahead = Assert.IsType<EndObligations.Outcome.Ending>(await @case.World.Get<EndObligations>().ExecuteAsync(
            law, new EndingRequest(new DateOnly(2024, 5, 1)), new Act(World.Officer), CancellationToken.None));
        await @case.OnAsync(new DateOnly(2024, 4, 30));
        var before = await @case.StateAsync(@case.Id with { Occurrence = "2024Q2" });
        await @case.ThroughAsync(new DateOnly(2024, 7, 2));

        Assert.False(ahead.Done);
        Assert.Null(before.Closure);
        Assert.Equal(
            new Closure(ClosureReason.Repealed, new DateOnly(2024, 5, 1)), (await @case.StateAsync(@case.Id with { Occurrence = "2024Q2" })).Closure);
        Assert.Null((await @case.StateAsync()).Closure);
        Assert.Null(await @case.World.Get<DeadlineStore>().FindAsync(@case.Id with { Occurrence = "2024Q3" }, CancellationToken.None));
        Assert.Equal(new DateOnly(2024, 5, 1), (await @case.World.Get<LawStore>().FindAsync(law, CancellationToken.None))!.Value.Law.RepealedOn);
        Assert.IsType<ConfirmObligation.Outcome.Ended>(
            await @case.World.ConfirmAsync(new ObligationId(law, 1), new ConfirmationRequest([@case.Home], Due: new DueRule(On: Due))));
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task A_provision_that_has_gone_ends_its_own_obligation_alone()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        var law = @case.Id.Obligation.Law;
        await @case.World.ConfirmAsync(new ObligationId(law, 2), new ConfirmationRequest([@case.Home], Due: new DueRule(On: Due)));

        await @case.World.Get<EndObligations>().ExecuteAsync(
            law, new EndingRequest(new DateOnly(2024, 1, 2), [1]), new Act(World.Officer), CancellationToken.None);

        Assert.Equal(ClosureReason.ProvisionEnded, (await @case.StateAsync()).Closure!.Reason);
        Assert.True((await @case.StateAsync(new DeadlineId(new ObligationId(law, 2), @case.Home, "1"))).IsOpen);
    }

    /// <summary>Zibo: sixty days after the higher law changed.</summary>
    [Fact]
    public async Task A_changed_higher_law_opens_the_review_of_every_rule_made_under_it_once()
    {
        await using var @case = await Case.StartAsync(
            new DueRule(On: Due), obligation: 1, settings: new Dictionary<string, string?> { ["Jurisdiction:Profile"] = "zibo-like" });
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 20));
        var rule = await @case.RuleAsync(new DateOnly(2024, 3, 1));
        await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.Accept));
        var change = @case.World.Get<RecordHigherLawChange>();

        await change.ExecuteAsync(@case.Id.Obligation.Law, new DateOnly(2024, 3, 15), new Act(World.Officer), CancellationToken.None);
        await change.ExecuteAsync(@case.Id.Obligation.Law, new DateOnly(2024, 3, 15), new Act(Case.Other), CancellationToken.None);
        await @case.World.RelayAsync();

        var review = await @case.StateAsync(@case.Id with { Occurrence = "1V1" });
        Assert.Equal((ObligationKind.RuleReview, new DateOnly(2024, 5, 14)), (review.Kind, review.Due));
        Assert.Single((await @case.StateAsync()).Chained);
    }

    /// <summary>The plan of the first recording lies there for a quarter of an hour; after that only the history knows of it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_change_of_the_higher_law_that_is_recorded_again_after_its_withdrawal_opens_the_review_again(int daysLater)
    {
        await using var @case = await GivenReviewAsync();
        await WithdrawAsync(@case, @case.Id, 1);
        await @case.World.RelayAsync();
        var withdrawn = await OpenAsync(@case, ObligationKind.RuleReview);
        await @case.ThroughAsync(@case.World.Today.AddDays(daysLater));

        await ChangeAsync(@case, World.Officer);
        await @case.World.RelayAsync();
        await ChangeAsync(@case, Case.Other);
        await @case.World.RelayAsync();

        Assert.Empty(withdrawn);
        var review = Assert.Single(await OpenAsync(@case, ObligationKind.RuleReview));
        Assert.Equal((new DateOnly(2024, 5, 14), @case.World.Today), (review.Due, review.OpenedOn));
        Assert.Equal(ClosureReason.OpenerWithdrawn, (await @case.StateAsync(@case.Id with { Occurrence = "1V1" })).Closure!.Reason);
        Assert.Equal(
            ["higher-law-changed", "chained-event-withdrawn", "higher-law-changed"], (await FactsAsync(@case)).Where(type => type is "higher-law-changed" or "chained-event-withdrawn"));
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task The_same_recording_of_a_change_sent_again_does_not_open_a_review_that_was_withdrawn_since()
    {
        await using var @case = await GivenReviewAsync(key: "c1");
        await WithdrawAsync(@case, @case.Id, 1);
        await @case.World.RelayAsync();
        await @case.ThroughAsync(@case.World.Today.AddDays(2));

        await ChangeAsync(@case, World.Officer, "c1");
        await @case.World.RelayAsync();

        Assert.Empty(await OpenAsync(@case, ObligationKind.RuleReview));
    }

    [Fact]
    public async Task An_opinion_that_is_given_again_after_its_withdrawal_is_to_be_answered_again()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        var first = Assert.IsType<RecordReviewOpinion.Outcome.Recorded>(await OpinionAsync(@case, @case.Id, new DateOnly(2024, 1, 2)));
        await @case.World.RelayAsync();
        await WithdrawAsync(@case, @case.Id, first.Number);
        await @case.World.RelayAsync();

        var again = Assert.IsType<RecordReviewOpinion.Outcome.Recorded>(await OpinionAsync(@case, @case.Id, new DateOnly(2024, 1, 2)));
        await @case.World.RelayAsync();

        var answer = Assert.Single(await OpenAsync(@case, ObligationKind.AnswerToReviewOpinion));
        Assert.Equal((again.Answer, first.Due), (answer.Id, answer.Due));
        await AssertHistoryAsync(@case);
    }

    /// <summary>Legislation Law art. 109 asks for the filing of what is published, be it one of two rules that the obligation takes.</summary>
    [Fact]
    public async Task A_rule_that_is_but_a_part_is_filed_all_the_same()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 20));
        var accept = new ReviewRequest(ReviewDecision.Accept, Instrument: "local-government-rule");
        var first = await @case.RuleAsync(new DateOnly(2024, 3, 1), published: new DateOnly(2024, 3, 11));
        await @case.ReviewAsync(first, accept);
        var second = await @case.RuleAsync(new DateOnly(2024, 3, 2), published: new DateOnly(2024, 3, 12), content: "second");

        var asPart = await @case.ReviewAsync(first, accept with { Part = true });
        var other = await @case.ReviewAsync(second, accept with { Part = true });
        await @case.World.RelayAsync();

        Assert.Equal(
            (@case.Id with { Occurrence = "1F1" }, @case.Id with { Occurrence = "1F2" }),
            (Assert.IsType<ReviewDelivery.Outcome.Reviewed>(asPart).Filing, Assert.IsType<ReviewDelivery.Outcome.Reviewed>(other).Filing));
        Assert.Equal(["1F1", "1F2"], (await OpenAsync(@case, ObligationKind.FilingForRecord)).Select(state => state.Id.Occurrence));
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task A_rule_accepted_without_its_kind_of_instrument_is_filed_once_it_is_accepted_with_it()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 20));
        var rule = await @case.RuleAsync(new DateOnly(2024, 3, 1), published: new DateOnly(2024, 3, 11));

        var without = await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.Accept));
        var with = await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.Accept, Instrument: "local-government-rule"));
        var again = await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.Accept, Instrument: "local-government-rule"));
        await @case.World.RelayAsync();

        var filing = @case.Id with { Occurrence = "1F1" };
        Assert.Equal([null, filing, filing], new[] { without, with, again }.Select(outcome => Assert.IsType<ReviewDelivery.Outcome.Reviewed>(outcome).Filing));
        Assert.Equal(filing, Assert.Single(await OpenAsync(@case, ObligationKind.FilingForRecord)).Id);
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task A_publication_that_is_recorded_again_after_its_filing_went_opens_the_filing_again()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 20));
        var rule = await @case.RuleAsync(new DateOnly(2024, 3, 1));
        await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.Accept));
        Assert.IsType<RecordPublication.Outcome.Recorded>(await PublishAsync(@case, rule.Id));
        await @case.World.RelayAsync();
        Assert.Equal("1F1", Assert.Single(await OpenAsync(@case, ObligationKind.FilingForRecord)).Id.Occurrence);
        await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.ReturnForContent, "与条例不符"));
        await @case.World.RelayAsync();
        Assert.Empty(await OpenAsync(@case, ObligationKind.FilingForRecord));

        var again = await @case.RuleAsync(new DateOnly(2024, 3, 1));
        await @case.ReviewAsync(again, new ReviewRequest(ReviewDecision.Accept));
        Assert.IsType<RecordPublication.Outcome.Recorded>(await PublishAsync(@case, again.Id));
        await @case.World.RelayAsync();

        var filing = Assert.Single(await OpenAsync(@case, ObligationKind.FilingForRecord));
        Assert.Equal((new DateOnly(2024, 4, 10), again.Id), (filing.Due, filing.Provenance.OpenedBy!.Delivery));
        await AssertHistoryAsync(@case);
    }

    /// <summary>Zibo: thirty days, counted from the end of the first year in force.</summary>
    [Fact]
    public async Task A_report_on_the_first_year_in_force_is_added_by_an_officer_and_due_by_the_profiles_clock()
    {
        await using var @case = await Case.StartAsync(
            new DueRule(On: Due), settings: new Dictionary<string, string?> { ["Jurisdiction:Profile"] = "zibo-like" });
        var law = @case.Id.Obligation.Law;
        var request = new AdditionRequest(ObligationKind.ImplementationReport, "地方立法程序规定", "法规实施满一年的，主管部门应当报告实施情况。");

        var added = Assert.IsType<AddObligation.Outcome.Added>(await @case.World.Get<AddObligation>().ExecuteAsync(law, request, new Act(World.Officer), CancellationToken.None));
        var again = Assert.IsType<AddObligation.Outcome.Added>(await @case.World.Get<AddObligation>().ExecuteAsync(law, request, new Act(World.Officer), CancellationToken.None));
        await @case.World.ConfirmAsync(added.Obligation.Id, new ConfirmationRequest([@case.Home]));

        Assert.Equal(added.Obligation.Id, again.Obligation.Id);
        var state = await @case.StateAsync(new DeadlineId(added.Obligation.Id, @case.Home, "1"));
        Assert.Equal((new DateOnly(2025, 1, 1), new DateOnly(2025, 2, 5)), (state.Trigger, state.Due)); // 31 January is a holiday (Spring Festival)
    }

    [Fact]
    public async Task After_a_merger_the_successor_is_told_and_owes_the_next_report_while_the_old_deadline_stays_where_it_was()
    {
        await using var @case = await Case.StartAsync(new DueRule(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Quarter)));
        var heir = await @case.World.RegisterAsync("zjt", "临江省综合厅");
        var register = @case.World.Get<RegisterDepartment>();
        Assert.Empty(await register.ExecuteAsync(
            new Department(@case.Home, "临江省人民政府", null, [], "zh-CN", null, new DateOnly(2024, 3, 15), heir), CancellationToken.None));

        await @case.ThroughAsync(new DateOnly(2024, 4, 2));

        var alert = await @case.AlertAsync(1, EscalationStage.Overdue);
        Assert.Contains(alert.Recipients, told => told.Organ == heir);
        Assert.DoesNotContain(alert.Recipients, told => told.Organ == @case.Home);
        var next = await @case.StateAsync(new DeadlineId(@case.Id.Obligation, heir, "2024Q2"));
        Assert.Equal(new DateOnly(2024, 7, 1), next.Due); // 30 June is a Sunday
        Assert.Equal(
            ["successor-invalid"],
            (await register.ExecuteAsync(
                new Department(heir, "临江省综合厅", null, [], "zh-CN", null, new DateOnly(2030, 1, 1), @case.Home), CancellationToken.None)).Select(fault => fault.Code));
    }

    [Fact]
    public async Task An_unmatched_report_is_matched_by_an_officer_and_counts_from_its_receipt()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var other = await @case.World.ConfirmAsync(new ObligationId(@case.Id.Obligation.Law, 1), new ConfirmationRequest([@case.Home], Due: new DueRule(On: Due)));
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(other);
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 28));
        var report = await @case.ReportAsync("text", "2099");
        await @case.ThroughAsync(new DateOnly(2024, 4, 3));

        var matched = await @case.World.Get<MatchDelivery>().ExecuteAsync(@case.Home, report.Id, @case.Id, new Act(World.Officer), CancellationToken.None);
        var again = await @case.World.Get<MatchDelivery>().ExecuteAsync(@case.Home, report.Id, @case.Id, new Act(Case.Other), CancellationToken.None);

        Assert.Null(report.Match);
        Assert.Equal(0, Assert.IsType<MatchDelivery.Outcome.Matched>(matched).Match.DaysLate);
        Assert.Equal(matched, again);
        Assert.Equal(new DateOnly(2024, 3, 28), (await @case.StateAsync()).Fulfilment!.FulfilledOn);
        Assert.IsType<MatchDelivery.Outcome.OtherKind>(await @case.World.Get<MatchDelivery>().ExecuteAsync(
            @case.Home, report.Id, new DeadlineId(new ObligationId(@case.Id.Obligation.Law, 1), @case.Home, "1"), new Act(World.Officer), CancellationToken.None));
    }

    [Fact]
    public async Task Rebuilding_leaves_a_law_in_its_list_of_which_nothing_is_owed_yet()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var other = await @case.World.ImportAsync(Given.Law.Replace("湿地保护条例", "河湖保护条例", StringComparison.Ordinal));
        await @case.World.RelayAsync();
        @case.World.Clock.Advance(TimeSpan.FromMinutes(20));
        await @case.World.RelayAsync();

        var rebuilt = await @case.World.Get<RebuildState>().ExecuteAsync(repair: true, new Progress<int>(), CancellationToken.None);

        Assert.Empty(rebuilt.Differences);
        Assert.Contains(@case.World.Storage.Rows("views", "laws"), row => row.RowKey == other.Id.Value && row.Text("Content") is not null);
    }

    private static async Task<Case> GivenReviewAsync(string? key = null)
    {
        var @case = await Case.StartAsync(
            new DueRule(On: Due), obligation: 1, settings: new Dictionary<string, string?> { ["Jurisdiction:Profile"] = "zibo-like" });
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 20));
        await @case.ReviewAsync(await @case.RuleAsync(new DateOnly(2024, 3, 1)), new ReviewRequest(ReviewDecision.Accept));
        await ChangeAsync(@case, World.Officer, key);
        await @case.World.RelayAsync();
        Assert.Equal("1V1", Assert.Single(await OpenAsync(@case, ObligationKind.RuleReview)).Id.Occurrence);
        return @case;
    }

    private static async Task ChangeAsync(Case @case, Supervision.Access.Caller by, string? key = null) =>
        Assert.IsType<RecordHigherLawChange.Outcome.Recorded>(await @case.World.Get<RecordHigherLawChange>().ExecuteAsync(
            @case.Id.Obligation.Law, new DateOnly(2024, 3, 15), new Act(by, key), CancellationToken.None));

    private static async Task WithdrawAsync(Case @case, DeadlineId id, int number) =>
        Assert.IsType<WithdrawEvent.Outcome.Withdrawn>(
            await @case.World.Get<WithdrawEvent>().ExecuteAsync(id, number, "误录", new Act(World.Officer), CancellationToken.None));

    private static Task<RecordPublication.Outcome> PublishAsync(Case @case, DeliveryId rule) => @case.World.Get<RecordPublication>().ExecuteAsync(
        @case.Id, rule, new DateOnly(2024, 3, 11), "local-government-rule", new Act(World.Officer), CancellationToken.None);

    /// <summary>What is awaited of a kind.</summary>
    private static async Task<IReadOnlyList<DeadlineState>> OpenAsync(Case @case, ObligationKind kind) =>
    [
        .. (await @case.World.Get<DeadlineStore>().ListAsync(@case.Id.Obligation, @case.Home, CancellationToken.None))
            .Select(head => head.State).Where(state => state.Kind == kind && state.IsOpen),
    ];

    private static async Task<IReadOnlyList<string>> FactsAsync(Case @case)
    {
        var facts = new List<string>();
        foreach (var content in await @case.World.Get<DeadlineStore>().ReadHistoryAsync(@case.Id, CancellationToken.None))
        {
            using var fact = System.Text.Json.JsonDocument.Parse(content);
            facts.Add(fact.RootElement.GetProperty("body").GetProperty("type").GetString()!);
        }

        return facts;
    }

    private static Task<RecordReviewOpinion.Outcome> OpinionAsync(Case @case, DeadlineId id, DateOnly given) =>
        @case.World.Get<RecordReviewOpinion>().ExecuteAsync(id, given, "第三条缺少依据。", new Act(World.Officer), CancellationToken.None);

    private static async Task AssertHistoryAsync(Case @case)
    {
        var rebuilt = await @case.World.Get<RebuildState>().ExecuteAsync(repair: false, new Progress<int>(), CancellationToken.None);
        Assert.Empty(rebuilt.Differences);
    }
}
