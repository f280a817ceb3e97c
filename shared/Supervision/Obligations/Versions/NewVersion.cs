using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Laws.Reading;
using Supervision.Laws.Versions;

namespace Supervision.Obligations.Versions;

/// <summary>What the register has to write because a further version of a text takes the place of the one before.</summary>
/// <param name="Changed">Obligations known, as they are now.</param>
/// <param name="Added">Obligations that were new, with the numbers that follow.</param>
internal sealed record NewVersion(IReadOnlyList<Obligation> Changed, IReadOnlyList<Obligation> Added)
{
    /// <summary>
    /// Applies a comparison. Pure. Where the words stand, everything a person said stands with them: confirmed stays confirmed, rejected stays
    /// rejected. Where they do not, what a person confirmed or corrected waits for a person; what no person has looked at follows the text.
    /// </summary>
    /// <param name="earlier">The obligations of the law, all of them.</param>
    /// <param name="withdrawn">Ids of the ends that were withdrawn: what is still ended by one is about to be let go.</param>
    /// <param name="today">Local date of the import.</param>
    public static NewVersion Of(
        Law known, IReadOnlyList<Obligation> earlier, Func<string, LawText?> textOf, LawText text, IReadOnlyList<ObligationProposal> proposals, TextChange change,
        IReadOnlyCollection<string> withdrawn, DateOnly today)
    {
        var standing = earlier.Where(obligation => !HasGone(obligation)).ToList();
        var changes = ProvisionComparison.Compare(standing, textOf, text, proposals);

        // Another print says the same date better, and what was corrected counts: only a date that the law then has besides is kept.
        var after = LawCorrection.ByText(known, text).EffectiveOn;
        var before = change.Basis == ChangeBasis.SameText || after == known.EffectiveOn ? null : new ProvisionSince(change.From, known.EffectiveOn, ByAmendment: false);
        var places = PlacesTaken([.. earlier.Where(HasGone)], textOf, text, changes.Added);

        // Rows that an import of this version wrote before it died bear its name already.
        var changed = standing.Zip(changes.Passages)
            .Where(pair => pair.First.TextVersion != change.To)
            .Select(pair => (pair.First, Now: Apply(pair.First, pair.Second, before, change, today)))
            .Where(pair => pair.Now != pair.First)
            .Select(pair => pair.Now)
            .ToList();
        var added = changes.Added.Select((proposal, index) => new Obligation(
            new ObligationId(known.Id, known.Obligations + 1 + index),
            proposal,
            change.To,
            ObligationStatus.Proposed,
            null,
            Since: change.Basis == ChangeBasis.SameText || changes.AddedInOldWords.Contains(proposal)
                ? before
                : new ProvisionSince(change.To, change.EffectiveOn, ByAmendment: true),
            InPlaceOf: places[proposal].ToList() is { Count: > 0 } numbers ? numbers : null));
        return new NewVersion(changed, [.. added]);

        bool HasGone(Obligation obligation) => obligation.HasProvisionGone && !withdrawn.Contains(obligation.Ended!.Plan);
    }

    /// <summary>The ended obligations that each find says again, by their numbers: should such an end be withdrawn, the duty would stand twice.</summary>
    private static ILookup<ObligationProposal, int> PlacesTaken(
        IReadOnlyList<Obligation> ended, Func<string, LawText?> textOf, LawText text, IReadOnlyList<ObligationProposal> added) =>
        (from obligation in ended
         let rest = ProvisionComparison.Compare([obligation], textOf, text, added).Added.ToHashSet<ObligationProposal>(ReferenceEqualityComparer.Instance)
         from proposal in added
         where !rest.Contains(proposal)
         select (proposal, obligation.Id.Number)).ToLookup(pair => pair.proposal, pair => pair.Number);

    private static Obligation Apply(Obligation obligation, Passage passage, ProvisionSince? before, TextChange change, DateOnly today)
    {
        var since = obligation.Since ?? before;
        switch (passage)
        {
            case Passage.Stands(var article, var quote, var offset, var renumbered):
                return obligation with
                {
                    Candidate = obligation.Candidate with { Article = article, Quote = quote, Offset = offset },
                    TextVersion = change.To,
                    Since = since,
                    Carried = new CarriedOver(obligation.TextVersion, change.To, renumbered ? CarriedAs.Renumbered : CarriedAs.Unchanged, today),
                    Pending = null,
                };
            case Passage.Apart:
                return obligation;
            case Passage.Changed or Passage.Gone when obligation.Status == ObligationStatus.Rejected:
                return obligation;
            case Passage.Changed(var article, var quote, var found, var offset) when HasPersonsWord(obligation):
                return obligation with
                {
                    Since = since,
                    Pending = new PendingChange(obligation.TextVersion, change.To, PendingFate.Changed, article, quote, found, offset),
                };
            case Passage.Gone when HasPersonsWord(obligation):
                return obligation with { Since = since, Pending = new PendingChange(obligation.TextVersion, change.To, PendingFate.Gone, null, null, null) };
            case Passage.Changed { Found: { } found }:
                // Whether the duty is old or new in these words is for the person to say who confirms it, with the date.
                return obligation with { Candidate = found, TextVersion = change.To, Since = new ProvisionSince(change.To, null, ByAmendment: false) };
            default:
                return obligation with
                {
                    Ended = new ObligationEnd(ClosureReason.ProvisionEnded, change.EffectiveOn ?? change.AmendedOn ?? today, PlanOf(change.To)),
                };
        }
    }

    /// <summary>Stands in the place of the plan that ends an obligation: nobody owed it, so the import itself ended it.</summary>
    internal static string PlanOf(string version) => "import-" + version;

    private static bool HasPersonsWord(Obligation obligation) =>
        obligation.Confirmation is not null || obligation.Review is not null || !obligation.Candidate.IsFoundInText;
}
