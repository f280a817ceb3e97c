using Supervision.Access;
using Supervision.Departments;
using Supervision.Jurisdictions;
using Supervision.Obligations;
using Supervision.Papers;

namespace Supervision.Deadlines.Steps;

/// <summary>Who may propose and decide which step, and when it makes sense. Pure: no clock, no store.</summary>
public static class StepRules
{
    /// <summary>The most steps that may wait for a decision at one deadline.</summary>
    public const int MostPending = 10;

    /// <summary>The most letters and forms of supervision at one deadline.</summary>
    public const int MostTaken = 30;

    /// <summary>A department may ask for an extension; all else is proposed in the office.</summary>
    public static bool MayPropose(StepName step, Caller caller) =>
        (caller.Roles & (step == StepName.Extension ? Role.Department | Role.Officer | Role.Director : Role.Officer | Role.Director)) != 0;

    /// <summary>Letters and beyond are released by the director; all else by any second person of the office who decides.</summary>
    public static bool MayDecide(ProposedStep step, Caller caller) =>
        (caller.Roles & (step is ProposedStep.Letter or ProposedStep.StandingCommittee ? Role.Director : Role.Officer | Role.Director)) != 0;

    /// <summary>Faults in the shape of a request: what is missing and what does not belong to it.</summary>
    public static IReadOnlyList<InputFault> Faults(StepRequest request)
    {
        var faults = new List<InputFault>();
        if (TextFaults.Of("reason", request.Reason) is { } reason)
        {
            faults.Add(reason);
        }

        Field("until", request.Until is not null, request.Step == StepName.Extension, needed: true);
        Field("trigger", request.Trigger is not null, request.Step == StepName.Correction, needed: false);
        Field("period", request.Period is not null, request.Step == StepName.Correction, needed: false);
        Field("on", request.On is not null, request.Step == StepName.Correction, needed: false);
        Field("delivery", request.Delivery is not null, request.Step == StepName.FulfilledDate, needed: true);
        Field("fulfilledOn", request.FulfilledOn is not null, request.Step == StepName.FulfilledDate, needed: true);
        Field("form", request.Form is not null, request.Step == StepName.StandingCommittee, needed: true);
        if (request.Step == StepName.Correction && request is { Trigger: null, Period: null, On: null })
        {
            faults.Add(InputFault.Of("correction-empty", "trigger", "Give at least one of trigger, period and on."));
        }

        if (request is { Period: not null, On: not null })
        {
            faults.Add(InputFault.Of("due-rule-one", "on", "Give either a period or a date."));
        }

        foreach (var (field, date) in new[] { ("until", request.Until), ("trigger", request.Trigger), ("on", request.On) })
        {
            if (OpeningRules.IsOutOfRange(date))
            {
                faults.Add(new InputFault("date-out-of-range", field, OpeningRules.RangeInWords));
            }
        }

        return faults;

        void Field(string name, bool given, bool belongs, bool needed)
        {
            if (given && !belongs)
            {
                faults.Add(InputFault.Of("field-not-for-step", name, "This step has no such field."));
            }
            else if (!given && belongs && needed)
            {
                faults.Add(InputFault.Of("field-missing", name, "This step needs it."));
            }
        }
    }

    /// <summary>The code of why a step cannot be proposed or approved on this state on this local date; null when it can.</summary>
    public static string? Refusal(DeadlineState state, ProposedStep step, DateOnly today) => step switch
    {
        ProposedStep.Extension { Until: var until } =>
            !state.IsOpen ? "deadline-not-open"
            : until < today ? "extension-past"
            : until < state.Due || (until == state.Due && state.DeferredOn is null) ? "extension-not-later"
            : null,
        ProposedStep.Deferral => !state.IsOpen ? "deadline-not-open" : state.DeferredOn is not null ? "already-deferred" : null,
        ProposedStep.Waiver => state.IsOpen ? null : "deadline-not-open",
        ProposedStep.Withdrawal => state.Closure is null ? null : "deadline-closed",
        ProposedStep.Correction { Provenance: var clock } =>
            state.Closure is not null ? "deadline-closed"
            : clock.Result == state.OriginalDue && clock.TriggerDate == state.Trigger && clock.Period == state.Provenance.Period ? "correction-changes-nothing"
            : null,
        ProposedStep.FulfilledDate { Delivery: var delivery, FulfilledOn: var on } =>
            state.Deliveries.FirstOrDefault(each => each.Delivery == delivery) is not { } standing ? "delivery-does-not-stand"
            : on > today ? "date-in-future"
            : on == standing.FulfilledOn ? "correction-changes-nothing"
            : null,
        ProposedStep.Letter => Reached(state, EscalationStage.SupervisionLetterProposed),
        ProposedStep.StandingCommittee => Reached(state, EscalationStage.StandingCommitteeProposed),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Unknown step."),
    };

    private static string? Reached(DeadlineState state, EscalationStage stage) =>
        !state.IsOpen ? "deadline-not-open"
        : state.Raised is not { } raised || raised < stage ? "stage-not-reached"
        : state.TakenSteps.Count >= MostTaken ? "too-many-steps"
        : null;
}
