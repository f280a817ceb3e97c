using Supervision.Calendars;

namespace Supervision.Tests.Calendars;

public sealed class DueDatesTests
{
    private static readonly WorkingDayCalendar Shipped = WorkingDayCalendar.LoadShipped();

    [Theory]
    // Month ends and leap years.
    [InlineData("2025-01-31", "P1M", "2025-02-28")]
    [InlineData("2024-01-31", "P1M", "2024-02-29")]
    [InlineData("2025-02-28", "P1M", "2025-03-28")]
    [InlineData("2025-08-31", "P6M", "2026-02-28")]
    [InlineData("2024-02-29", "P1Y", "2025-02-28")]
    [InlineData("2023-02-28", "P1Y", "2024-02-28")]
    // The trigger's own day does not count.
    [InlineData("2025-06-10", "P1D", "2025-06-11")]
    [InlineData("2024-02-28", "P2D", "2024-03-01")]
    // Make-up workdays: Sunday 4 February 2024 and Sunday 18 February 2024 were worked, 10 to 17 February were not.
    [InlineData("2024-02-02", "1WD", "2024-02-04")]
    [InlineData("2024-02-09", "1WD", "2024-02-18")]
    [InlineData("2024-02-02", "10WD", "2024-02-21")]
    // New Year: 30 and 31 December 2007 were off by the announcement for 2008, Saturday 29 was worked.
    [InlineData("2007-12-28", "1WD", "2007-12-29")]
    [InlineData("2007-12-28", "2WD", "2008-01-02")]
    [InlineData("2018-12-28", "2WD", "2019-01-02")]
    public void Ends_a_period_on_its_last_day(string trigger, string period, string last)
    {
        var due = DueDates.After(SlowDays.Day(trigger), Period.Parse(period), LastDayRule.AsIs, Shipped);

        Assert.Equal(SlowDays.Day(last), due.Date);
        Assert.False(due.Provisional);
        Assert.Equal(Shipped.Version, due.CalendarVersion);
    }

    [Theory]
    [InlineData("2025-10-01", LastDayRule.NextWorkingDay, "2025-10-09")]
    [InlineData("2025-10-01", LastDayRule.PreviousWorkingDay, "2025-09-30")]
    [InlineData("2025-10-01", LastDayRule.AsIs, "2025-10-01")]
    [InlineData("2025-10-11", LastDayRule.NextWorkingDay, "2025-10-11")] // a Saturday worked in exchange
    [InlineData("2025-10-12", LastDayRule.NextWorkingDay, "2025-10-13")]
    public void Moves_a_last_day_that_is_no_working_day_by_the_rule(string day, LastDayRule rule, string expected)
    {
        var due = DueDates.On(SlowDays.Day(day), rule, Shipped);

        Assert.Equal(SlowDays.Day(expected), due.Date);
        Assert.Equal(SlowDays.Day(day), due.Unadjusted);
        Assert.Equal(rule, due.Rule);
    }

    [Theory]
    [InlineData("2026-03-01", "P1Y", LastDayRule.NextWorkingDay, true)]
    [InlineData("2026-03-01", "P1Y", LastDayRule.AsIs, false)]
    [InlineData("2026-12-14", "10WD", LastDayRule.AsIs, true)] // ends on 28 December, which the announcement for 2027 may exchange
    [InlineData("2026-12-14", "5WD", LastDayRule.AsIs, false)]
    [InlineData("2026-01-05", "30WD", LastDayRule.NextWorkingDay, false)]
    [InlineData("1999-03-01", "P1Y", LastDayRule.NextWorkingDay, false)] // before the first calendar: no announcement is awaited
    public void Is_provisional_when_it_needs_a_year_not_announced_yet(string trigger, string period, LastDayRule rule, bool provisional)
    {
        var due = DueDates.After(SlowDays.Day(trigger), Period.Parse(period), rule, Shipped);

        Assert.Equal(provisional, due.Provisional);
    }

    [Fact]
    public void A_provisional_date_counts_weekends_alone_and_settles_when_the_year_is_announced()
    {
        var announced = WorkingDayCalendar.Parse(
        [
            .. Shipped.AnnouncedYears.Select(year => ($"cn-{year}.csv", $"date,day\n{year}-01-01,off\n")),
            ("cn-2027.csv", "date,day\n2027-03-01,off\n2027-03-02,off\n"),
        ]);

        var before = DueDates.After(new DateOnly(2026, 2, 28), Period.Parse("P1Y"), LastDayRule.NextWorkingDay, Shipped);
        var after = DueDates.After(new DateOnly(2026, 2, 28), Period.Parse("P1Y"), LastDayRule.NextWorkingDay, announced);

        Assert.Equal((new DateOnly(2027, 3, 1), true), (before.Date, before.Provisional));
        Assert.Equal((new DateOnly(2027, 3, 3), false), (after.Date, after.Provisional));
        Assert.NotEqual(before.CalendarVersion, after.CalendarVersion);
    }

    [Fact]
    public void A_missing_year_between_announced_ones_leaves_a_count_across_it_provisional()
    {
        var gap = WorkingDayCalendar.Parse([("cn-2024.csv", "date,day\n2024-01-01,off\n"), ("cn-2026.csv", "date,day\n2026-01-01,off\n")]);

        var due = DueDates.After(new DateOnly(2024, 12, 2), Period.WorkingDays(300), LastDayRule.AsIs, gap);

        Assert.Equal((2026, true), (due.Date.Year, due.Provisional));
    }

    [Fact]
    public void Counts_backwards_over_a_holiday()
    {
        var day = Shipped.AddWorkingDays(new DateOnly(2024, 2, 19), -2);

        Assert.Equal(new DateOnly(2024, 2, 9), day);
        Assert.Equal(-2, Shipped.WorkingDaysBetween(new DateOnly(2024, 2, 19), day));
        Assert.Equal(new DateOnly(2024, 2, 10), Shipped.AddWorkingDays(new DateOnly(2024, 2, 10), 0));
    }
}
