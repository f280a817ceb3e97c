using Supervision.Calendars;
using Supervision.Jurisdictions;

namespace Supervision.Tests.Jurisdictions;

public sealed class LadderTests
{
    private static readonly WorkingDayCalendar Calendar = WorkingDayCalendar.LoadShipped();
    private static readonly JurisdictionProfile Profile = JurisdictionProfiles.LoadShipped("national");

    // Trigger Tuesday 3 June 2025, one year, due Wednesday 3 June 2026. No holidays but 19 to 21 June (Dragon Boat) follow.
    private static readonly LadderInput Year = new()
    {
        Trigger = new DateOnly(2025, 6, 3),
        Due = new DateOnly(2026, 6, 3),
        Period = Period.Years(1),
        OpenedOn = new DateOnly(2025, 6, 10),
    };

    private static readonly LadderInput YearNoticed = Year with { OverdueNoticeSentOn = new DateOnly(2026, 6, 4) };

    [Fact]
    public void Names_the_date_of_every_stage()
    {
        var dates = Ladder.Dates(YearNoticed, Profile, Calendar);

        Assert.Equal(
            [
                (EscalationStage.EarlyNotice, new DateOnly(2026, 4, 28)), // 36 days before
                (EscalationStage.Reminder, new DateOnly(2026, 5, 27)),
                (EscalationStage.Overdue, new DateOnly(2026, 6, 4)),
                (EscalationStage.ExplanationRequired, new DateOnly(2026, 6, 18)), // tenth working day after the notice of 4 June
                (EscalationStage.SupervisionLetterProposed, new DateOnly(2026, 7, 3)),
                (EscalationStage.StandingCommitteeProposed, new DateOnly(2026, 9, 1)),
            ],
            dates.Stages);
    }

    [Theory]
    [InlineData("2026-04-27", null, "2026-04-28")]
    [InlineData("2026-04-28", EscalationStage.EarlyNotice, "2026-05-27")]
    [InlineData("2026-05-26", EscalationStage.EarlyNotice, "2026-05-27")]
    [InlineData("2026-05-27", EscalationStage.Reminder, "2026-06-04")]
    [InlineData("2026-06-03", EscalationStage.Reminder, "2026-06-04")] // the last day belongs to the period
    [InlineData("2026-06-04", EscalationStage.Overdue, "2026-06-18")]
    [InlineData("2026-06-17", EscalationStage.Overdue, "2026-06-18")]
    [InlineData("2026-06-18", EscalationStage.ExplanationRequired, "2026-07-03")]
    [InlineData("2026-07-03", EscalationStage.SupervisionLetterProposed, "2026-09-01")]
    [InlineData("2026-09-01", EscalationStage.StandingCommitteeProposed, null)]
    public void Climbs_stage_by_stage_and_names_the_next_look(string today, EscalationStage? stage, string? next)
    {
        var day = Calendars.SlowDays.Day(today);

        Assert.Equal(stage, Ladder.Reached(YearNoticed, day, Profile, Calendar));
        Assert.Equal(next is null ? null : Calendars.SlowDays.Day(next), Ladder.NextLook(YearNoticed, day, Profile, Calendar));
    }

    [Fact]
    public void After_an_outage_raises_only_the_highest_stage_and_passes_the_lower_over()
    {
        var look = Ladder.Look(Year with { AlreadyRaised = EscalationStage.EarlyNotice }, new DateOnly(2026, 12, 1), Profile, Calendar);

        Assert.Equal(EscalationStage.Overdue, look.Raise);
        Assert.Equal([EscalationStage.Reminder], look.PassedOver);
        Assert.Null(look.NextLook);
    }

    [Fact]
    public void A_late_notice_holds_back_what_lies_beyond_overdue()
    {
        var input = Year with { OverdueNoticeSentOn = new DateOnly(2026, 8, 31), AlreadyRaised = EscalationStage.Overdue };

        var before = Ladder.Look(input, new DateOnly(2026, 9, 11), Profile, Calendar);
        var after = Ladder.Look(input, new DateOnly(2026, 9, 14), Profile, Calendar);

        Assert.Null(before.Raise);
        Assert.Equal(new DateOnly(2026, 9, 14), before.NextLook);
        Assert.Equal(EscalationStage.StandingCommitteeProposed, after.Raise);
        Assert.Equal([EscalationStage.ExplanationRequired, EscalationStage.SupervisionLetterProposed], after.PassedOver);
    }

    [Fact]
    public void Without_a_notice_nothing_beyond_overdue_is_ever_reached()
    {
        var look = Ladder.Look(Year with { AlreadyRaised = EscalationStage.Overdue }, new DateOnly(2026, 12, 1), Profile, Calendar);

        Assert.Equal((EscalationStage.Overdue, null, null), (look.Reached, look.Raise, look.NextLook));
    }

    [Theory]
    [InlineData(true, false, EscalationStage.Overdue)]
    [InlineData(false, true, EscalationStage.ExplanationRequired)]
    public void No_letter_is_proposed_once_explained_or_extended_and_no_explanation_asked_for_that_was_accepted(
        bool explained, bool extended, EscalationStage expected)
    {
        var input = YearNoticed with { ExplanationAccepted = explained, Extended = extended };

        Assert.Equal(expected, Ladder.Reached(input, new DateOnly(2026, 7, 10), Profile, Calendar));
        Assert.Equal(EscalationStage.StandingCommitteeProposed, Ladder.Reached(input, new DateOnly(2026, 9, 1), Profile, Calendar));
    }

    [Fact]
    public void Nothing_beyond_overdue_is_reached_while_the_department_waits_for_the_offices_answer()
    {
        var input = YearNoticed with { DecisionAwaited = true };

        Assert.Equal(EscalationStage.Overdue, Ladder.Reached(input, new DateOnly(2026, 12, 1), Profile, Calendar));
        Assert.Equal(EscalationStage.StandingCommitteeProposed, Ladder.Reached(input with { DecisionAwaited = false }, new DateOnly(2026, 12, 1), Profile, Calendar));
    }

    [Fact]
    public void Nothing_is_raised_while_a_delivery_awaits_review()
    {
        var look = Ladder.Look(YearNoticed with { DeliveryReceived = true }, new DateOnly(2026, 7, 10), Profile, Calendar);

        Assert.Equal((null, null), (look.Reached, look.NextLook));
    }

    [Fact]
    public void An_early_notice_due_before_the_deadline_was_opened_is_passed_over()
    {
        var input = Year with { OpenedOn = new DateOnly(2026, 4, 29) };

        var early = Ladder.Look(input, new DateOnly(2026, 4, 29), Profile, Calendar);
        var later = Ladder.Look(input, new DateOnly(2026, 5, 27), Profile, Calendar);

        Assert.Equal((null, new DateOnly(2026, 5, 27)), (early.Raise, early.NextLook));
        Assert.Equal(EscalationStage.Reminder, later.Raise);
        Assert.Equal([EscalationStage.EarlyNotice], later.PassedOver);
    }

    [Fact]
    public void A_new_round_passes_over_the_stages_before_its_decision()
    {
        var extended = YearNoticed with
        {
            Due = new DateOnly(2026, 7, 1),
            RoundStartedOn = new DateOnly(2026, 6, 25),
            OverdueNoticeSentOn = null
        };

        var onStart = Ladder.Look(extended, new DateOnly(2026, 6, 25), Profile, Calendar);

        Assert.Null(onStart.Reached);
        Assert.Equal(new DateOnly(2026, 7, 2), onStart.NextLook);
        Assert.Equal(EscalationStage.Overdue, Ladder.Reached(extended, new DateOnly(2026, 7, 2), Profile, Calendar));
        Assert.Equal(EscalationStage.Reminder,
            Ladder.Reached(extended with { RoundStartedOn = new DateOnly(2026, 6, 24) }, new DateOnly(2026, 6, 25), Profile, Calendar));
    }

    [Fact]
    public void A_round_that_begins_after_the_overdue_date_is_silent_below_what_an_earlier_notice_allows()
    {
        var returned = Year with { RoundStartedOn = new DateOnly(2026, 6, 20) };

        Assert.Equal((null, null),
            (Reached(returned, "2027-06-01"), Ladder.NextLook(returned, new DateOnly(2026, 6, 20), Profile, Calendar)));
        Assert.Equal(EscalationStage.SupervisionLetterProposed,
            Reached(returned with { OverdueNoticeSentOn = new DateOnly(2026, 6, 4) }, "2026-07-03"));
    }

    [Fact]
    public void An_inherited_deadline_is_silent_until_released_then_starts_at_overdue()
    {
        var inherited = Year with { Due = new DateOnly(2020, 6, 3), OpenedOn = new DateOnly(2026, 3, 2), Inherited = true };
        var released = inherited with { InheritedReleasedOn = new DateOnly(2026, 3, 10) };

        Assert.Equal((null, null),
            (Reached(inherited, "2026-12-01"), Ladder.NextLook(inherited, new DateOnly(2026, 3, 2), Profile, Calendar)));
        Assert.Null(Reached(released, "2026-03-09"));
        Assert.Equal(EscalationStage.Overdue, Reached(released, "2026-03-10"));
        Assert.Equal(
            [
                (EscalationStage.Overdue, new DateOnly(2026, 3, 10)),
                (EscalationStage.ExplanationRequired, new DateOnly(2026, 3, 24)), // ten working days after the notice
                (EscalationStage.SupervisionLetterProposed, new DateOnly(2026, 4, 8)), // thirty days after 9 March
                (EscalationStage.StandingCommitteeProposed, new DateOnly(2026, 6, 7)),
            ],
            Ladder.Dates(released with { OverdueNoticeSentOn = new DateOnly(2026, 3, 10) }, Profile, Calendar).Stages);
    }

    [Fact]
    public void A_provisional_date_is_reminded_of_but_never_overdue_until_its_year_is_announced()
    {
        var provisional = Year with { Due = new DateOnly(2027, 6, 3), Provisional = true };

        var reminded = Ladder.Look(provisional, new DateOnly(2027, 5, 27), Profile, Calendar);
        var late = Ladder.Look(provisional with { AlreadyRaised = EscalationStage.Reminder }, new DateOnly(2027, 9, 1), Profile, Calendar);

        Assert.Equal((EscalationStage.Reminder, new DateOnly(2027, 6, 3), true),
            (reminded.Raise, reminded.NextLook, reminded.AwaitsCalendar));
        Assert.Equal((null, new DateOnly(2027, 9, 8), true), (late.Raise, late.NextLook, late.AwaitsCalendar));
    }

    [Fact]
    public void A_stage_counted_in_working_days_of_a_year_not_announced_waits_for_the_announcement()
    {
        var input = Year with
        {
            Due = new DateOnly(2026, 12, 18),
            AlreadyRaised = EscalationStage.Overdue,
            OverdueNoticeSentOn = new DateOnly(2026, 12, 21)
        };

        var look = Ladder.Look(input, new DateOnly(2026, 12, 22), Profile, Calendar);

        // The letter, 17 January by weekends alone, is watched from three weeks before.
        Assert.Equal((EscalationStage.Overdue, null, new DateOnly(2026, 12, 27), true),
            (look.Reached, look.Raise, look.NextLook, look.AwaitsCalendar));
    }

    /// <summary>By weekends alone the explanation is required on 6 January; one weekend day that is worked, and it is required the day before.</summary>
    [Theory]
    [InlineData("2026-11-30", "2026-12-16")]
    [InlineData("2026-12-16", "2026-12-23")]
    [InlineData("2026-12-23", "2026-12-30")]
    [InlineData("2026-12-30", "2027-01-06")]
    [InlineData("2026-12-31", "2027-01-06")]
    [InlineData("2027-01-05", "2027-01-06")]
    [InlineData("2027-01-06", "2027-01-13")]
    public void A_date_that_an_announcement_may_move_forward_is_looked_at_each_week_of_the_last_three(string today, string next)
    {
        var input = Year with { Due = new DateOnly(2026, 11, 20), AlreadyRaised = EscalationStage.Overdue, OverdueNoticeSentOn = new DateOnly(2026, 12, 23) };

        Assert.Equal(Calendars.SlowDays.Day(next), Ladder.NextLook(input, Calendars.SlowDays.Day(today), Profile, Calendar));
    }

    [Theory]
    [InlineData("P2Y", "2026-03-23")]
    [InlineData("P6M", "2026-05-16")]
    [InlineData("P90D", "2026-05-25")]
    [InlineData("P3M", "2026-05-25")]
    [InlineData("P2M", null)] // six days before would come after the reminder
    [InlineData("P30D", null)]
    public void An_early_notice_comes_three_days_before_for_each_month(string period, string? on)
    {
        var dates = Ladder.Dates(Year with { Period = Period.Parse(period) }, Profile, Calendar).Stages;

        DateOnly? found = dates[0].Stage == EscalationStage.EarlyNotice ? dates[0].On : null;
        Assert.Equal(on is null ? null : Calendars.SlowDays.Day(on), found);
    }

    [Theory]
    [InlineData("2025-06-03", "2026-06-03", "2026-04-28")] // twelve months
    [InlineData("2025-01-01", "2025-12-31", "2025-11-25")] // the calendar year, twelve months
    [InlineData("2025-01-01", "2025-12-30", "2025-11-27")] // eleven
    public void Without_a_period_the_months_are_those_from_trigger_to_due_date(string trigger, string due, string on)
    {
        var input = Year with
        {
            Trigger = Calendars.SlowDays.Day(trigger),
            Due = Calendars.SlowDays.Day(due),
            Period = null,
            OpenedOn = Calendars.SlowDays.Day(trigger)
        };

        Assert.Equal(Calendars.SlowDays.Day(on), Ladder.Dates(input, Profile, Calendar).Stages[0].On);
    }

    [Fact]
    public void Every_number_comes_from_the_profile()
    {
        var hasty = Profile with
        {
            Ladder =
            [
                Profile.Ladder[0] with { When = new StageTime.DaysBeforePerMonth(1) },
                Profile.Ladder[1] with { When = new StageTime.Before(Period.WorkingDays(3)) },
                Profile.Ladder[2] with { When = new StageTime.After(Period.CalendarDays(2)) },
                Profile.Ladder[4] with { When = new StageTime.After(Period.CalendarDays(5)), AfterOverdueNotice = Period.CalendarDays(4),
                    Unless = [] },
            ],
        };

        Assert.Equal(
            [
                (EscalationStage.EarlyNotice, new DateOnly(2026, 5, 22)),
                (EscalationStage.Reminder, new DateOnly(2026, 5, 29)),
                (EscalationStage.Overdue, new DateOnly(2026, 6, 5)),
                (EscalationStage.SupervisionLetterProposed, new DateOnly(2026, 6, 8)),
            ],
            Ladder.Dates(YearNoticed with { ExplanationAccepted = true }, hasty, Calendar).Stages);
    }

    private static EscalationStage? Reached(LadderInput input, string today) =>
        Ladder.Reached(input, Calendars.SlowDays.Day(today), Profile, Calendar);
}
