using Supervision.Calendars;

namespace Supervision.Obligations;

/// <summary>When a duty is due, as an officer sets it: exactly one of the four.</summary>
/// <param name="Period">A period from the trigger.</param>
/// <param name="On">A fixed local date.</param>
/// <param name="Recurrence">How it recurs.</param>
/// <param name="None">True to record that there is no deadline.</param>
public sealed record DueRule(Period? Period = null, DateOnly? On = null, Recurrence? Recurrence = null, bool None = false)
{
    /// <summary>True when exactly one is given.</summary>
    public bool IsOne => (Period is null ? 0 : 1) + (On is null ? 0 : 1) + (Recurrence is null ? 0 : 1) + (None ? 1 : 0) == 1;
}
