using System.Text.Json;
using Supervision.Calendars;

namespace Supervision.Tests.Calendars;

public sealed class RecurrenceTests
{
    private static readonly RecurrenceContext Context =
        new(LastDayRule.NextWorkingDay, WorkingDayCalendar.LoadShipped(), new Term(new DateOnly(2023, 1, 1), 5));

    [Fact]
    public void A_yearly_report_by_the_end_of_march_of_the_next_year_covers_the_year_in_which_the_law_took_effect()
    {
        var recurrence = new EachCalendarPeriod(1, RecurrenceUnit.Year, ByInNext: new MonthDay(3, 31));

        var first = recurrence.First(new DateOnly(2024, 5, 1), Context);
        var second = recurrence.Next(first, Context);

        Assert.Equal(("2024", new DateOnly(2024, 1, 1), new DateOnly(2024, 12, 31), new DateOnly(2025, 3, 31)), Parts(first));
        Assert.Equal(("2025", new DateOnly(2025, 1, 1), new DateOnly(2025, 12, 31), new DateOnly(2026, 3, 31)), Parts(second));
    }

    [Fact]
    public void A_report_whose_day_in_the_year_is_past_begins_with_the_next_year()
    {
        var recurrence = new EachCalendarPeriod(1, RecurrenceUnit.Year, By: new MonthDay(3, 31));

        Assert.Equal("2024", recurrence.First(new DateOnly(2024, 3, 31), Context).Label);
        Assert.Equal("2025", recurrence.First(new DateOnly(2024, 4, 1), Context).Label);
    }

    [Fact]
    public void A_due_date_moved_into_the_next_year_leaves_the_label_alone()
    {
        var recurrence = new EachCalendarPeriod(1, RecurrenceUnit.Year);

        var occurrence = recurrence.First(new DateOnly(2022, 6, 1), Context);

        Assert.Equal("2022", occurrence.Label);
        Assert.Equal(new DateOnly(2023, 1, 3), occurrence.Due.Date); // 31 December 2022 to 2 January 2023 were off
    }

    [Theory]
    [InlineData(RecurrenceUnit.HalfYear, 1, "2025H2", "2026H1")]
    [InlineData(RecurrenceUnit.Quarter, 1, "2025Q3", "2025Q4")]
    [InlineData(RecurrenceUnit.Month, 1, "2025M09", "2025M10")]
    [InlineData(RecurrenceUnit.Year, 2, "2025", "2027")]
    public void Labels_name_the_period(RecurrenceUnit unit, int every, string first, string second)
    {
        var recurrence = new EachCalendarPeriod(every, unit, AfterPeriodEnd: Period.WorkingDays(10));

        var occurrence = recurrence.First(new DateOnly(2025, 9, 10), Context);

        Assert.Equal(first, occurrence.Label);
        Assert.Equal(second, recurrence.Next(occurrence, Context).Label);
    }

    [Fact]
    public void At_least_twice_a_term_is_once_in_each_half_of_it()
    {
        var recurrence = new TimesPerTerm(2);

        var first = recurrence.First(new DateOnly(2024, 5, 1), Context);
        var second = recurrence.Next(first, Context);
        var third = recurrence.Next(second, Context);

        Assert.Equal(("2023T01", new DateOnly(2023, 1, 1), new DateOnly(2025, 6, 30), new DateOnly(2025, 6, 30)), Parts(first));
        Assert.Equal(("2023T02", new DateOnly(2025, 7, 1), new DateOnly(2027, 12, 31), new DateOnly(2027, 12, 31)), Parts(second));
        Assert.Equal("2028T01", third.Label);
    }

    [Fact]
    public void All_of_a_term_may_be_due_by_its_end()
    {
        var first = new TimesPerTerm(2, ShareDue.EndOfTerm).First(new DateOnly(2024, 5, 1), Context);

        Assert.Equal("2023T01", first.Label);
        Assert.Equal(new DateOnly(2027, 12, 31), first.Due.Date);
    }

    [Fact]
    public void Recurs_from_the_last_delivery_not_from_the_calendar()
    {
        var recurrence = new FromLastDelivery(Period.Years(1));

        var first = recurrence.First(new DateOnly(2024, 3, 1), Context);
        var second = recurrence.Next(first, Context, new DateOnly(2025, 6, 20));

        Assert.Equal(("001", new DateOnly(2024, 3, 1), new DateOnly(2025, 3, 1), new DateOnly(2025, 3, 3)), Parts(first));
        Assert.Equal(("002", new DateOnly(2025, 6, 20), new DateOnly(2026, 6, 20), new DateOnly(2026, 6, 22)), Parts(second));
        Assert.Throws<ArgumentNullException>(() => recurrence.Next(first, Context));
    }

    /// <summary>Dates of the duty's start, of today, and of the first period with its last day for delivery.</summary>
    [Theory]
    [InlineData("each year by 31 March of the next", "2020-01-01", "2026-02-10", "2025", "2025-01-01", "2026-03-31")]
    [InlineData("each year by 31 March of the next", "2020-01-01", "2026-03-31", "2025", "2025-01-01", "2026-03-31")]
    [InlineData("each year by 31 March of the next", "2020-01-01", "2026-04-01", "2026", "2026-01-01", "2027-03-31")]
    [InlineData("each year by 31 March of the next", "2026-01-01", "2026-02-10", "2026", "2026-01-01", "2027-03-31")] // 2025 was over before it began
    [InlineData("each year by 31 March of the next", "2025-12-31", "2026-02-10", "2025", "2025-01-01", "2026-03-31")]
    [InlineData("each quarter and 15 days", "2020-05-01", "2026-04-05", "2026Q1", "2026-01-01", "2026-04-15")]
    [InlineData("each quarter and 15 days", "2020-05-01", "2026-04-16", "2026Q2", "2026-04-01", "2026-07-15")]
    [InlineData("each month and 2 months", "2020-05-01", "2026-04-16", "2026M02", "2026-02-01", "2026-04-28")]
    [InlineData("each two years", "2022-01-01", "2025-03-01", "2024", "2024-01-01", "2025-12-31")]
    [InlineData("each two years", "2022-06-30", "2023-12-31", "2022", "2022-01-01", "2023-12-31")]
    [InlineData("each two years", "2023-06-30", "2025-03-01", "2025", "2025-01-01", "2026-12-31")]
    [InlineData("each two years", "2027-06-30", "2025-03-01", "2027", "2027-01-01", "2028-12-31")]
    [InlineData("each year by 31 March", "2020-04-01", "2026-02-10", "2026", "2026-01-01", "2026-03-31")]
    [InlineData("each year by 31 March", "2020-04-01", "2020-05-01", "2021", "2021-01-01", "2021-03-31")]
    [InlineData("each year by 31 March", "2020-04-01", "2026-04-01", "2027", "2027-01-01", "2027-03-31")]
    [InlineData("twice a term", "2023-01-01", "2026-02-10", "2023T02", "2025-07-01", "2027-12-31")]
    [InlineData("twice a term, by its end", "2023-01-01", "2026-02-10", "2023T01", "2023-01-01", "2027-12-31")]
    [InlineData("twice a term, by its end", "2025-08-01", "2026-02-10", "2023T02", "2025-07-01", "2027-12-31")]
    [InlineData("twice a term, by its end", "2015-08-01", "2026-02-10", "2023T01", "2023-01-01", "2027-12-31")]
    public void The_first_owed_is_the_first_since_the_duty_began_that_can_still_be_delivered_in_time(
        string recurs, string begins, string today, string label, string start, string last)
    {
        Recurrence recurrence = recurs switch
        {
            "each year by 31 March of the next" => new EachCalendarPeriod(1, RecurrenceUnit.Year, ByInNext: new MonthDay(3, 31)),
            "each quarter and 15 days" => new EachCalendarPeriod(1, RecurrenceUnit.Quarter, AfterPeriodEnd: Period.CalendarDays(15)),
            "each month and 2 months" => new EachCalendarPeriod(1, RecurrenceUnit.Month, AfterPeriodEnd: Period.Months(2)),
            "each two years" => new EachCalendarPeriod(2, RecurrenceUnit.Year),
            "each year by 31 March" => new EachCalendarPeriod(1, RecurrenceUnit.Year, By: new MonthDay(3, 31)),
            "twice a term" => new TimesPerTerm(2),
            _ => new TimesPerTerm(2, ShareDue.EndOfTerm),
        };

        var owed = recurrence.FirstOwed(SlowDays.Day(begins), SlowDays.Day(today), Context);

        Assert.Equal((label, SlowDays.Day(start), SlowDays.Day(last)), (owed.Label, owed.PeriodStart, owed.Due.Unadjusted));
    }

    [Fact]
    public void Survives_json()
    {
        Recurrence[] all =
        [
            new EachCalendarPeriod(1, RecurrenceUnit.HalfYear, By: new MonthDay(6, 30)),
            new EachCalendarPeriod(2, RecurrenceUnit.Year, AfterPeriodEnd: Period.Months(3)),
            new TimesPerTerm(2, ShareDue.EndOfTerm),
            new FromLastDelivery(Period.Years(1)),
        ];

        var json = JsonSerializer.Serialize(all);

        Assert.Equal(all, JsonSerializer.Deserialize<Recurrence[]>(json));
        Assert.Contains("\"recurs\":\"times-per-term\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_what_contradicts_itself()
    {
        Assert.NotNull(new EachCalendarPeriod(0, RecurrenceUnit.Year).Fault());
        Assert.NotNull(new EachCalendarPeriod(1, RecurrenceUnit.Quarter, By: new MonthDay(4, 1)).Fault());
        Assert.NotNull(new EachCalendarPeriod(1, RecurrenceUnit.Year, By: new MonthDay(4, 1), AfterPeriodEnd: Period.Months(1)).Fault());
        Assert.NotNull(new TimesPerTerm(0).Fault());
        Assert.NotNull(new FromLastDelivery(Period.Months(0)).Fault());
    }

    private static (string, DateOnly, DateOnly, DateOnly) Parts(Occurrence one) =>
        (one.Label, one.PeriodStart, one.PeriodEnd, one.Due.Date);
}
