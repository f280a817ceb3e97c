using Supervision.Obligations;

namespace Supervision.Deadlines.Chains;

/// <summary>
/// Takes the steps that events at one deadline ask for at others: opens clocks, withdraws those whose ground has gone. First the step at the
/// other deadline, then the note here: a crash between the two is mended by doing both again, since the other deadline knows the number of
/// the last step that took effect there.
/// </summary>
public sealed class CarryChain(DeadlineStore deadlines, DeadlineDecisions decisions, EndObligations ending, OpeningRules rules)
{
    /// <summary>Id under which chained steps are recorded.</summary>
    public const string Chain = "chain";

    /// <summary>Takes every step that waits, in the order of their numbers.</summary>
    public async Task ExecuteAsync(DeadlineState parent, CancellationToken cancellationToken)
    {
        foreach (var step in parent.ChainSteps.OrderBy(step => step.Number))
        {
            if (step.Opening is { } opening)
            {
                await OpenAsync(parent, step, opening, cancellationToken);
            }
            else
            {
                await WithdrawAsync(parent, step, cancellationToken);
            }

            await decisions.DecideAsync<bool>(
                parent.Id,
                new Decision($"{NameOf(parent, step)}-taken", Chain, step.On),
                remember: false,
                head => head!.State.ChainSteps.Any(waiting => waiting.Number == step.Number)
                    ? new Verdict<bool>.Record(new ChainStepTaken(step.Number, step.Child), true)
                    : new Verdict<bool>.Nothing(true),
                cancellationToken);
        }
    }

    private async Task OpenAsync(DeadlineState parent, ChainStep step, ChainedOpening opening, CancellationToken cancellationToken)
    {
        var name = NameOf(parent, step);
        await deadlines.PointAsync(parent.CoDepartments, step.Child, cancellationToken);
        await decisions.DecideAsync<bool>(step.Child, new Decision(name, Chain, step.On), remember: false, Judge, cancellationToken);

        // The law or the provision may have ended between the event and this step: what was opened ends with it.
        await ending.EndIfEndedAsync(step.Child.Obligation, [step.Child], cancellationToken);

        Verdict<bool> Judge(DeadlineHead? head) => head?.State switch
        {
            null => new Verdict<bool>.Record(OpenedBy(parent, step, opening), true),
            { LastChainStep: var last } when last >= step.Number => new Verdict<bool>.Nothing(true),
            { Closure.Reason: ClosureReason.OpenerWithdrawn } closed => new Verdict<bool>.Record(ReopenedBy(closed, step, opening), true),
            _ => new Verdict<bool>.Nothing(true),
        };
    }

    /// <summary>What was delivered before it was withdrawn still stands, and the occurrence after it counts from there.</summary>
    private DeadlineReopened ReopenedBy(DeadlineState closed, ChainStep step, ChainedOpening opening)
    {
        var reopened = new DeadlineReopened(null, opening.Provenance);
        return reopened with { Opens = rules.NextAfterFulfilment(DeadlineLifeCycle.Reopened(closed, reopened, step.On)) };
    }

    /// <summary>Also of what has ended with its law: should that end be withdrawn, what has lost its ground does not come back. The earlier day counts.</summary>
    private Task<bool> WithdrawAsync(DeadlineState parent, ChainStep step, CancellationToken cancellationToken) => decisions.DecideAsync<bool>(
        step.Child,
        new Decision(NameOf(parent, step), Chain, step.On),
        remember: false,
        head => head?.State is { Closure: null or { EndsDuty: true } } state && state.LastChainStep < step.Number
            ? new Verdict<bool>.Record(
                new DeadlineClosed(
                    ClosureReason.OpenerWithdrawn, state.Closure is { On: var ended } && ended < step.On ? ended : step.On, NameOf(parent, step), step.Number),
                true)
            : new Verdict<bool>.Nothing(true),
        cancellationToken);

    private static DeadlineOpened OpenedBy(DeadlineState parent, ChainStep step, ChainedOpening opening) => new(
        opening.Kind,
        parent.CoDepartments,
        parent.Committee,
        opening.Provenance,
        Inherited: opening.Provenance.Result < step.On,
        opening.PeriodStart,
        opening.PeriodEnd,
        opening.Recurrence,
        NextOpensOn: null,
        NameOf(parent, step));

    private static string NameOf(DeadlineState parent, ChainStep step) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{parent.Id}-chain-{step.Number}");
}
