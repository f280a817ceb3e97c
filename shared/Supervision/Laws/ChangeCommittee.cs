using System.Text.Json.Serialization;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Time;

namespace Supervision.Laws;

/// <summary>
/// Puts a law into the charge of another committee of the congress: the mails and lists of its deadlines follow from then on. The deadlines lie in many
/// home partitions, so it is a plan; each says in its own history whose law it is. What is opened in the same moment by what the register said before is
/// set right by the relay when it shows it.
/// </summary>
public sealed class ChangeCommittee(
    LawStore laws,
    LawDecisions register,
    OwedDeadlines owed,
    PlanStore plans,
    DeadlineDecisions decisions,
    JurisdictionProfile profile,
    LegislatureClock clock) : IPlanCarrier
{
    private const string PlanKind = "committee";
    private const string Relay = "relay";

    public string Kind => PlanKind;

    /// <summary>What is wrong with the id of a committee, or null.</summary>
    public static InputFault? FaultOf(string? committee, JurisdictionProfile profile) => profile.Committees.Any(known => known.Id == committee)
        ? null
        : InputFault.Of("committee-unknown", "committee", "There is no such committee; give one of: {known}.", ("known", profile.Committees.Select(known => known.Id)));

    /// <param name="committee">Id of the committee, as the profile names it.</param>
    public async Task<Outcome> ExecuteAsync(LawId id, string committee, Act act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        if (FaultOf(committee, profile) is { } fault)
        {
            return new Outcome.Invalid([fault]);
        }

        if (await laws.FindAsync(id, cancellationToken) is not { } found)
        {
            return new Outcome.NotFound();
        }

        var decision = LawDecision.Of(act, $"committee {committee}");
        if (await register.RecallAsync<Outcome>(id, decision, begun => CarryOutAsync(begun, clock.Today, cancellationToken), cancellationToken) is { } recorded)
        {
            return recorded;
        }

        LawDecisions.Check(act.Expected, found.ETag);
        var steps = new CommitteePlan(id, committee, act.Caller.Id, clock.Today, decision);
        var plan = await plans.BeginAsync(decision.PlanIdOf(PlanKind, id), Json.Write(steps), cancellationToken);
        decision.CheckSame(Json.Read<CommitteePlan>(plan.Content).Decision);
        if (!plan.Done)
        {
            await CarryOutAsync(plan, clock.Today, cancellationToken);
        }

        return new Outcome.Changed(id, committee, Json.Read<CommitteePlan>(plan.Content).On);
    }

    public async Task CarryOutAsync(Plan plan, DateOnly today, CancellationToken cancellationToken)
    {
        var steps = Json.Read<CommitteePlan>(plan.Content);
        var outcome = Json.Write<Outcome>(new Outcome.Changed(steps.Law, steps.Committee, steps.On));
        if (!await register.RecordAsync(plan, steps.Law, steps.Decision, Change, outcome, cancellationToken))
        {
            return;
        }

        // What the register says counts: another decision may have come after this one while it was held up.
        var (law, _) = await laws.FindAsync(steps.Law, cancellationToken) ?? throw new InvalidOperationException($"Law {steps.Law} is missing.");
        foreach (var obligation in await laws.ListObligationsAsync(steps.Law, cancellationToken))
        {
            await foreach (var head in owed.ListAsync(obligation, cancellationToken))
            {
                await RecordAsync(head.State, law.Committee, new Decision($"{plan.Id}-{head.State.Id}", steps.By, steps.On), cancellationToken);
            }
        }

        await plans.FinishAsync(plan, cancellationToken);

        LawChange Change(Law before) => new(
            before.Committee == steps.Committee ? before : before with { Committee = steps.Committee, CommitteeChanges = before.CommitteeChanges + 1 });
    }

    /// <summary>Lets a deadline say whose law it is where it says otherwise than the register.</summary>
    /// <returns>True when it did.</returns>
    internal async Task<bool> AlignAsync(DeadlineState state, CancellationToken cancellationToken) =>
        await laws.FindAsync(state.Id.Obligation.Law, cancellationToken) is { Law: var law }
        && law.Committee != state.Committee
        && await RecordAsync(state, law.Committee, new Decision($"{PlanKind}-{law.CommitteeChanges}-{state.Id}", Relay, clock.Today), cancellationToken);

    private async Task<bool> RecordAsync(DeadlineState seen, string committee, Decision decision, CancellationToken cancellationToken) =>
        seen.Committee != committee
        && await decisions.DecideAsync<bool>(
            seen.Id,
            decision,
            remember: false,
            head => head is not null && head.State.Committee != committee
                ? new Verdict<bool>.Record(new CommitteeChanged(committee), true)
                : new Verdict<bool>.Nothing(false),
            cancellationToken);

    private sealed record CommitteePlan(LawId Law, string Committee, string By, DateOnly On, LawDecision Decision);

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Changed), "changed")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="On">The local date of the decision.</param>
        public sealed record Changed(LawId Law, string Committee, DateOnly On) : Outcome;

        public sealed record NotFound : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
