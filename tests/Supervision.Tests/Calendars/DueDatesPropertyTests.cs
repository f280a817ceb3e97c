using CsCheck;
using Supervision.Calendars;

namespace Supervision.Tests.Calendars;

public sealed class DueDatesPropertyTests
{
    private static readonly WorkingDayCalendar Shipped = WorkingDayCalendar.LoadShipped();
    private static readonly Gen<DateOnly> Day =
        Gen.Int[new DateOnly(2004, 1, 1).DayNumber, new DateOnly(2028, 12, 31).DayNumber].Select(DateOnly.FromDayNumber);

    private static readonly Gen<LastDayRule> Rule = Gen.Enum<LastDayRule>();

    [Fact]
    public void Counts_working_days_like_a_walk_along_the_days() =>
        Gen.Select(Day, Gen.Int[-300, 300])
            .Sample((from, count) => Shipped.AddWorkingDays(from, count) == SlowDays.AddWorking(from, count), iter: 20_000);

    [Fact]
    public void The_working_days_between_two_days_lead_from_one_to_the_other() =>
        Gen.Select(Day, Gen.Int[-300, 300]).Sample((from, count) =>
        Shipped.WorkingDaysBetween(from, SlowDays.AddWorking(from, count)) == count, iter: 10_000);

    [Fact]
    public void A_period_ends_where_the_slow_model_says() =>
        Gen.Select(Day, Gen.Enum<PeriodUnit>(), Gen.Int[0, 70], Rule).Sample((trigger, unit, count, rule) =>
    {
        if (unit == PeriodUnit.Years) count /= 10;

        var due = DueDates.After(trigger, new Period(count, unit), rule, Shipped);

        var consulted = new List<DateOnly>();
        var last = trigger;
        if (unit == PeriodUnit.CalendarDays) for (var i = 0; i < count; i++) last = last.AddDays(1);
        if (unit == PeriodUnit.Months) last = SlowDays.AddMonths(trigger, count);
        if (unit == PeriodUnit.Years) last = SlowDays.AddMonths(trigger, 12 * count);
        if (unit == PeriodUnit.WorkingDays)
        {
            last = SlowDays.AddWorking(trigger, count);
            for (var day = trigger; day < last; day = day.AddDays(1)) consulted.Add(day.AddDays(1));
        }

        Assert.Equal(last, due.Unadjusted);
        if (rule != LastDayRule.AsIs) consulted.Add(last);
        while (rule != LastDayRule.AsIs && !SlowDays.Works(last))
        {
            last = last.AddDays(rule == LastDayRule.NextWorkingDay ? 1 : -1);
            consulted.Add(last);
        }

        Assert.Equal(last, due.Date);
        Assert.Equal(consulted.Exists(SlowDays.Awaited), due.Provisional);
    }, iter: 20_000);

    [Fact]
    public void A_fixed_date_moves_only_by_its_last_day_rule() => Gen.Select(Day, Rule).Sample((day, rule) =>
    {
        var due = DueDates.On(day, rule, Shipped);

        Assert.Equal(day, due.Unadjusted);
        Assert.True(rule == LastDayRule.AsIs ? due.Date == day : SlowDays.Works(due.Date));
        Assert.True(rule == LastDayRule.NextWorkingDay ? due.Date >= day : due.Date <= day);
        Assert.Equal(0, Enumerable.Range(0, Math.Abs(due.Date.DayNumber - day.DayNumber)).Count(i =>
            SlowDays.Works(day.AddDays(rule == LastDayRule.NextWorkingDay ? i : -i))));
    }, iter: 5_000);

    [Fact]
    public void Each_calendar_period_follows_the_one_before_without_gap() =>
        Gen.Select(Day, Gen.Enum<RecurrenceUnit>(), Gen.Int[1, 3], Gen.Int[0, 3], Gen.Int[1, 12], Gen.Int[1, 31])
            .Sample((start, unit, every, due, month, dayOfMonth) =>
        {
            var months = unit switch { RecurrenceUnit.Month => 1, RecurrenceUnit.Quarter => 3, RecurrenceUnit.HalfYear => 6, _ => 12 };
            var by = new MonthDay((month - 1) % months + 1, dayOfMonth);
            var recurrence = new EachCalendarPeriod(
                every, unit, due == 1 ? by : null, due == 2 ? by : null, due == 3 ? Period.CalendarDays(dayOfMonth) : null);
            var context = new RecurrenceContext(LastDayRule.AsIs, Shipped, new Term(new DateOnly(2023, 1, 1), 5));
            Assert.Null(recurrence.Fault());

            var occurrence = recurrence.First(start, context);

            Assert.True(occurrence.Due.Date >= start);
            Assert.True(occurrence.PeriodEnd >= start);
            for (var i = 0; i < 8; i++)
            {
                var units = new HashSet<int>();
                for (var day = occurrence.PeriodStart; day <= occurrence.PeriodEnd; day = day.AddDays(1))
                    units.Add((day.Year * 12 + day.Month - 1) / months);
                Assert.Equal(every, units.Count);
                Assert.Equal(1, occurrence.PeriodStart.Day);
                Assert.Equal(1, occurrence.PeriodEnd.AddDays(1).Day);
                Assert.Equal(0, (occurrence.PeriodStart.Month - 1) % months);
                var unitOfDue = (occurrence.Due.Date.Year * 12 + occurrence.Due.Date.Month - 1) / months;
                if (due is 0 or 1) Assert.Equal(units.Max(), unitOfDue);
                if (due is 2) Assert.Equal(units.Max() + 1, unitOfDue);
                if (due is 3) Assert.Equal(dayOfMonth, occurrence.Due.Date.DayNumber - occurrence.PeriodEnd.DayNumber);

                var next = recurrence.Next(occurrence, context);
                Assert.Equal(occurrence.PeriodEnd.AddDays(1), next.PeriodStart);
                Assert.True(string.CompareOrdinal(occurrence.Label, next.Label) < 0);
                occurrence = next;
            }
        }, iter: 2_000);

    [Fact]
    public void The_shares_of_a_term_tile_it() => Gen.Select(Day, Gen.Int[1, 12], Gen.Int[1, 6]).Sample((start, times, years) =>
    {
        var recurrence = new TimesPerTerm(times);
        var context = new RecurrenceContext(LastDayRule.AsIs, Shipped, new Term(new DateOnly(2016, 3, 5), years));

        var first = recurrence.First(start, context);
        var occurrences = new List<Occurrence> { first };
        for (var i = 0; i < 3 * times; i++) occurrences.Add(recurrence.Next(occurrences[^1], context));

        Assert.True(first.PeriodStart <= start && start <= first.PeriodEnd);
        Assert.Equal(occurrences.Select(one => one.Label).Order(StringComparer.Ordinal), occurrences.Select(one => one.Label));
        Assert.Equal(occurrences.Count, occurrences.Select(one => one.Label).Distinct().Count());
        Assert.All(occurrences.Zip(occurrences.Skip(1)), pair => Assert.Equal(pair.First.PeriodEnd.AddDays(1), pair.Second.PeriodStart));
        foreach (var term in occurrences.Skip(times).GroupBy(one => one.Label[..4]).SkipLast(1).Where(term => term.Count() == times))
        {
            Assert.Equal(SlowDays.AddMonths(term.First().PeriodStart, 12 * years).AddDays(-1), term.Last().Due.Date);
        }
    }, iter: 2_000);
}
