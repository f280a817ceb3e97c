using System.Text.Json.Serialization;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Papers;
using Supervision.Time;

namespace Supervision.Deadlines.Chains;

/// <summary>
/// An officer records an opinion on a rule that was filed: the department answers within the profile's period (Legislation Law art. 112:
/// two months).
/// </summary>
public sealed class RecordReviewOpinion(
    DeadlineDecisions decisions, LawStore laws, OpeningRules rules, PaperStore papers, LegislatureClock clock)
{
    private const char Letter = 'A';

    /// <param name="given">Local date of the opinion.</param>
    public async Task<Outcome> ExecuteAsync(DeadlineId id, DateOnly given, string text, Act act, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        if ((given > today ? InputFault.Of("date-in-future", "given", "Lies after today, {today}.", ("today", today))
            : OpeningRules.IsOutOfRange(given) ? new InputFault("date-out-of-range", "given", OpeningRules.RangeInWords)
            : TextFaults.Of("text", text)) is { } fault)
        {
            return new Outcome.Invalid([fault]);
        }

        var level = (await laws.FindAsync(id.Obligation.Law, cancellationToken))?.Law.Level;
        var decision = Decision.Of(act, today, $"review-opinion {id} {given:yyyy-MM-dd} {History.Fact.HashOf(text)}");
        var paper = await papers.PutAsync(id, text, cancellationToken);
        return await decisions.DecideAsync<Outcome>(id, decision, remember: act.IdempotencyKey is not null, Judge, cancellationToken);

        Verdict<Outcome> Judge(DeadlineHead? head) => head switch
        {
            null => new Verdict<Outcome>.Nothing(new Outcome.NotFound()),
            { State.Kind: not (ObligationKind.FilingForRecord or ObligationKind.ImplementingRule) } => new Verdict<Outcome>.Nothing(new Outcome.WrongKind()),
            { State.Closure: not null } => new Verdict<Outcome>.Nothing(new Outcome.Closed()),
            { State: var state } => rules.Chained(state, level, ObligationKind.AnswerToReviewOpinion, Letter, StartEvents.ReviewOpinion, given, null, null) is { } opens
                ? new Verdict<Outcome>.Record(
                    new ReviewOpinionGiven(given, paper, opens),
                    new Outcome.Recorded(id, opens.Provenance.OpenedBy!.Step, opens.Child, opens.Provenance.Result))
                : new Verdict<Outcome>.Nothing(new Outcome.NoPeriod()),
        };
    }

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Recorded), "recorded")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(WrongKind), "wrong-kind")]
    [JsonDerivedType(typeof(Closed), "closed")]
    [JsonDerivedType(typeof(NoPeriod), "no-period")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Number">Number of the event, by which it can be withdrawn.</param>
        /// <param name="Answer">The deadline of the answer.</param>
        /// <param name="Due">Its d.</param>
        public sealed record Recorded(DeadlineId Deadline, int Number, DeadlineId Answer, DateOnly Due) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>Opinions are given on rules and their filings.</summary>
        public sealed record WrongKind : Outcome;

        public sealed record Closed : Outcome;

        /// <summary>The profile sets no period for answers.</summary>
        public sealed record NoPeriod : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
