using System.Text.Json.Serialization;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Papers;
using Supervision.Time;

namespace Supervision.Deadlines.Steps;

/// <summary>
/// Proposes a step that another person decides: an extension, a waiver, a correction, a letter ... Nothing changes for the deadline until
/// then.
/// </summary>
public sealed class ProposeStep(DeadlineDecisions decisions, OpeningRules rules, PaperStore papers, LegislatureClock clock)
{
    public async Task<Outcome> ExecuteAsync(DeadlineId id, StepRequest request, Act act, CancellationToken cancellationToken)
    {
        if (!StepRules.MayPropose(request.Step, act.Caller))
        {
            return new Outcome.Forbidden();
        }

        if (StepRules.Faults(request) is { Count: > 0 } faults)
        {
            return new Outcome.Invalid(faults);
        }

        var decision = Decision.Of(act, clock.Today, $"propose {id} {Json.Write(request)}");
        var paper = await papers.PutAsync(id, request.Reason, cancellationToken);
        var fromDepartment = !act.Caller.IsStaff;
        return await decisions.DecideAsync<Outcome>(id, decision, remember: act.IdempotencyKey is not null, Judge, cancellationToken);

        Verdict<Outcome> Judge(DeadlineHead? head)
        {
            if (head is null)
            {
                return Nothing(new Outcome.NotFound());
            }

            // A correction is computed from the clock that it corrects.
            var state = head.State;
            if (StepOf(request, state, out var step) is { } fault)
            {
                return Nothing(new Outcome.Invalid([fault]));
            }

            return StepRules.Refusal(state, step!, decision.On) is { } code ? Nothing(new Outcome.Refused(code))
                : state.PendingSteps.Count >= StepRules.MostPending ? Nothing(new Outcome.Refused("too-many-steps"))
                : new Verdict<Outcome>.Record(
                    new StepProposed(state.StepCount + 1, step!, fromDepartment, paper), new Outcome.Proposed(id, state.StepCount + 1, step!));
        }

        static Verdict<Outcome> Nothing(Outcome outcome) => new Verdict<Outcome>.Nothing(outcome);
    }

    private InputFault? StepOf(StepRequest request, DeadlineState state, out ProposedStep? step)
    {
        step = request.Step switch
        {
            StepName.Extension => new ProposedStep.Extension(request.Until!.Value),
            StepName.Deferral => new ProposedStep.Deferral(),
            StepName.Waiver => new ProposedStep.Waiver(),
            StepName.Withdrawal => new ProposedStep.Withdrawal(),
            StepName.FulfilledDate => new ProposedStep.FulfilledDate(request.Delivery!.Value, request.FulfilledOn!.Value),
            StepName.SupervisionLetter => new ProposedStep.Letter(),
            StepName.StandingCommittee => new ProposedStep.StandingCommittee(request.Form!.Value),
            _ => null,
        };
        if (step is not null)
        {
            return null;
        }

        if (rules.Correct(state, request.Trigger, request.Period, request.On) is not { } clock)
        {
            return InputFault.Of("period-needed", "period", "This deadline has no period to count anew: give a period or a date.");
        }

        step = new ProposedStep.Correction(clock);
        return null;
    }

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Proposed), "proposed")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(Forbidden), "forbidden")]
    [JsonDerivedType(typeof(Refused), "refused")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Number">Number of the step at this deadline.</param>
        public sealed record Proposed(DeadlineId Deadline, int Number, ProposedStep Step) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>The caller's role does not propose such a step.</summary>
        public sealed record Forbidden : Outcome;

        /// <param name="Code">Why the step makes no sense now.</param>
        public sealed record Refused(string Code) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
