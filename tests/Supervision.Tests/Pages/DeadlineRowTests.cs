using Microsoft.Extensions.DependencyInjection;
using Supervision.Access;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Obligations;
using Supervision.Pages.Queries;
using Supervision.Pages.Texts;
using Supervision.Tests.Mail;
using Supervision.Tests.Worlds;
using Supervision.Views;

namespace Supervision.Tests.Pages;

/// <summary>What a row of a list says of days and of what the department has seen.</summary>
public sealed class DeadlineRowTests
{
    private static readonly DateOnly Due = new(2025, 6, 30);

    private static readonly DeadlineId Deadline = new(new ObligationId(LawId.OfTitle("临江省湿地保护条例"), 1), DepartmentId.Parse("szf"), "1");

    private static readonly Caller Department = new("key-szf", Role.Department, Deadline.Home);

    private static readonly Wording English = new(PageTexts.In("en"), TimeZoneInfo.Utc);

    private static readonly Wording Chinese = new(PageTexts.In("zh-CN"), TimeZoneInfo.Utc);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static DeadlineSummary Summary { get; } = new(
        Deadline, ObligationKind.ImplementingRule, "临江省湿地保护条例", null, "第三条", null, Deadline.Home, "临江省人民政府", null, [], Due, Due,
        false, true, false, null, false, 1, EscalationStage.Overdue, new DateOnly(2025, 7, 1), AlertStatus.Open, new DateOnly(2024, 6, 30));

    [Fact]
    public void Nothing_is_left_of_what_was_closed_or_waits_without_a_date()
    {
        var march = new DateOnly(2025, 3, 1);

        Assert.Equal("121 days left", DeadlineRow.Of(Summary, march, English).Days);
        Assert.Equal("–", DeadlineRow.Of(Summary with { ClosedOn = new DateOnly(2025, 2, 1) }, march, English).Days);
        Assert.Equal("–", DeadlineRow.Of(Summary with { FulfilledOn = new DateOnly(2025, 2, 1) }, march, English).Days);
        Assert.Equal("–", DeadlineRow.Of(Summary with { DeferredOn = new DateOnly(2025, 2, 1) }, march, English).Days);
    }

    [Fact]
    public void What_is_past_its_date_while_the_office_decides_is_neither_late_nor_has_days_left()
    {
        var deciding = Summary with { Deciding = [new DecidingDays(new DateOnly(2025, 6, 27), null)] };

        Assert.Equal("5 days past its date", DeadlineRow.Of(deciding, new DateOnly(2025, 7, 5), English).Days);
        Assert.Equal("已过期限5天", DeadlineRow.Of(deciding, new DateOnly(2025, 7, 5), Chinese).Days);
    }

    [Theory]
    [InlineData(AlertStatus.Open, false)]
    [InlineData(AlertStatus.Acknowledged, true)]
    [InlineData(AlertStatus.Explained, true)]
    [InlineData(AlertStatus.ExplanationAccepted, true)]
    [InlineData(AlertStatus.ExplanationRejected, true)]
    [InlineData(null, false)]
    public void An_alert_that_was_explained_was_seen(AlertStatus? status, bool acknowledged) =>
        Assert.Equal(acknowledged, DeadlineRow.Of(Summary with { AlertStatus = status }, Due, English).Acknowledged);

    [Fact]
    public async Task Lists_and_the_record_agree_on_whether_an_alert_was_seen()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2025, 1, 3));
        await CausedMailsTests.TellAsync(world);
        Assert.Equal((false, false), await SeenAsync(world));

        await world.Get<SubmitExplanation>().ExecuteAsync(Deadline, "国家标准尚未发布。", null, new Act(Department), Stop);
        Assert.Equal((true, true), await SeenAsync(world));

        await world.Get<DecideExplanation>().ExecuteAsync(Deadline, 1, false, "请补充。", new Act(World.Officer), Stop);
        Assert.Equal((true, true), await SeenAsync(world));

        // A higher stage is an alert of its own, which nobody has seen yet.
        world.Clock.SetNoon(new DateOnly(2025, 1, 24));
        await CausedMailsTests.TellAsync(world);
        Assert.Equal((false, false), await SeenAsync(world));
    }

    [Fact]
    public async Task The_state_of_a_deadline_that_is_past_its_date_with_a_request_pending_has_no_days_left()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2024, 12, 30));
        Assert.IsType<ProposeStep.Outcome.Proposed>(await world.Get<ProposeStep>().ExecuteAsync(
            Deadline, new StepRequest(StepName.Extension, "x", Until: new DateOnly(2025, 3, 31)), new Act(Department), Stop));
        world.Clock.SetNoon(new DateOnly(2025, 1, 7));

        var page = await QueryOf<DeadlinePageQuery>(world).ReadAsync(Deadline, staff: true, English, Stop);

        Assert.Equal(("5 days past its date", 0), (page!.Days, page.DaysLate));
    }

    private static T QueryOf<T>(World world) => ActivatorUtilities.CreateInstance<T>(world.Get<IServiceProvider>());

    [Fact]
    public async Task The_page_of_a_law_lists_what_is_awaited_before_what_was_closed()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2024, 6, 3));
        var confirmed = Assert.IsType<ConfirmObligation.Outcome.Confirmed>(
            await world.ConfirmAsync(new ObligationId(Deadline.Obligation.Law, 2), new ConfirmationRequest([Deadline.Home])));
        var report = Assert.Single(confirmed.Obligation.Confirmation!.Deadlines);
        await world.Get<ProposeStep>().ExecuteAsync(report, new StepRequest(StepName.Waiver, "x"), new Act(World.Officer), Stop);
        Assert.IsType<DecideStep.Outcome.Decided>(await world.Get<DecideStep>().ExecuteAsync(
            report, 1, StepVerdict.Approve, null, new Act(new Caller("director1", Role.Director, null)), Stop));
        Assert.Empty((await world.RelayAsync()).Faults);

        var page = await QueryOf<LawPageQuery>(world).ReadAsync(Deadline.Obligation.Law, World.Officer, English, Stop);

        Assert.Equal([(Deadline, "213 days left"), (report, "–")], page!.Deadlines.Rows.Select(row => (row.Id, row.Days)));
        Assert.True(page.Deadlines.Rows[0].Due > page.Deadlines.Rows[1].Due);
    }

    /// <summary>As the department's list and as the overview of staff show it.</summary>
    private static async Task<(bool Own, bool Staff)> SeenAsync(World world)
    {
        Assert.Empty((await world.RelayAsync()).Faults);
        var own = await QueryOf<DepartmentPageQuery>(world).ReadAsync(Deadline.Home, null, "", English, Stop);
        var staff = await QueryOf<StaffPageQuery>(world).ReadAsync(English, Stop);
        return (Assert.Single(own!.Alerts).Acknowledged, Assert.Single(staff.Alerts.Rows).Acknowledged);
    }
}
