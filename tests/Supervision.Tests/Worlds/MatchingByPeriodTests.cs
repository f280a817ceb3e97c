using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Identity;
using Supervision.Obligations;

namespace Supervision.Tests.Worlds;

/// <summary>Which occurrence a report fulfils whose sender names the obligation and the period covered, and no occurrence.</summary>
public sealed class MatchingByPeriodTests
{
    private static readonly DueRule ByEndOfMarch = new(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Year, By: MonthDay.Parse("03-31")));

    [Fact]
    public async Task A_report_each_year_by_the_end_of_March_that_tells_of_the_year_before_is_the_one_due_this_March()
    {
        await using var @case = await Case.StartAsync(ByEndOfMarch);
        await ReportAsync(@case, 2023, "2024");
        await @case.OnAsync(new DateOnly(2025, 1, 2));
        @case.World.Clock.SetNoon(new DateOnly(2025, 3, 20));

        await ReportAsync(@case, 2024, "2025");

        Assert.Equal(0, (await @case.StateAsync(Of(@case, "2025"))).DaysLate(new DateOnly(2025, 3, 20)));
        Assert.False((await @case.StateAsync(Of(@case, "2025"))).IsOpen);
    }

    [Fact]
    public async Task A_corrected_version_of_it_replaces_the_one_it_corrects()
    {
        await using var @case = await Case.StartAsync(ByEndOfMarch);
        await ReportAsync(@case, 2023, "2024");
        await @case.OnAsync(new DateOnly(2025, 1, 2));

        await ReportAsync(@case, 2023, "2024", "corrected");

        Assert.True((await @case.StateAsync(Of(@case, "2025"))).IsOpen);
    }

    [Fact]
    public async Task Where_last_years_is_awaited_still_an_officer_says_which_is_meant()
    {
        await using var @case = await Case.StartAsync(ByEndOfMarch);
        await @case.OnAsync(new DateOnly(2025, 1, 2));

        var delivery = await DeliverAsync(@case, new DateOnly(2024, 12, 31));

        Assert.Null(delivery.Match);
        Assert.Contains("match-ambiguous", delivery.Findings);
    }

    [Fact]
    public async Task A_corrected_report_on_two_years_does_not_fulfil_the_next_two()
    {
        await using var @case = await Case.StartAsync(new DueRule(Recurrence: new EachCalendarPeriod(2, RecurrenceUnit.Year)));
        var first = @case.Id.Occurrence;
        var end = (await @case.StateAsync()).PeriodEnd!.Value;
        await DeliverAsync(@case, end.AddDays(-1));
        await @case.OnAsync(end.AddDays(1));

        var delivery = await DeliverAsync(@case, end, "corrected");

        Assert.Equal(first, delivery.Match!.Deadline.Occurrence);
    }

    [Fact]
    public async Task A_report_on_a_share_of_the_term_is_that_share_though_an_earlier_one_is_overdue()
    {
        await using var @case = await Case.StartAsync(new DueRule(Recurrence: new TimesPerTerm(10)));
        var end = (await @case.StateAsync()).PeriodEnd!.Value;
        await @case.OnAsync(end.AddDays(1));
        var next = (await @case.World.Get<DeadlineStore>().ListAsync(@case.Id.Obligation, @case.Home, CancellationToken.None))
            .Select(head => head.State).Single(state => state.Id != @case.Id);

        var delivery = await DeliverAsync(@case, next.PeriodStart!.Value.AddDays(20));

        Assert.Equal(next.Id, delivery.Match!.Deadline);
    }

    private static DeadlineId Of(Case @case, string occurrence) => @case.Id with { Occurrence = occurrence };

    private static async Task ReportAsync(Case @case, int year, string occurrence, string content = "text") =>
        Assert.Equal(occurrence, (await DeliverAsync(@case, new DateOnly(year, 12, 31), content)).Match!.Deadline.Occurrence);

    private static async Task<Delivery> DeliverAsync(Case @case, DateOnly end, string content = "text") =>
        Assert.IsType<ReceiveDelivery.Outcome.Received>(await @case.World.DeliverAsync(
            @case.Home,
            DeliveryKind.Report,
            new DeliveryMetadata("湿地保护工作报告", @case.Id.Obligation, PeriodStart: new DateOnly(end.Year, 1, 1), PeriodEnd: end),
            content)).Delivery;
}
