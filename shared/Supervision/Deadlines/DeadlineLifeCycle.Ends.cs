using Supervision.Alerts;
using Supervision.History;

namespace Supervision.Deadlines;

/// <summary>What the end of the duty, and the withdrawal of that end, make of a deadline.</summary>
public static partial class DeadlineLifeCycle
{
    private static DeadlineState EndDuty(DeadlineState state, RecurrenceEnded ended) => state with
    {
        NextOpensOn = null,
        DutyEnded = ended is { Reason: { } reason, EndedOn: { } on } ? new Closure(reason, on) : null,
        EndedBy = new StandingEnd(ended.Plan, NextOpensOn: state.NextOpensOn ?? state.EndedBy?.NextOpensOn),
    };

    /// <summary>Where the next occurrence is open already, it is looked for once more; where the duty has ended, it would be once that is taken back.</summary>
    private static DeadlineState TakeOver(DeadlineState state, DutyTakenOver taken)
    {
        var next = state with { OwedFor = taken.OwedFor };
        return state.DutyEnded is null
            ? next with { NextOpensOn = state.NextOpensOn ?? taken.NextOpensOn }
            : next with { EndedBy = state.EndedBy is { } by ? by with { NextOpensOn = by.NextOpensOn ?? taken.NextOpensOn } : null };
    }

    private static Evolution Close(DeadlineState state, Fact fact, DeadlineClosed closed)
    {
        // What ended with its law and loses its ground after that does not come back with the law.
        var before = state.Closure is { EndsDuty: true } ended ? state with { DutyEnded = ended } : state;
        var over = Close(before, fact, closed.Reason, closed.ClosedOn);
        return over with
        {
            State = over.State with
            {
                LastChainStep = closed.ChainStep ?? state.LastChainStep,
                EndedBy = over.State.Closure!.EndsDuty ? new StandingEnd(closed.Plan, fact.On, state.EndedBy?.NextOpensOn) : state.EndedBy,
            },
        };
    }

    /// <summary>
    /// What was fulfilled and no longer is ends where its duty has ended meanwhile.
    /// </summary>
    private static Evolution CloseEnded(DeadlineState state, Fact fact, Closure ended) =>
        Close(state with { EndedBy = state.EndedBy is { } by ? by with { ClosedOn = fact.On } : null }, fact, ended.Reason, ended.On);

    /// <summary>
    /// Takes the end back. What it closed is awaited again in a new round that starts on the day of the decision, by the dates it had; the days on
    /// which it counted as closed lay with the office. What ended for another reason stays ended.
    /// </summary>
    private static Evolution Revive(DeadlineState state, Fact fact, EndWithdrawn withdrawn)
    {
        var revived = Revived(state, withdrawn, fact.On);
        var next = Chain(revived, fact, withdrawn.Opens, withdrawn.Opens?.By);
        return state.Closure is { EndsDuty: true } && revived.Closure is null ? NewRound(next, fact, AlertOutcome.RoundEnded) : Only(next);
    }

    /// <summary>The state once an end was taken back, before anything opens because of it.</summary>
    internal static DeadlineState Revived(DeadlineState state, EndWithdrawn withdrawn, DateOnly on)
    {
        var next = state with { WithdrawnEnds = [.. state.WithdrawnEnds ?? [], withdrawn.End] };

        // A state of before the plan was kept in it: its duty has ended by the only plan there was.
        if (state.EndedBy is { } by ? by.Plan != withdrawn.End : !state.IsDutyOver)
        {
            return next;
        }

        var closed = state.Closure is { EndsDuty: true };
        if (withdrawn.Instead is { } other)
        {
            var end = new Closure(other.Reason, other.On);
            return next with
            {
                EndedBy = (state.EndedBy ?? new StandingEnd(other.Plan)) with { Plan = other.Plan },
                DutyEnded = state.DutyEnded is null ? null : end,
                Closure = closed ? end : state.Closure,
            };
        }

        next = next with { EndedBy = null, DutyEnded = null, NextOpensOn = state.NextOpensOn ?? state.EndedBy?.NextOpensOn };
        return !closed ? next : next with
        {
            Closure = null,
            Deciding = state.EndedBy?.ClosedOn is { } since ? Decided(next, since, on) : next.Deciding,
        };
    }
}
