using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.Obligations;

namespace Supervision.Tests.Worlds;

/// <summary>Reports that recur from the last delivery (domain.md, section 2): while one is fulfilled the next runs, whatever was decided before.</summary>
public sealed class LastDeliveryTests
{
    [Fact]
    public async Task The_next_report_counts_from_the_last_delivery_and_goes_and_comes_with_it()
    {
        await using var @case = await SixMonthlyAsync(new DateOnly(2024, 5, 20));
        var second = @case.Id with { Occurrence = "002" };
        var first = await @case.ReportAsync("first", "001");
        await @case.World.RelayAsync();
        var opened = await @case.StateAsync(second);

        await @case.ReviewAsync(first, new ReviewRequest(ReviewDecision.ReturnForContent, "数据不实"));
        await @case.World.RelayAsync();
        var withdrawn = await @case.StateAsync(second);
        @case.World.Clock.SetNoon(new DateOnly(2024, 6, 3));
        await @case.ReportAsync("again", "001");
        await @case.World.RelayAsync();
        var reopened = await @case.StateAsync(second);

        Assert.Equal((new DateOnly(2024, 7, 1), "001"), ((await @case.StateAsync()).Due, @case.Id.Occurrence));
        Assert.Equal((new DateOnly(2024, 11, 20), new DateOnly(2024, 5, 20)), (opened.Due, opened.Trigger));
        Assert.Equal(ClosureReason.OpenerWithdrawn, withdrawn.Closure!.Reason);
        Assert.Equal((null, new DateOnly(2024, 12, 3), 2), (reopened.Closure, reopened.Due, reopened.Round));
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task A_waived_report_counts_as_the_delivery_from_which_the_next_is_due()
    {
        await using var @case = await SixMonthlyAsync(new DateOnly(2024, 5, 20));

        await @case.StepAsync(new StepRequest(StepName.Waiver, "与专项工作报告合并"));
        await @case.World.RelayAsync();

        Assert.Equal(new DateOnly(2024, 11, 20), (await @case.StateAsync(@case.Id with { Occurrence = "002" })).Due);
    }

    [Fact]
    public async Task A_report_taken_for_a_part_by_mistake_and_then_for_the_whole_is_followed_by_the_next()
    {
        await using var @case = await SixMonthlyAsync(new DateOnly(2024, 5, 20));
        var report = await @case.ReportAsync("first", "001");
        await @case.World.RelayAsync();
        await @case.ReviewAsync(report, new ReviewRequest(ReviewDecision.Accept, Part: true));
        await @case.World.RelayAsync();
        var withdrawn = await @case.StateAsync(@case.Id with { Occurrence = "002" });

        await @case.ReviewAsync(report, new ReviewRequest(ReviewDecision.Accept));
        await @case.World.RelayAsync();

        Assert.Equal(ClosureReason.OpenerWithdrawn, withdrawn.Closure!.Reason);
        await AssertNextAsync(@case, "002", new DateOnly(2024, 11, 20));
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task Of_two_reports_of_which_the_first_is_a_part_the_second_is_followed_by_the_next_and_goes_with_it()
    {
        await using var @case = await SixMonthlyAsync(new DateOnly(2024, 5, 20));
        var part = await @case.ReportAsync("first", "001");
        await @case.OnAsync(new DateOnly(2024, 5, 27));
        var rest = await @case.ReportAsync("second", "001");
        await @case.ReviewAsync(part, new ReviewRequest(ReviewDecision.Accept, Part: true));
        await @case.World.RelayAsync();

        await AssertNextAsync(@case, "002", new DateOnly(2024, 11, 27));
        await @case.ReviewAsync(rest, new ReviewRequest(ReviewDecision.ReturnForContent, "数据不实"));
        await @case.World.RelayAsync();

        Assert.Equal(ClosureReason.OpenerWithdrawn, (await @case.StateAsync(@case.Id with { Occurrence = "002" })).Closure!.Reason);
        await AssertHistoryAsync(@case);
    }

    /// <summary>The next report was in when the one before it was returned; once that is delivered again, what stands counts and the series goes on.</summary>
    [Fact]
    public async Task A_report_delivered_before_its_opener_was_returned_counts_again_with_it_and_is_followed_by_the_next()
    {
        await using var @case = await SixMonthlyAsync(new DateOnly(2024, 5, 20));
        var first = await @case.ReportAsync("first", "001");
        await @case.OnAsync(new DateOnly(2024, 11, 11));
        await @case.ReportAsync("second", "002");
        await @case.OnAsync(new DateOnly(2024, 12, 2));
        var third = @case.Id with { Occurrence = "003" };
        Assert.Null((await @case.StateAsync(third)).Closure);
        await @case.ReviewAsync(first, new ReviewRequest(ReviewDecision.ReturnForContent, "数据不实"));
        await @case.OnAsync(new DateOnly(2024, 12, 20));
        Assert.Equal(ClosureReason.OpenerWithdrawn, (await @case.StateAsync(third)).Closure!.Reason);

        await @case.ReportAsync("again", "001");
        await @case.OnAsync(new DateOnly(2024, 12, 21));

        Assert.Equal(new DateOnly(2024, 11, 11), (await @case.StateAsync(@case.Id with { Occurrence = "002" })).Fulfilment!.FulfilledOn);
        await AssertNextAsync(@case, "003", new DateOnly(2025, 5, 12)); // 11 May is a Sunday
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task A_report_withdrawn_as_mistaken_and_reopened_is_followed_by_the_next_again()
    {
        await using var @case = await SixMonthlyAsync(new DateOnly(2024, 5, 20));
        await @case.ReportAsync("first", "001");
        await @case.World.RelayAsync();
        await @case.StepAsync(new StepRequest(StepName.Withdrawal, "对象有误"));
        await @case.World.RelayAsync();
        Assert.Equal(ClosureReason.OpenerWithdrawn, (await @case.StateAsync(@case.Id with { Occurrence = "002" })).Closure!.Reason);

        await ReopenAsync(@case);

        await AssertNextAsync(@case, "002", new DateOnly(2024, 11, 20));
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task A_delivery_to_a_report_that_was_withdrawn_as_mistaken_opens_nothing()
    {
        await using var @case = await SixMonthlyAsync(new DateOnly(2024, 5, 20));
        await @case.StepAsync(new StepRequest(StepName.Withdrawal, "对象有误"));

        await @case.ReportAsync("first");
        await @case.World.RelayAsync();

        Assert.Null(await @case.World.Get<DeadlineStore>().FindAsync(@case.Id with { Occurrence = "002" }, CancellationToken.None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Once_a_waiver_is_taken_back_the_next_report_counts_from_the_delivery(bool deliveredBefore)
    {
        await using var @case = await SixMonthlyAsync(new DateOnly(2024, 5, 20));
        await @case.StepAsync(new StepRequest(StepName.Waiver, "与专项工作报告合并"));
        await @case.OnAsync(new DateOnly(2024, 6, 3));
        var second = @case.Id with { Occurrence = "002" };
        if (deliveredBefore)
        {
            await @case.ReportAsync("first", "001");
            await ReopenAsync(@case);
        }
        else
        {
            await ReopenAsync(@case);
            Assert.Equal(ClosureReason.OpenerWithdrawn, (await @case.StateAsync(second)).Closure!.Reason);
            await @case.ReportAsync("first", "001");
            await @case.World.RelayAsync();
        }

        await AssertNextAsync(@case, "002", new DateOnly(2024, 12, 3));
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task The_next_report_counts_from_the_date_of_fulfilment_that_a_second_person_approved()
    {
        await using var @case = await SixMonthlyAsync(new DateOnly(2024, 6, 28));
        var report = await @case.ReportAsync("first", "001");
        await @case.World.RelayAsync();

        await @case.StepAsync(new StepRequest(StepName.FulfilledDate, "纸质件先期收到", Delivery: report.Id, FulfilledOn: new DateOnly(2024, 5, 20)));
        await @case.World.RelayAsync();

        await AssertNextAsync(@case, "002", new DateOnly(2024, 11, 20));
        await AssertHistoryAsync(@case);
    }

    /// <summary>A report due every six months, first from 1 January 2024, on a later day.</summary>
    private static async Task<Case> SixMonthlyAsync(DateOnly today)
    {
        var @case = await Case.StartAsync(new DueRule(Recurrence: new FromLastDelivery(Period.Months(6))));
        await @case.OnAsync(today);
        return @case;
    }

    private static async Task ReopenAsync(Case @case)
    {
        Assert.IsType<ReopenDeadline.Outcome.Reopened>(await @case.World.Get<ReopenDeadline>().ExecuteAsync(@case.Id, "更正", new Act(World.Officer), CancellationToken.None));
        await @case.World.RelayAsync();
    }

    private static async Task AssertNextAsync(Case @case, string occurrence, DateOnly due)
    {
        var next = await @case.StateAsync(@case.Id with { Occurrence = occurrence });
        Assert.Equal((null, due, due), (next.Closure, next.OriginalDue, next.Due));
        Assert.True(next.IsOpen);
    }

    private static async Task AssertHistoryAsync(Case @case)
    {
        var rebuilt = await @case.World.Get<RebuildState>().ExecuteAsync(repair: false, new Progress<int>(), CancellationToken.None);
        Assert.Empty(rebuilt.Differences);
    }
}
