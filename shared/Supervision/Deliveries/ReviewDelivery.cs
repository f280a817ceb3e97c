using System.Text.Json.Serialization;
using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Papers;
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

/// <summary>An officer's word on a delivery.</summary>
/// <param name="Note">For the department; a return takes one.</param>
/// <param name="Part">Acceptance: it fulfils only a part; the deadline stays open for the rest.</param>
/// <param name="Published">Acceptance of a rule: the local date of its publication; null: as the department said.</param>
/// <param name="Instrument">Acceptance of a rule: the kind of instrument, by which the profile knows the filing for record.</param>
/// <param name="Deadline">The deadline meant, where the delivery counts for several; null: the one it was matched to.</param>
public sealed record ReviewRequest(
    ReviewDecision Decision,
    string? Note = null,
    bool Part = false,
    DateOnly? Published = null,
    string? Instrument = null,
    DeadlineId? Deadline = null);

/// <summary>An officer accepts or returns a delivery. The same decision sent again changes nothing.</summary>
public sealed class ReviewDelivery(
    DeliveryStore deliveries,
    DeadlineDecisions decisions,
    AccessKeys keys,
    LawStore laws,
    OpeningRules rules,
    LegislatureClock clock)
{
    public async Task<Outcome> ExecuteAsync(
        DepartmentId department, DeliveryId id, ReviewRequest review, Act act, CancellationToken cancellationToken)
    {
        if (await deliveries.FindAsync(department, id, cancellationToken) is not { } found)
        {
            return new Outcome.NotFound();
        }

        if ((review.Deadline ?? found.Delivery.Match?.Deadline) is not { } deadline)
        {
            return new Outcome.Unmatched();
        }

        if (Faults(review, found.Delivery) is { Count: > 0 } faults)
        {
            return new Outcome.Invalid(faults);
        }

        // An acceptance makes the date count: who put the delivery in for the department leaves it to another.
        if (review.Decision == ReviewDecision.Accept && await keys.AreOneHandAsync(act.Caller, found.Delivery.By, cancellationToken))
        {
            return new Outcome.OwnDelivery();
        }

        var decision = Decision.Of(act, clock.Today, $"{Json.Write(review)} {id}");

        // Only the filing of a rule that is accepted depends on its law.
        var level = review.Decision == ReviewDecision.Accept && found.Delivery.Kind == DeliveryKind.Rule
            ? (await laws.FindAsync(deadline.Obligation.Law, cancellationToken))?.Law.Level
            : null;
        var latest = found;
        var terms = new DecisionTerms<Outcome>
        {
            Relay = decisions.RelayOf(deadline, cancellationToken),
            Remember = act.IdempotencyKey is not null,
            ReadAnewAsync = async () => latest = await deliveries.FindAsync(department, id, cancellationToken) ?? latest,
        };
        return await decisions.DecideAsync(deadline, decision, terms, Judge, cancellationToken);

        Verdict<Outcome> Judge(DeadlineHead? head)
        {
            if (head?.State.Deliveries.FirstOrDefault(delivery => delivery.Delivery == id) is not { } standing)
            {
                return new Verdict<Outcome>.Nothing(head is null ? new Outcome.NotFound() : new Outcome.AlreadyReturned());
            }

            var state = head.State;
            if (review.Decision != ReviewDecision.Accept)
            {
                var reason = review.Decision == ReviewDecision.ReturnForForm ? ReturnReason.Form : ReturnReason.Content;
                var then = DeadlineLifeCycle.Without(state, id, decision.On);
                var opens = rules.NextAfterFulfilment(then);
                return Record(new DeliveryReturned(id, reason, opens), reason == ReturnReason.Form ? ReviewState.ReturnedForForm : ReviewState.ReturnedForContent);
            }

            // Accepted again with what was missing to open the filing, it opens it.
            var accepted = Accepted(state, standing);
            return standing.Accepted && standing.Part == review.Part && accepted.Opens?.Kind != ObligationKind.FilingForRecord
                ? new Verdict<Outcome>.Nothing(new Outcome.Reviewed(id, ReviewState.Accepted, FilingOf(state, id)))
                : Record(accepted, ReviewState.Accepted, accepted.Opens?.Kind == ObligationKind.FilingForRecord ? accepted.Opens.Child : FilingOf(state, id));
        }

        DeliveryAccepted Accepted(DeadlineState state, StandingDelivery standing)
        {
            var published = state.Kind == ObligationKind.ImplementingRule ? review.Published ?? found.Delivery.Metadata.Published : null;
            var filing = published is { } date && state.Chained.All(chained => chained.Delivery != id)
                ? rules.Chained(state, level, ObligationKind.FilingForRecord, RecordPublication.Letter, StartEvents.Published, date, review.Instrument, id)
                : null;
            var accepted = new DeliveryAccepted(id, standing.FulfilledOn, review.Part, published, filing);
            return filing is not null
                ? accepted
                : accepted with { Opens = rules.NextAfterFulfilment(DeadlineLifeCycle.Accepted(state, accepted, decision.On)) };
        }

        // The row follows the deadline it was matched to. It is replaced as it was read: a match to a further deadline writes it too.
        Verdict<Outcome> Record(History.FactBody body, ReviewState state, DeadlineId? filing = null) => new Verdict<Outcome>.Record(
            body,
            new Outcome.Reviewed(id, state, filing),
            (batch, _) =>
            {
                if (latest.Delivery.Match?.Deadline == deadline)
                {
                    DeliveryStore.Write(batch, latest.Delivery with { Review = state, ReviewNote = review.Note }, latest.ETag);
                }
            });
    }

    /// <summary>The filing that a delivery opened, while it stands.</summary>
    private static DeadlineId? FilingOf(DeadlineState state, DeliveryId delivery) => state.Chained
        .Where(chained => chained.Delivery == delivery && chained.Child.Occurrence.StartsWith($"{state.Id.Occurrence}{RecordPublication.Letter}", StringComparison.Ordinal))
        .Select(chained => (DeadlineId?)chained.Child).FirstOrDefault();

    private List<InputFault> Faults(ReviewRequest review, Delivery delivery)
    {
        var faults = new List<InputFault>();
        if (review.Note is not null && TextFaults.Of("note", review.Note) is { } note)
        {
            faults.Add(note);
        }

        if (review.Instrument is { } instrument && rules.FaultOfInstrument(instrument) is { } unknown)
        {
            faults.Add(unknown);
        }

        if (review.Published > clock.Today)
        {
            faults.Add(InputFault.Of("date-in-future", "published", "Lies after today, {today}.", ("today", clock.Today)));
        }

        if (review.Published < delivery.Metadata.Issued)
        {
            faults.Add(InputFault.Of("published-before-issued", "published", "A rule is not published before it is issued."));
        }

        return faults;
    }

    /// <summary>What came of a review.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Reviewed), "reviewed")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(Unmatched), "unmatched")]
    [JsonDerivedType(typeof(AlreadyReturned), "already-returned")]
    [JsonDerivedType(typeof(OwnDelivery), "own-delivery")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Filing">The deadline for filing the rule for record; null while its publication or the kind of instrument is not known, or none is laid down.</param>
        public sealed record Reviewed(DeliveryId Delivery, ReviewState State, DeadlineId? Filing = null) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>It matches no deadline yet.</summary>
        public sealed record Unmatched : Outcome;

        /// <summary>It was returned or withdrawn before and no longer stands.</summary>
        public sealed record AlreadyReturned : Outcome;

        /// <summary>Whoever accepts it put it in, or created the key that did.</summary>
        public sealed record OwnDelivery : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
