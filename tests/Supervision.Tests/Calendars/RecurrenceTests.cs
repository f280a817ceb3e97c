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
