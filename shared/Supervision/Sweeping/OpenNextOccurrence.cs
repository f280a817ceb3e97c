using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Obligations;

namespace Supervision.Sweeping;

/// <summary>
/// Opens the next occurrence of a recurring duty. First the new deadline, then the note on the one before: a crash between the two
/// is mended by doing both again. An occurrence opened late, after an outage, is not inherited: its ladder runs at once.
/// </summary>
public sealed class OpenNextOccurrence(
    DeadlineStore deadlines, DeadlineDecisions decisions, OpeningRules rules, Successions successions, EndObligations ending)
{
    /// <summary>How many occurrences were opened, and the deadline as it stands after.</summary>
    public async Task<(DeadlineHead? Head, int Opened)> ExecuteAsync(DeadlineId id, DateOnly today, CancellationToken cancellationToken)
    {
        var head = await deadlines.FindAsync(id, cancellationToken);
        if (head?.State.OpensNextOn is not { } opens || opens > today)
        {
            return (head, 0);
        }

        var state = head.State;
        var first = rules.Next(state);
        var home = await successions.ResolveAsync(id.Home, id.Obligation, opens, cancellationToken);
        var next = new DeadlineId(id.Obligation, home, first.Label);
        await deadlines.PointAsync([.. state.CoDepartments.Where(partner => partner != home)], next, cancellationToken);

        var decision = new Decision($"{next}-opening", LookAtDeadline.Sweep, today);
        var opening = ConfirmObligation.OpenedBy(decision.Id, state.Kind, state.Committee, [.. state.CoDepartments.Where(partner => partner != home)], first, today) with { Inherited = false };
        await decisions.DecideAsync<bool>(
            next,
            decision,
            remember: false,
            current => current is null ? new Verdict<bool>.Record(opening, true) : new Verdict<bool>.Nothing(true),
            cancellationToken);

        // The law or the provision may have ended since the one before was opened. Before the note, so that a crash between repeats it.
        var ended = await ending.EndIfEndedAsync(id.Obligation, [next], cancellationToken);
        await decisions.DecideAsync<bool>(
            id,
            new Decision($"{id}-next", LookAtDeadline.Sweep, today),
            remember: false,
            current => current!.State.NextOpensOn is null
                ? new Verdict<bool>.Nothing(true)
                : new Verdict<bool>.Record(new NextOccurrenceOpened(next), true),
            cancellationToken);

        if (ended)
        {
            return (await deadlines.FindAsync(id, cancellationToken), 1);
        }

        // After a long outage the next one may have to open its own successor today as well.
        var (_, more) = await ExecuteAsync(next, today, cancellationToken);
        return (await deadlines.FindAsync(id, cancellationToken), more + 1);
    }
}
