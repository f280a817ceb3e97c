using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Time;

namespace Supervision.Deliveries;

/// <summary>What an officer decides about a delivery.</summary>
public enum ReviewDecision
{
    Accept,

    /// <summary>Back for form only.</summary>
    ReturnForForm,

    /// <summary>Back for its content.</summary>
    ReturnForContent,
}

/// <summary>An officer accepts or returns a delivery. The same decision sent again changes nothing.</summary>
public sealed class ReviewDelivery(DeliveryStore deliveries, DeadlineDecisions decisions, LegislatureClock clock)
{
    public async Task<Outcome> ExecuteAsync(
        DepartmentId department, DeliveryId id, ReviewDecision review, string? note, Caller caller, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (await deliveries.FindAsync(department, id, cancellationToken) is not { } found)
        {
            return new Outcome.NotFound();
        }

        if (found.Delivery.Match is not { } match)
        {
            return new Outcome.Unmatched();
        }

        var decision = new Decision(Decision.IdOf(caller.Id, idempotencyKey), caller.Id, clock.Today, $"{review} {id}");
        return await decisions.DecideAsync(match.Deadline, decision, remember: true, Judge, cancellationToken);

        Verdict<Outcome> Judge(DeadlineHead? head)
        {
            var standing = head?.State.Deliveries.FirstOrDefault(delivery => delivery.Delivery == id);
            if (standing is null)
            {
                return new Verdict<Outcome>.Nothing(new Outcome.AlreadyReturned());
            }

            if (review == ReviewDecision.Accept)
            {
                return standing.Accepted
                    ? new Verdict<Outcome>.Nothing(new Outcome.Reviewed(found.Delivery.Id, ReviewState.Accepted))
                    : Record(new DeliveryAccepted(id, standing.FulfilledOn), ReviewState.Accepted);
            }

            return review == ReviewDecision.ReturnForForm
                ? Record(new DeliveryReturned(id, ReturnReason.Form), ReviewState.ReturnedForForm)
                : Record(new DeliveryReturned(id, ReturnReason.Content), ReviewState.ReturnedForContent);
        }

        // The row is replaced with what was read above: only reviews write it, and they are ordered by the deadline's own ETag.
        Verdict<Outcome> Record(History.FactBody body, ReviewState state) => new Verdict<Outcome>.Record(
            body,
            new Outcome.Reviewed(id, state),
            (batch, _) => batch.Upsert(DeliveryStore.Row(found.Delivery with { Review = state, ReviewNote = note })));
    }

    /// <summary>What came of a review.</summary>
    [System.Text.Json.Serialization.JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [System.Text.Json.Serialization.JsonDerivedType(typeof(Reviewed), "reviewed")]
    [System.Text.Json.Serialization.JsonDerivedType(typeof(NotFound), "not-found")]
    [System.Text.Json.Serialization.JsonDerivedType(typeof(Unmatched), "unmatched")]
    [System.Text.Json.Serialization.JsonDerivedType(typeof(AlreadyReturned), "already-returned")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Reviewed(DeliveryId Delivery, ReviewState State) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>It matches no deadline yet.</summary>
        public sealed record Unmatched : Outcome;

        /// <summary>It was returned before and no longer stands.</summary>
        public sealed record AlreadyReturned : Outcome;
    }
}
