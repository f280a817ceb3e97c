using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;

namespace Supervision.Obligations.Review;

/// <summary>A find that was in the list and was not confirmed.</summary>
/// <param name="Code">obligation-ended, obligation-rejected, provision-changed, obligation-not-found, or no-longer-waiting.</param>
public sealed record SkippedFind(int Number, string Code);

/// <summary>
/// Confirms all finds of a law above a threshold, once a person has checked the sample. Each goes through the confirmation of its own; a crash leaves
/// some confirmed and the rest waiting, and a new offer takes up what is left.
/// </summary>
public sealed class ConfirmSure(WaitingFinds queue, AcceptObligation accept, LawStore laws)
{
    /// <param name="token">The token of the offer that was checked.</param>
    /// <param name="checkedNumbers">The numbers of the sample that a person found right.</param>
    public async Task<Outcome> ExecuteAsync(
        LawId law, double threshold, string token, IReadOnlyList<int> checkedNumbers, Caller caller, CancellationToken cancellationToken)
    {
        if (await queue.OfferAsync(law, threshold, cancellationToken) is not { } offer)
            return new Outcome.NotFound();
        if (offer.Token != token)
            return new Outcome.Changed(offer);
        if (offer.Sample.Except(checkedNumbers).Any())
            return new Outcome.SampleUnchecked(offer);

        var waiting = (await queue.ReadAsync(law, cancellationToken))!.Value.Waiting.ToDictionary(found => found.Obligation.Id.Number);
        var confirmed = new List<int>();
        var skipped = new List<SkippedFind>();
        var left = new List<(int Number, IReadOnlyList<InputFault> Faults)>();
        foreach (var number in offer.Numbers)
        {
            if (!waiting.TryGetValue(number, out var found) || !WaitingFinds.FitsBulk(found, threshold))
            {
                skipped.Add(new SkippedFind(number, "no-longer-waiting"));
                continue;
            }

            var request = new ConfirmationRequest([found.Suggested[0]], [.. found.Suggested.Skip(1)]);
            ConfirmObligation.Outcome outcome;
            try
            {
                outcome = await accept.ExecuteAsync(found.Obligation.Id, request, new Act(caller, $"bulk-{token}-{number}", found.Tag), cancellationToken);
            }
            catch (StateChangedException)
            {
                // Only what was in the list as it was checked is confirmed.
                if (await CodeOfChangedAsync(found.Obligation.Id, cancellationToken) is { } code)
                    skipped.Add(new SkippedFind(number, code));
                else
                    confirmed.Add(number);
                continue;
            }

            switch (outcome)
            {
                case ConfirmObligation.Outcome.Confirmed or ConfirmObligation.Outcome.AlreadyConfirmed:
                    confirmed.Add(number);
                    break;
                case ConfirmObligation.Outcome.Invalid { Faults: var faults }:
                    // Such as a trigger date that only a person can give: it goes on waiting.
                    left.Add((number, faults));
                    break;
                case ConfirmObligation.Outcome.Ended:
                    skipped.Add(new SkippedFind(number, "obligation-ended"));
                    break;
                case ConfirmObligation.Outcome.Rejected:
                    skipped.Add(new SkippedFind(number, "obligation-rejected"));
                    break;
                case ConfirmObligation.Outcome.ProvisionChanged:
                    skipped.Add(new SkippedFind(number, "provision-changed"));
                    break;
                case ConfirmObligation.Outcome.NotFound:
                    skipped.Add(new SkippedFind(number, "obligation-not-found"));
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        return new Outcome.Done(confirmed, left, skipped);
    }

    /// <summary>Why a find that somebody changed meanwhile is not confirmed here; null when it was confirmed by another.</summary>
    private async Task<string?> CodeOfChangedAsync(ObligationId id, CancellationToken cancellationToken) =>
        await laws.FindObligationAsync(id, cancellationToken) switch
        {
            null => "obligation-not-found",
            { Obligation.Ended: not null } => "obligation-ended",
            { Obligation.Confirmation: not null } => null,
            { Obligation.Status: ObligationStatus.Rejected } => "obligation-rejected",
            { Obligation.Pending: not null } => "provision-changed",
            _ => "no-longer-waiting",
        };

    /// <summary>What came of confirming many at once.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Left">Those that need a person's word, each with what is missing.</param>
        /// <param name="Skipped">Those that can no longer be confirmed, each with the code of the reason.</param>
        public sealed record Done(
            IReadOnlyList<int> Confirmed, IReadOnlyList<(int Number, IReadOnlyList<InputFault> Faults)> Left, IReadOnlyList<SkippedFind> Skipped) : Outcome;

        /// <summary>The list is another than the one that was checked.</summary>
        public sealed record Changed(BulkOffer Offer) : Outcome;

        /// <summary>Some of the sample was not checked, or not found right.</summary>
        public sealed record SampleUnchecked(BulkOffer Offer) : Outcome;

        public sealed record NotFound : Outcome;
    }
}
