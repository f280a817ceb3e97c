using Supervision.Laws.Reading;

namespace Supervision.Laws.Versions;

/// <summary>Where the date of a change of the text comes from.</summary>
public enum ChangeBasis
{
    /// <summary>The new text says from when it is in force.</summary>
    Stated,

    /// <summary>An officer gave the date.</summary>
    Officer,

    /// <summary>The text does not say when the amendment took effect; there is no date until an officer gives one.</summary>
    NotStated,

    /// <summary>No amendment lies between the two versions: another print of the same text.</summary>
    SameText,
}

/// <summary>A further version of a law's text took the place of the one before.</summary>
/// <param name="From">The version that counted until then.</param>
/// <param name="To">The version that counts now.</param>
/// <param name="ImportedOn">Local date of the import.</param>
/// <param name="AmendedOn">The local date on which the last amendment of the new text was passed, or null.</param>
/// <param name="EffectiveOn">The local date from which the change is in force, or null; see <see cref="Basis"/>.</param>
/// <param name="Decision">An officer's word on everything that the machine left to people; null while it is awaited or nothing awaits it.</param>
public sealed record TextChange(
    string From, string To, DateOnly ImportedOn, DateOnly? AmendedOn, DateOnly? EffectiveOn, ChangeBasis Basis, VersionDecision? Decision = null)
{
    /// <summary>When the change from one version to another took effect, as far as the new text says. Pure.</summary>
    /// <param name="known">The law as the earlier version had it.</param>
    /// <param name="given">The date an officer gave, or null.</param>
    public static (DateOnly? On, ChangeBasis Basis) Effect(Law known, LawText text, DateOnly? given)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(text);
        if (given is { } on)
            return (on, ChangeBasis.Officer);
        var before = Law.VersionDate(known.LastAmendedOn, known.ApprovedOn, known.AdoptedOn);
        var after = Law.VersionDate(text.LastAmendedOn, text.ApprovedOn, text.AdoptedOn);
        if (after is not null && after == before)
            return (null, ChangeBasis.SameText);

        // An amended text (修正) keeps the sentence on its first entry into force; only a date that follows the amendment speaks of it. Where
        // several amendments lie between the versions, nobody can say here which of them added a provision.
        var between = text.Amendments.Count(amendment => before is null || amendment.On > before);
        return between <= 1 && LawCorrection.ByText(known, text).EffectiveOn is { } stated && stated > known.EffectiveOn.GetValueOrDefault() && (after is null || stated >= after)
            ? (stated, ChangeBasis.Stated)
            : (null, ChangeBasis.NotStated);
    }
}

/// <summary>What an officer decided about a change of the text.</summary>
/// <param name="Plan">Id of the plan that carries it out.</param>
/// <param name="Kept">Numbers of the obligations that stand with the new words.</param>
/// <param name="Corrected">Numbers of those that stand as the new words make them.</param>
/// <param name="Ended">Numbers of those that end.</param>
/// <param name="EndedOn">x, the local date from which nothing is expected of those any more; null where none ends.</param>
public sealed record VersionDecision(
    string Plan, string By, DateOnly On, IReadOnlyList<int> Kept, IReadOnlyList<int> Corrected, IReadOnlyList<int> Ended, DateOnly? EndedOn);
