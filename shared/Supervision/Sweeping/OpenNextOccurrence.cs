using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Obligations.Versions;

namespace Supervision.Sweeping;

/// <summary>
/// Opens the next occurrence of a recurring duty. First the new deadlines, then the note on the one before: a crash between the two
/// is mended by doing both again. An occurrence opened late, after an outage, is not inherited: its ladder runs at once.
/// </summary>
public sealed class OpenNextOccurrence(
    LawStore laws, DeadlineStore deadlines, DeadlineDecisions decisions, OpeningRules rules, SeriesHomes homes, EndObligations ending)
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
        var obligation = (await laws.FindObligationAsync(id.Obligation, cancellationToken))?.Obligation;
        var confirmation = obligation?.Confirmation;
        var owing = await homes.OfNextAsync(state, confirmation?.Departments ?? [], opens, cancellationToken);
        var first = await FirstAsync(state, obligation, [.. owing.Select(owed => owed.Home)], opens, cancellationToken);
        var next = owing.Select(owed => owed.Opened ?? new DeadlineId(id.Obligation, owed.Home, first.Label)).ToList();
        var opened = 0;
        foreach (var (each, owed) in next.Zip(owing))
        {
            opened += await OpenAsync(each, state, confirmation, first, owed.For, today, cancellationToken) ? 1 : 0;
        }

        // The law or the provision may have ended since the one before was opened. Before the note, so that a crash between repeats it.
        var ended = await ending.EndIfEndedAsync(id.Obligation, next, cancellationToken);
        var isNoted = await decisions.DecideAsync<bool>(
            id,
            new Decision($"{id}-next", LookAtDeadline.Sweep, today),
            remember: false,
            current => current!.State.NextOpensOn is null ? new Verdict<bool>.Nothing(true)
                : current.State.OwedFor?.Count == state.OwedFor?.Count ? new Verdict<bool>.Record(new NextOccurrenceOpened(next[0]), true)
                : new Verdict<bool>.Nothing(false),
            cancellationToken);
        if (!isNoted)
        {
            // Meanwhile it is owed for a further department, for which the next was not opened.
            var (noted, more) = await ExecuteAsync(id, today, cancellationToken);
            return (noted, opened + more);
        }

        if (!ended)
        {
            // After a long outage the next one may have to open its own successor today as well.
            foreach (var each in next)
            {
                opened += (await ExecuteAsync(each, today, cancellationToken)).Opened;
            }
        }

        return (await deadlines.FindAsync(id, cancellationToken), opened);
    }

    /// <summary>As the law's words make it since an amendment; but what a run that died before its note, or another line of the duty, opened as before stands.</summary>
    private async Task<FirstOccurrence> FirstAsync(
        DeadlineState state, Obligation? obligation, IReadOnlyList<DepartmentId> owing, DateOnly opens, CancellationToken cancellationToken)
    {
        var first = rules.Next(state);
        if (obligation is not { Carried: not null }
            || await laws.FindAsync(obligation.Id.Law, cancellationToken) is not { Law: var law }
            || AmendedRecurrence.Of(law, obligation, state.Provenance.Basis, opens) is not { } amended
            || amended == state.Recurrence)
        {
            return first;
        }

        foreach (var home in owing)
        {
            if (await deadlines.FindAsync(new DeadlineId(obligation.Id, home, first.Label), cancellationToken) is not null)
            {
                return first;
            }
        }

        return rules.Next(state, amended);
    }

    /// <summary>
    /// Opens an occurrence; one that is open already, for others, is owed for these departments too from now on, and so are those after it.
    /// </summary>
    /// <returns>False where it is open already.</returns>
    private async Task<bool> OpenAsync(
        DeadlineId next,
        DeadlineState before,
        Confirmation? confirmation,
        FirstOccurrence first,
        IReadOnlyList<DepartmentId> owedFor,
        DateOnly today,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<DepartmentId> partners = [.. (confirmation?.CoDepartments ?? before.CoDepartments).Where(partner => partner != next.Home)];
        await deadlines.PointAsync(partners, next, cancellationToken);

        var decision = new Decision($"{next}-opening", LookAtDeadline.Sweep, today);
        var opening = ConfirmObligation.OpenedBy(decision.Id, before.Kind, before.Committee, partners, first, today, owedFor) with { Inherited = false };
        (IReadOnlyList<DepartmentId> others, DateOnly? after) = await deadlines.FindAsync(next, cancellationToken) is { State: var there }
            ? (await homes.OwedForAsync(there, confirmation?.Departments ?? [], cancellationToken), there.Recurrence is null ? null : rules.Next(there).PeriodStart)
            : ([next.Home], first.NextOpensOn);
        return await decisions.DecideAsync<bool>(
            next,
            decision,
            remember: false,
            current => current is null ? new Verdict<bool>.Record(opening, true)
                : (current.State.OwedFor ?? others) is var owing && owedFor.Except(owing).Any() && after is { } opens
                    ? new Verdict<bool>.Record(new DutyTakenOver([.. owing.Union(owedFor)], opens), false)
                    : new Verdict<bool>.Nothing(false),
            cancellationToken);
    }
}
