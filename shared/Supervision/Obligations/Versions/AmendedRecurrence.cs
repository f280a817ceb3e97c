using Supervision.Deadlines;
using Supervision.Laws;
using Recurrence = Supervision.Calendars.Recurrence;

namespace Supervision.Obligations.Versions;

/// <summary>How an obligation recurred by the words of a version, after an officer had decided that it stands by them.</summary>
/// <param name="Version">The version of the text that has these words.</param>
/// <param name="Recurs">Null where they named no recurrence that can be computed.</param>
public sealed record RecurredAs(string Version, Recurrence? Recurs);

/// <summary>How a confirmed duty recurs since an officer decided that it stands as an amendment's words make it.</summary>
public static class AmendedRecurrence
{
    /// <summary>
    /// What the words say that count for a period, those of the last amendment in force when it begins; null where it recurs as before: no such decision
    /// is on record, no such amendment is in force by then, the words name no recurrence that can be computed, or an officer had set how it recurs. Pure.
    /// </summary>
    /// <param name="basis">What the occurrence before rests on.</param>
    /// <param name="on">First day of the next occurrence's period.</param>
    public static Recurrence? Of(Law law, Obligation obligation, DueBasis basis, DateOnly on)
    {
        if (basis == DueBasis.Officer)
        {
            return null;
        }

        var versions = CorrectedBy(law, obligation).ToList();
        return versions.FindLast(change => !(change.EffectiveOn > on)) is not { } counts ? null
            : counts == versions[^1] ? Stated(obligation.Candidate)
            : obligation.RecurredAs?.LastOrDefault(earlier => earlier.Version == counts.To)?.Recurs;
    }

    /// <summary>The obligation with a note of how it recurred till now, before other words are decided upon. Pure.</summary>
    internal static Obligation Noted(Law law, Obligation obligation) => CorrectedBy(law, obligation).LastOrDefault() is { } before
        ? obligation with { RecurredAs = [.. obligation.RecurredAs ?? [], new RecurredAs(before.To, Stated(obligation.Candidate))] }
        : obligation;

    private static IEnumerable<Laws.Versions.TextChange> CorrectedBy(Law law, Obligation obligation) =>
        (law.Changes ?? []).Where(change => change.Decision?.Corrected.Contains(obligation.Id.Number) == true);

    private static Recurrence? Stated(ObligationProposal words) => words.Modality == Modality.May ? null : StatedRecurrence.Of(words, out _);
}
