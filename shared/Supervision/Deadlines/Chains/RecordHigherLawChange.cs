using System.Text.Json.Serialization;
using Supervision.Agenda;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Time;

namespace Supervision.Deadlines.Chains;

/// <summary>
/// An officer records that a law changed: every rule that was made under it and accepted is to be reviewed, within the profile's period. The
/// rules lie in many home partitions, so it is a plan.
/// </summary>
public sealed class RecordHigherLawChange(
    LawStore laws,
    LawDecisions register,
    OwedDeadlines owed,
    PlanStore plans,
    DeadlineDecisions decisions,
    OpeningRules rules,
    LegislatureClock clock) : IPlanCarrier
{
    private const char Letter = 'V';
    private const string PlanKind = "review";

    public string Kind => PlanKind;

    /// <param name="changed">Local date from which the change is in force.</param>
    public async Task<Outcome> ExecuteAsync(LawId id, DateOnly changed, Act act, CancellationToken cancellationToken)
    {
        if (changed > clock.Today)
        {
            return new Outcome.Invalid([InputFault.Of("date-in-future", "changed", "Lies after today, {today}.", ("today", clock.Today))]);
        }

        if (await laws.FindAsync(id, cancellationToken) is not { } found)
        {
            return new Outcome.NotFound();
        }

        var asked = $"higher-law-change {changed:yyyy-MM-dd}";
        var decision = LawDecision.Of(act, asked);
        if (await register.RecallAsync<Outcome>(id, decision, begun => CarryOutAsync(begun, clock.Today, cancellationToken), cancellationToken) is { } recorded)
        {
            return recorded;
        }

        LawDecisions.Check(act.Expected, found.ETag);
        if (!rules.HasDefault(ObligationKind.RuleReview, found.Law.Level, changed))
        {
            return new Outcome.NoPeriod();
        }

        // The same change recorded by two is one change, since a review that stands is not opened twice; recorded again after a withdrawal it counts.
        var steps = new ReviewPlan(id, changed, act.Caller.Id, clock.Today, decision);
        var plan = await plans.BeginAsync(decision.PlanIdOf(PlanKind, id), Json.Write(steps), cancellationToken);
        decision.CheckSame(Json.Read<ReviewPlan>(plan.Content).Decision);
        if (!plan.Done)
        {
            await CarryOutAsync(plan, clock.Today, cancellationToken);
        }

        return new Outcome.Recorded(id, changed);
    }

    public async Task CarryOutAsync(Plan plan, DateOnly today, CancellationToken cancellationToken)
    {
        var steps = Json.Read<ReviewPlan>(plan.Content);
        if (!await RecordAsync(plan, steps, cancellationToken))
        {
            return;
        }

        var level = (await laws.FindAsync(steps.Law, cancellationToken))?.Law.Level;
        foreach (var obligation in await laws.ListObligationsAsync(steps.Law, cancellationToken))
        {
            if (obligation is { Candidate.Kind: ObligationKind.ImplementingRule, Ended: null })
            {
                await foreach (var head in owed.ListAsync(obligation, cancellationToken))
                {
                    await OpenAsync(plan, steps, level, head.State.Id, cancellationToken);
                }
            }
        }

        await plans.FinishAsync(plan, cancellationToken);
    }

    /// <returns>False when the decision is on record with another plan.</returns>
    private Task<bool> RecordAsync(Plan plan, ReviewPlan steps, CancellationToken cancellationToken)
    {
        // A plan that an earlier version of the product wrote names no decision.
        var decision = steps.Decision ?? new LawDecision(plan.Id, "", IsKeyed: false, Expected: null);
        return register.RecordAsync(
            plan, steps.Law, decision, law => new LawChange(law), Json.Write<Outcome>(new Outcome.Recorded(steps.Law, steps.Changed)), cancellationToken);
    }

    private async Task OpenAsync(Plan plan, ReviewPlan steps, Laws.Reading.LawLevel? level, DeadlineId id, CancellationToken cancellationToken) =>
        await decisions.DecideAsync<bool>(
            id,
            new Decision($"{plan.Id}-{id}", steps.By, steps.On),
            remember: true,
            head => head?.State is { Kind: ObligationKind.ImplementingRule, Closure: null, Fulfilment.Accepted: true } state
                && state.Chained.All(chained => chained.ChangedOn != steps.Changed)
                && rules.Chained(state, level, ObligationKind.RuleReview, Letter, StartEvents.HigherLawChanged, steps.Changed, null, null) is { } opens
                    ? new Verdict<bool>.Record(new HigherLawChanged(steps.Changed, plan.Id, opens), true)
                    : new Verdict<bool>.Nothing(true),
            cancellationToken);

    private sealed record ReviewPlan(LawId Law, DateOnly Changed, string By, DateOnly On, LawDecision? Decision = null);

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Recorded), "recorded")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(NoPeriod), "no-period")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Recorded(LawId Law, DateOnly Changed) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>The profile sets no period for the review of rules.</summary>
        public sealed record NoPeriod : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
