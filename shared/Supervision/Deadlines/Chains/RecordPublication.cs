using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Time;

namespace Supervision.Deadlines.Chains;

/// <summary>
/// An officer records when a rule was published that had been accepted before: its filing for record is due from that day (Legislation Law
/// art. 109, by the profile's period for the kind of instrument).
/// </summary>
public sealed class RecordPublication(
    DeadlineDecisions decisions, LawStore laws, OpeningRules rules, LegislatureClock clock)
{
    /// <summary>Marks filings in the labels of occurrences.</summary>
    internal const char Letter = 'F';

    /// <param name="published">Local date of publication.</param>
    /// <param name="instrument">Kind of instrument, one of <see cref="JurisdictionProfile.KnownInstruments"/>.</param>
    public async Task<Outcome> ExecuteAsync(
        DeadlineId id, DeliveryId delivery, DateOnly published, string instrument, Act act, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        if (rules.FaultOfInstrument(instrument) is { } unknown)
        {
            return new Outcome.Invalid([unknown]);
        }

        if (published > today)
        {
            return Invalid("date-in-future", "published", "Lies after today, {today}.", ("today", today));
        }

        var level = (await laws.FindAsync(id.Obligation.Law, cancellationToken))?.Law.Level;
        var decision = Decision.Of(act, today, $"publish {id} {delivery} {published:yyyy-MM-dd} {instrument}");
        return await decisions.DecideAsync<Outcome>(id, decision, remember: act.IdempotencyKey is not null, Judge, cancellationToken);

        Verdict<Outcome> Judge(DeadlineHead? head)
        {
            if (head is null)
            {
                return new Verdict<Outcome>.Nothing(new Outcome.NotFound());
            }

            var state = head.State;
            if (state.Kind != ObligationKind.ImplementingRule
                || state.Deliveries.FirstOrDefault(each => each.Delivery == delivery) is not { Accepted: true } rule)
            {
                return new Verdict<Outcome>.Nothing(new Outcome.NotAccepted());
            }

            if (state.Chained.FirstOrDefault(chained => chained.Delivery == delivery) is { } known)
            {
                return new Verdict<Outcome>.Nothing(new Outcome.AlreadyRecorded(known.Child));
            }

            if (published < rule.FulfilledOn)
            {
                return new Verdict<Outcome>.Nothing(Invalid("published-before-issued", "published", "A rule is not published before it is issued."));
            }

            var opens = rules.Chained(state, level, ObligationKind.FilingForRecord, Letter, StartEvents.Published, published, instrument, delivery);
            return new Verdict<Outcome>.Record(new RulePublished(delivery, published, opens), new Outcome.Recorded(id, opens?.Child, opens?.Provenance.Result));
        }
    }

    private static Outcome.Invalid Invalid(string code, string field, [ConstantExpected] string text, params (string Name, object Value)[] values) =>
        new([InputFault.Of(code, field, text, values)]);

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Recorded), "recorded")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(NotAccepted), "not-accepted")]
    [JsonDerivedType(typeof(AlreadyRecorded), "already-recorded")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Filing">The deadline of the filing; null where the profile sets no period for this kind of instrument.</param>
        /// <param name="Due">Its d.</param>
        public sealed record Recorded(DeadlineId Deadline, DeadlineId? Filing, DateOnly? Due) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>No such rule is accepted here.</summary>
        public sealed record NotAccepted : Outcome;

        /// <summary>Its publication is on record.</summary>
        public sealed record AlreadyRecorded(DeadlineId Filing) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
