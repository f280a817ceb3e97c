using Supervision.Deadlines;
using Supervision.Laws;
using Recurrence = Supervision.Calendars.Recurrence;

namespace Supervision.Obligations.Versions;

/// <summary>How a confirmed duty recurs since an officer decided that it stands as an amendment's words make it.</summary>
public static class AmendedRecurrence
{
    /// <summary>
    /// What the words say that count for a period; null where it recurs as before: no such decision is on record, the amendment takes effect after the period
    /// began, the words name no recurrence that can be computed, or an officer had set how it recurs. Pure.
    /// </summary>
    /// <param name="basis">What the occurrence before rests on.</param>
    /// <param name="on">First day of the next occurrence's period.</param>
    public static Recurrence? Of(Law law, Obligation obligation, DueBasis basis, DateOnly on) =>
        basis != DueBasis.Officer
        && obligation.Candidate.Modality != Modality.May
        && law.Changes?.LastOrDefault(change => change.Decision?.Corrected.Contains(obligation.Id.Number) == true) is { } change
        && !(change.EffectiveOn > on)
            ? StatedRecurrence.Of(obligation.Candidate, out _)
            : null;
}
