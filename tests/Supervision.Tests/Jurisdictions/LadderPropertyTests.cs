using CsCheck;
using Supervision.Calendars;
using Supervision.Jurisdictions;
using Supervision.Tests.Calendars;

namespace Supervision.Tests.Jurisdictions;

public sealed class LadderPropertyTests
{
    private static readonly WorkingDayCalendar Calendar = WorkingDayCalendar.LoadShipped();
    private static readonly JurisdictionProfile Profile = JurisdictionProfiles.LoadShipped("national");

    private static readonly Gen<LadderInput> Input =
        from due in Gen.Int[new DateOnly(2020, 1, 1).DayNumber, new DateOnly(2026, 12, 24).DayNumber].Select(DateOnly.FromDayNumber)
        from months in Gen.Int[1, 24]
        from opened in Gen.Int[0, 400]
        from round in Gen.OneOf(Gen.Const((int?)null), Gen.Int[-60, 120].Select(days => (int?)days))
        from notice in Gen.OneOf(Gen.Const((int?)null), Gen.Int[1, 150].Select(days => (int?)days))
        from released in Gen.OneOf(Gen.Const((int?)null), Gen.Int[1, 300].Select(days => (int?)days))
        from flags in Gen.Int[0, 127]
        select new LadderInput
        {
            Trigger = due.AddMonths(-months),
            Due = due,
            Period = Period.Months(months),
            OpenedOn = due.AddDays(-opened),
            RoundStartedOn = round is { } r ? due.AddDays(r) : null,
            OverdueNoticeSentOn = notice is { } n ? due.AddDays(n) : null,
            Inherited = (flags & 24) == 24,
            InheritedReleasedOn = (flags & 24) == 24 && released is { } l ? due.AddDays(l) : null,
            ExplanationAccepted = (flags & 1) != 0,
            Extended = (flags & 6) == 6,
            DecisionAwaited = (flags & 96) == 96,
        };

    /// <summary>The ladder of domain.md written out once more, by plain day counting.</summary>
    private static EscalationStage? Model(LadderInput input, DateOnly today)
    {
        if (input.Inherited && input.InheritedReleasedOn is null) return null;
        var released = input.Inherited && input.InheritedReleasedOn > input.Due;
        var zero = released ? input.InheritedReleasedOn!.Value.AddDays(-1) : input.Due;
        var months = input.Period!.Value.Count;
        DateOnly? notice = input.OverdueNoticeSentOn is { } sent ? SlowDays.AddWorking(sent, 10) : null;

        bool Is(DateOnly on) => on <= today && (input.RoundStartedOn is null || on >= input.RoundStartedOn);
        bool IsBeyond(DateOnly on) => notice is { } earliest && Is(on > earliest ? on : earliest);

        if (!input.DecisionAwaited && IsBeyond(zero.AddDays(90))) return EscalationStage.StandingCommitteeProposed;
        if (!input.DecisionAwaited && !input.ExplanationAccepted && !input.Extended && IsBeyond(zero.AddDays(30))) return EscalationStage.SupervisionLetterProposed;
        if (!input.DecisionAwaited && !input.ExplanationAccepted && IsBeyond(SlowDays.AddWorking(zero, 10))) return EscalationStage.ExplanationRequired;
        if (Is(zero.AddDays(1))) return EscalationStage.Overdue;
        if (!released && Is(zero.AddDays(-7))) return EscalationStage.Reminder;
        if (!released && 3 * months > 7 && zero.AddDays(-3 * months) >= input.OpenedOn && Is(zero.AddDays(-3 * months)))
            return EscalationStage.EarlyNotice;
        return null;
    }

    private static bool InAnnouncedYears(LadderInput input) =>
        !SlowDays.Awaited((input.InheritedReleasedOn ?? input.Due).AddDays(30))
            && !SlowDays.Awaited((input.OverdueNoticeSentOn ?? input.Due).AddDays(30));

    [Fact]
    public void Reaches_what_the_plain_model_reaches() => Input.Where(InAnnouncedYears).Select(Gen.Int[-100, 320]).Sample((input, days) =>
    {
        var today = input.Due.AddDays(days);

        Assert.Equal(Model(input, today), Ladder.Reached(input, today, Profile, Calendar));
    }, iter: 20_000);

    [Fact]
    public void Looking_only_when_told_raises_what_looking_every_day_raises() =>
        Input.Where(InAnnouncedYears).Select(Gen.Int[0, 40]).Sample((input, outage) =>
    {
        var start = input.Due.AddDays(-100);
        var end = input.Due.AddDays(500);
        var daily = new List<(DateOnly, EscalationStage)>();
        EscalationStage? highest = null;
        for (var day = start; day <= end; day = day.AddDays(1))
        {
            var stage = Model(input, day);
            if (stage is null || stage <= highest) continue;
            daily.Add((day, stage.Value));
            highest = stage;
        }

        var told = new List<(DateOnly, EscalationStage)>();
        EscalationStage? raised = null;
        for (DateOnly? day = start; day <= end;)
        {
            var look = Ladder.Look(input with { AlreadyRaised = raised }, day.Value, Profile, Calendar);
            if (look.Raise is { } stage)
            {
                Assert.True(raised is null || stage > raised);
                Assert.All(look.PassedOver, passed => Assert.True(passed < stage && (raised is null || passed > raised)));
                told.Add((day.Value, stage));
                raised = stage;
            }

            Assert.True(look.NextLook is null || look.NextLook > day);
            day = look.NextLook;
        }

        Assert.Equal(daily, told);

        // One look after an outage of any length raises one stage at most: the highest.
        var late = input.Due.AddDays(outage * 10);
        Assert.Equal(Model(input, late), Ladder.Look(input, late, Profile, Calendar).Raise);
    }, iter: 2_000);

    [Fact]
    public void Nothing_from_overdue_on_is_reached_while_the_date_is_provisional() =>
        Input.Select(Gen.Int[-100, 320]).Sample((input, days) =>
        !(Ladder.Reached(input with { Provisional = true }, input.Due.AddDays(days), Profile, Calendar) >= EscalationStage.Overdue),
            iter: 5_000);
}
