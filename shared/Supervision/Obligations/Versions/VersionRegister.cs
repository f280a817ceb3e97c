using Supervision.Identity;
using Supervision.Laws;
using Supervision.Laws.Versions;
using Supervision.Obligations.Review;

namespace Supervision.Obligations.Versions;

/// <summary>What the register says once an officer has decided about a version.</summary>
/// <param name="Added">Finds in the new words of obligations that end, with the numbers that follow.</param>
internal sealed record VersionRegister(Law Law, VersionDecision Decision, IReadOnlyList<Obligation> Changed, IReadOnlyList<Obligation> Added)
{
    /// <summary>Applies a decision. Pure. What no longer awaits one, because a crash came in between, is left as it is.</summary>
    public static VersionRegister Of(
        Law law, IReadOnlyList<Obligation> obligations, TextChange change, VersionRequest request, string plan, string by, DateOnly on, DateOnly? endOn)
    {
        var changed = new List<Obligation>();
        var added = new List<Obligation>();
        var choices = request.Decisions.ToDictionary(decision => decision.Number);
        var effective = request.EffectiveOn ?? change.EffectiveOn;
        foreach (var obligation in obligations.Where(obligation => obligation.Id.Number <= law.Obligations))
        {
            if (obligation is { HasProvisionGone: false, Pending: { } pending } && pending.To == change.To && choices.TryGetValue(obligation.Id.Number, out var decision))
            {
                changed.Add(Decide(decision.Choice == ProvisionChoice.Correct ? AmendedRecurrence.Noted(law, obligation) : obligation, pending, decision, on));
                if (decision.Choice == ProvisionChoice.End && pending.Found is { } found)
                {
                    added.Add(new Obligation(
                        new ObligationId(law.Id, law.Obligations + 1 + added.Count),
                        found,
                        change.To,
                        ObligationStatus.Proposed,
                        null,
                        Since: new ProvisionSince(change.To, effective, ByAmendment: true),
                        InPlaceOf: [obligation.Id.Number]));
                }
            }
            else if (request.EffectiveOn is { } given && obligation is { Confirmation: null, HasProvisionGone: false, Since: { ByAmendment: true } since }
                && since.Version == change.To)
            {
                changed.Add(obligation with { Since = since with { On = given } });
            }
        }

        var word = new VersionDecision(plan, by, on, Numbers(ProvisionChoice.Keep), Numbers(ProvisionChoice.Correct), Numbers(ProvisionChoice.End), null);
        word = word with { EndedOn = word.Ended.Count > 0 ? endOn : null };
        var decided = change with
        {
            EffectiveOn = effective,
            Basis = request.EffectiveOn is null ? change.Basis : ChangeBasis.Officer,
            Decision = word,
        };
        return new VersionRegister(
            law with { Changes = [.. law.Changes!.Select(each => each.To == change.To ? decided : each)], Obligations = law.Obligations + added.Count },
            word,
            changed,
            added);

        IReadOnlyList<int> Numbers(ProvisionChoice choice) =>
            [.. request.Decisions.Where(decision => decision.Choice == choice).Select(decision => decision.Number).Order()];
    }

    private static Obligation Decide(Obligation obligation, PendingChange pending, ProvisionDecision decision, DateOnly on)
    {
        var decided = obligation with { Pending = null };
        if (decision.Choice == ProvisionChoice.End)
            return decided;

        // Where no words took the place of the old ones, it goes on resting on those.
        var candidate = obligation.Candidate;
        if (pending.Article is { } article)
            candidate = candidate with { Article = article };
        if (pending.Quote is { } quote)
            candidate = candidate with { Quote = quote, Offset = pending.Offset };
        if (decision.Choice == ProvisionChoice.Correct)
        {
            var seen = pending.Found is { } found ? found with { Kind = candidate.Kind } : candidate;
            candidate = ReviewObligation.Corrected(seen, decision.Correction ?? new Correction());
        }

        var carried = new CarriedOver(pending.From, pending.To, decision.Choice == ProvisionChoice.Keep ? CarriedAs.Kept : CarriedAs.Corrected, on);
        return decided with { Candidate = candidate, TextVersion = pending.Quote is null ? obligation.TextVersion : pending.To, Carried = carried };
    }
}
