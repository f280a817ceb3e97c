using System.Text.Json.Serialization;
using Supervision.Access;
using Supervision.Alerts;
using Supervision.Calendars;
using Supervision.Deadlines.Chains;
using Supervision.Departments;
using Supervision.History;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Obligations;
using Supervision.Papers;
using Supervision.Time;

namespace Supervision.Deadlines.Steps;

/// <summary>What becomes of a proposed step.</summary>
public enum StepVerdict
{
    Approve,

    /// <summary>Decided against; takes a reason.</summary>
    Reject,

    /// <summary>Taken back by the one who proposed it.</summary>
    TakeBack,
}

/// <summary>A second person decides on a proposed step; the one who proposed it may only take it back.</summary>
public sealed class DecideStep(
    DeadlineDecisions decisions,
    DeadlineStore deadlines,
    AlertStore alerts,
    AccessKeys keys,
    PaperStore papers,
    DeadlineSchedule schedule,
    OpeningRules rules,
    LegislatureClock clock)
{
    /// <param name="note">Words on the decision; needed when it is against the step.</param>
    public async Task<Outcome> ExecuteAsync(
        DeadlineId id, int number, StepVerdict verdict, string? note, Act act, CancellationToken cancellationToken)
    {
        if ((verdict != StepVerdict.Reject && note is null ? null : TextFaults.Of("note", note)) is { } fault)
        {
            return new Outcome.Invalid([fault]);
        }

        var decision = Decision.Of(act, clock.Today, $"{verdict} step {id} {number}");
        var before = (await deadlines.FindAsync(id, cancellationToken))?.State;
        var seen = before?.PendingSteps.FirstOrDefault(each => each.Number == number);

        // What a delivery ended stays as it is in its round.
        var ended = seen?.Step is ProposedStep.FulfilledDate && before is { Fulfilment: not null, Raised: { } raised }
            ? await alerts.FindAsync(new AlertId(id, before.Round, raised), cancellationToken)
            : null;
        var isOneHand = seen is not null && await keys.AreOneHandAsync(act.Caller, seen.By, cancellationToken);
        var paper = await papers.PutIfAnyAsync(id, note, cancellationToken);
        return await decisions.DecideAsync<Outcome>(id, decision, remember: act.IdempotencyKey is not null, Judge, cancellationToken);

        Verdict<Outcome> Judge(DeadlineHead? head)
        {
            if (head is null)
            {
                return Nothing(new Outcome.NotFound());
            }

            var state = head.State;
            if (state.PendingSteps.FirstOrDefault(each => each.Number == number) is not { } pending)
            {
                return Nothing(number >= 1 && number <= state.StepCount ? new Outcome.AlreadyDecided() : new Outcome.NoSuchStep());
            }

            var own = pending.By == act.Caller.Id;
            return verdict switch
            {
                StepVerdict.TakeBack => own ? Record(new StepTakenBack(number)) : Nothing(new Outcome.Forbidden()),
                _ when seen is null => Nothing(new Outcome.NoSuchStep()),
                _ when isOneHand => Nothing(new Outcome.OwnStep()),
                _ when !StepRules.MayDecide(pending.Step, act.Caller) => Nothing(new Outcome.Forbidden()),
                StepVerdict.Reject => Record(new StepRejected(number, paper!)),
                _ when StepRules.Refusal(state, pending.Step, decision.On) is { } code => Nothing(new Outcome.Refused(code)),
                _ => Record(new StepApproved(number, ComplyBy(pending.Step, decision.On), paper, Opens(state, pending.Step, decision.On), Mended(state, pending.Step))),
            };
        }

        Alert? Mended(DeadlineState state, ProposedStep step) =>
            step is ProposedStep.FulfilledDate(var delivery, var on) ? DeadlineLifeCycle.Mended(DeadlineLifeCycle.Dated(state, delivery, on), ended) : null;

        Verdict<Outcome> Record(FactBody body) => new Verdict<Outcome>.Record(body, new Outcome.Decided(id, number, verdict));

        static Verdict<Outcome> Nothing(Outcome outcome) => new Verdict<Outcome>.Nothing(outcome);
    }

    /// <summary>The last day on which to comply with a letter, as the ladder says.</summary>
    private DateOnly? ComplyBy(ProposedStep step, DateOnly on)
    {
        var stage = step switch
        {
            ProposedStep.Letter => EscalationStage.SupervisionLetterProposed,
            ProposedStep.StandingCommittee => EscalationStage.StandingCommitteeProposed,
            _ => (EscalationStage?)null,
        };
        return stage is { } of && schedule.Profile.RuleOf(of)?.Expected.Within is { } within
            ? DueDates.After(on, within, schedule.Profile.LastDayRule, schedule.Calendar).Date
            : null;
    }

    private ChainedOpening? Opens(DeadlineState state, ProposedStep step, DateOnly on)
    {
        switch (step)
        {
            case ProposedStep.Waiver:
                return rules.NextAfter(state, on, null);
            case ProposedStep.FulfilledDate(var delivery, var date)
                when DeadlineLifeCycle.Dated(state, delivery, date) is var dated && dated.Fulfilment?.FulfilledOn != state.Fulfilment?.FulfilledOn:
                // What recurs from the last delivery counts from the other date.
                return rules.NextAfterFulfilment(DeadlineLifeCycle.WithoutNext(dated, on));
            default:
                return null;
        }
    }

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Decided), "decided")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(NoSuchStep), "no-such-step")]
    [JsonDerivedType(typeof(AlreadyDecided), "already-decided")]
    [JsonDerivedType(typeof(OwnStep), "own-step")]
    [JsonDerivedType(typeof(Forbidden), "forbidden")]
    [JsonDerivedType(typeof(Refused), "refused")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Decided(DeadlineId Deadline, int Number, StepVerdict Verdict) : Outcome;

        public sealed record NotFound : Outcome;

        public sealed record NoSuchStep : Outcome;

        /// <summary>It was decided or taken back before.</summary>
        public sealed record AlreadyDecided : Outcome;

        /// <summary>Nobody decides on their own proposal, nor with a key that they created.</summary>
        public sealed record OwnStep : Outcome;

        /// <summary>The caller's role does not decide such a step.</summary>
        public sealed record Forbidden : Outcome;

        /// <param name="Code">Why the step makes no sense any more.</param>
        public sealed record Refused(string Code) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
