using Supervision.Calendars;
using Supervision.Deadlines.Explanations;
using Supervision.Jurisdictions;

namespace Supervision.Deadlines;

/// <summary>When a deadline wants to be looked at, and what a look finds, by the jurisdiction's ladder and calendar.</summary>
public sealed class DeadlineSchedule(JurisdictionProfile profile, WorkingDayCalendar calendar)
{
    /// <summary>How long a deadline that waits for the announcement of a year's holidays goes without a look.</summary>
    private const int DaysBetweenLooksAtProvisional = 7;

    public JurisdictionProfile Profile { get; } = profile;

    public WorkingDayCalendar Calendar { get; } = calendar;

    /// <summary>What a look on this local date finds; nothing for what is closed, fulfilled or silent.</summary>
    public LadderLook Look(DeadlineState state, DateOnly today) => state.IsOpen && !state.IsSilent
        ? Ladder.Look(InputOf(state), today, Profile, Calendar)
        : new LadderLook(state.Raised, null, [], null, AwaitsCalendar: false);

    /// <summary>True when a fact that stands for the rest of the round keeps a stage from being reached, were it not raised already.</summary>
    public bool IsBarred(EscalationStage stage, DeadlineState state) => Profile.RuleOf(stage) is { } rule && Ladder.IsBarred(rule, InputOf(state));

    /// <summary>The next local date on which to look; null when time alone changes nothing any more.</summary>
    public DateOnly? NextLook(DeadlineState state, DateOnly today)
    {
        if (!state.IsOpen || state.IsSilent)
        {
            // Whether it was in time is certain only once d is, and d0 is to be fixed though nobody is reminded of it.
            return state is { Closure: null, Provenance.Provisional: true } ? today.AddDays(DaysBetweenLooksAtProvisional) : null;
        }

        var look = Look(state, today);
        if (look.Raise is not null)
        {
            return today;
        }

        if (!state.Provenance.Provisional)
        {
            return look.NextLook;
        }

        var again = today.AddDays(DaysBetweenLooksAtProvisional);
        return look.NextLook is { } next && next < again ? next : again;
    }

    /// <summary>
    /// A deadline whose round began after d was missed starts at overdue on the day of that decision, like one released; one that is
    /// released in such a round, on the day of its release.
    /// </summary>
    private static LadderInput InputOf(DeadlineState state)
    {
        var startsLate = state.Round > 1 && state.RoundStartedOn > state.Due;
        var starts = startsLate && !(state.ReleasedOn > state.RoundStartedOn) ? state.RoundStartedOn : state.ReleasedOn;
        return new LadderInput
        {
            Trigger = state.Trigger,
            Due = state.Due,
            Period = state.Provenance.Period,
            Provisional = state.Provenance.Provisional && state.Due == state.OriginalDue,
            OpenedOn = state.OpenedOn,
            RoundStartedOn = state.Round > 1 ? state.RoundStartedOn : null,
            AlreadyRaised = state.Raised,
            OverdueNoticeSentOn = state.OverdueNoticeSentOn,
            DeliveryReceived = !state.IsOpen,
            ExplanationAccepted = state.Explanation is { Status: ExplanationStatus.Accepted },
            DecisionAwaited = state.AwaitsDecision,
            Inherited = state.Inherited || startsLate,
            InheritedReleasedOn = starts,
        };
    }
}
