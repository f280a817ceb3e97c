using Supervision.Jurisdictions;

namespace Supervision.Deadlines;

/// <summary>
/// What the profile says of the default by which a date was found. Several defaults may rest on the same provision, such as those of filing for
/// record by kind of instrument: of these, what all of them say.
/// </summary>
/// <param name="Basis">The law on which it rests.</param>
/// <param name="ReceivedBy">Where the instrument or report goes; more than one where it depends on the kind of instrument, none where the basis names nobody.</param>
/// <param name="ExplainTo">Whom the department explains to when it is late; null where the basis names nobody.</param>
/// <param name="ToBeConfirmed">True until the legal office has confirmed what the profile states as law.</param>
/// <param name="Note">What is to be confirmed, where it is not all of it.</param>
public sealed record AppliedDefault(LegalBasis Basis, IReadOnlyList<LocalText> ReceivedBy, LocalText? ExplainTo, bool ToBeConfirmed, LocalText? Note)
{
    /// <summary>The default of a deadline; null where its period is not the profile's, or the profile knows it no more.</summary>
    public static AppliedDefault? Of(JurisdictionProfile profile, DeadlineState state)
    {
        var provenance = state.Provenance;
        if (provenance.Basis != DueBasis.ProfileDefault)
        {
            return null;
        }

        var kind = Json.NameOf(state.Kind);
        var rules = profile.Defaults.Where(rule => rule.Kind == kind && rule.Basis.Code == provenance.BasisCode).ToList();
        return rules.Count == 0
            ? null
            : new AppliedDefault(
                rules[0].Basis,
                [.. rules.Select(rule => rule.ReceivedBy).OfType<LocalText>().Distinct()],
                Same(rules, rule => rule.ExplainTo),
                rules.Exists(rule => rule.ToBeConfirmed),
                Same(rules, rule => rule.Note));
    }

    private static LocalText? Same(List<DefaultRule> rules, Func<DefaultRule, LocalText?> member) =>
        rules.Select(member).Distinct().ToList() is [var only] ? only : null;
}
