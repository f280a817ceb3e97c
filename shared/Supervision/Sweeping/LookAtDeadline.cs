using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Operations.Telemetry;

namespace Supervision.Sweeping;

/// <summary>What a look came to.</summary>
/// <param name="Head">The deadline as it stands after the look; null when there is none.</param>
/// <param name="Raised">True when an alert was raised.</param>
/// <param name="PassedOver">How many lower stages were passed over.</param>
public sealed record LookResult(DeadlineHead? Head, bool Raised, int PassedOver);

/// <summary>
/// Looks at one deadline: raises the highest stage reached, settles a provisional date whose calendar has arrived, or moves the next
/// look. Looking twice raises once: the second look finds the stage in the state.
/// </summary>
public sealed class LookAtDeadline(DeadlineStore deadlines, DeadlineDecisions decisions, DeadlineSchedule schedule, OpeningRules rules, AlertStore alerts)
{
    /// <summary>Id under which the sweep decides.</summary>
    public const string Sweep = "sweep";

    private const int MostTurns = 8;

    public async Task<LookResult> ExecuteAsync(DeadlineId id, DateOnly today, Recipients recipients, CancellationToken cancellationToken)
    {
        var raised = false;
        var passedOver = 0;
        for (var turn = 1; turn <= MostTurns; turn++)
        {
            var head = await deadlines.FindAsync(id, cancellationToken);
            if (head is null || head.NextLook is not { } next || next > today)
            {
                return new LookResult(head, raised, passedOver);
            }

            if (await SettleAsync(head, today, cancellationToken))
            {
                continue;
            }

            var look = schedule.Look(head.State, today);
            if (look.Raise is not { } stage)
            {
                if (await decisions.MoveLookAsync(head, schedule.NextLook(head.State, today), cancellationToken))
                {
                    return new LookResult(head, raised, passedOver);
                }

                continue;
            }

            var rule = schedule.Profile.RuleOf(stage) ?? throw new InvalidOperationException($"The ladder has no stage {stage}.");
            var told = await recipients.ForAsync(
                rule.Recipients, [id.Home, .. head.State.CoDepartments], id.Obligation, head.State.Committee, today, cancellationToken);
            if (await RaiseAsync(head, stage, told, today, cancellationToken))
            {
                raised = true;
                passedOver += look.PassedOver.Count;
            }
        }

        throw new InvalidOperationException($"{id} changed under {MostTurns} looks in a row.");
    }

    private async Task<bool> RaiseAsync(
        DeadlineHead head, Jurisdictions.EscalationStage stage, IReadOnlyList<Recipient> told, DateOnly today, CancellationToken cancellationToken)
    {
        var id = head.State.Id;
        var alert = new AlertId(id, head.State.Round, stage);
        using var step = Telemetry.Start("raise alert", (Telemetry.Deadline, id), (Telemetry.Alert, alert));
        return await decisions.DecideAsync(id, new Decision(alert.Value, Sweep, today), Terms(id, head, cancellationToken), Judge, cancellationToken);

        Verdict<bool> Judge(DeadlineHead? current)
        {
            var look = schedule.Look(current!.State, today);
            // Another round, or another committee in charge, tells others: it is looked at anew.
            return current.State.Round == head.State.Round && current.State.Committee == head.State.Committee && look.Raise == stage
                ? new Verdict<bool>.Record(new StageRaised(head.State.Round, stage, current.State.Due, look.PassedOver, told), true)
                : new Verdict<bool>.Nothing(false);
        }
    }

    /// <returns>True when the due date was fixed, or the deadline changed meanwhile: it must be read again.</returns>
    private async Task<bool> SettleAsync(DeadlineHead head, DateOnly today, CancellationToken cancellationToken)
    {
        if (head.State is not { Provenance.Provisional: true, Closure: null } || rules.Settle(head.State) is null)
        {
            return false;
        }

        var id = head.State.Id;
        var last = head.State is { Fulfilment: not null, Raised: { } raised } ? await alerts.FindAsync(new AlertId(id, head.State.Round, raised), cancellationToken) : null;
        return await decisions.DecideAsync(
            id,
            new Decision($"{id}-calendar", Sweep, today),
            Terms(id, head, cancellationToken),
            current => current!.Tag == head.Tag && rules.Settle(current.State) is { } settled
                ? new Verdict<bool>.Record(DeadlineLifeCycle.ConfirmedBy(current.State, settled, last), true)
                : new Verdict<bool>.Nothing(true),
            cancellationToken);
    }

    private DecisionTerms<bool> Terms(DeadlineId id, DeadlineHead head, CancellationToken cancellationToken) => new()
    {
        Relay = decisions.RelayOf(id, cancellationToken),
        FirstRead = head,
    };
}
