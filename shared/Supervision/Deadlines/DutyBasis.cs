using Supervision.Jurisdictions;
using Supervision.Obligations;

namespace Supervision.Deadlines;

/// <summary>
/// On what a duty rests where it is not an article of the law in whose register it stands. The article that asks for a rule does not ask for its filing
/// or for an answer to a review opinion, and what the place's ordinances ask of every law is in no article of it.
/// </summary>
public static class DutyBasis
{
    /// <summary>The provision that the profile names; null where the duty rests on the law's own article, or the profile knows none or several.</summary>
    public static LegalBasis? Of(JurisdictionProfile profile, Obligation obligation, DeadlineState state)
    {
        if (state.Kind == obligation.Candidate.Kind && !obligation.Candidate.IsOfProfile)
        {
            return null;
        }

        var kind = Json.NameOf(state.Kind);
        var bases = profile.Defaults.Where(rule => rule.Kind == kind).Select(rule => rule.Basis).DistinctBy(basis => basis.Code).ToList();
        return bases.Find(basis => basis.Code == state.Provenance.BasisCode) ?? (bases is [var only] ? only : null);
    }
}
