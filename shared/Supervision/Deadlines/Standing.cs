using Supervision.Deadlines.Explanations;
using Supervision.Obligations;
using Supervision.Views;

namespace Supervision.Deadlines;

/// <summary>The states of an obligation's occurrence at a date (domain.md section 3): derived from facts each time, never stored.</summary>
public enum Standing
{
    /// <summary>尚未起算: the event that starts the clock lies ahead.</summary>
    NotYetInEffect,

    Running,

    /// <summary>Running, and its first stage has been reached.</summary>
    DueSoon,

    Overdue,

    /// <summary>Overdue, and the office accepted an explanation.</summary>
    OverdueExplained,

    /// <summary>d was extended and is not past.</summary>
    Extended,

    /// <summary>The duty waits without a date.</summary>
    Deferred,

    /// <summary>Past when it was confirmed; silent until an officer releases it.</summary>
    Inherited,

    FulfilledOnTime,

    /// <summary>A rule issued by d, received after it.</summary>
    FulfilledOnTimeNotifiedLate,

    FulfilledLate,

    /// <summary>Waived, repealed, withdrawn ...</summary>
    ClosedWithoutFulfilment,
}

/// <summary>Derives the standing of a deadline.</summary>
public static class Standings
{
    /// <param name="today">Local date.</param>
    public static Standing Of(DeadlineState state, DateOnly today) =>
        state.Closure is not null ? Standing.ClosedWithoutFulfilment
        : state.Fulfilment is { } fulfilment
            ? Fulfilled(state.Kind, state.Due, fulfilment.ReceivedOn, state.DaysLate(fulfilment.FulfilledOn))
        : Awaited(
            state.Due,
            today,
            state.DeferredOn is not null,
            state.IsSilent,
            state.Trigger,
            state.Raised is not null,
            state.ExtendedUntil is not null,
            state.Explanation is { Status: ExplanationStatus.Accepted });

    /// <summary>As lists know it.</summary>
    public static Standing Of(DeadlineSummary summary, DateOnly today) =>
        summary.ClosedOn is not null ? Standing.ClosedWithoutFulfilment
        : summary is { FulfilledOn: { } fulfilled, ReceivedOn: { } received }
            ? Fulfilled(summary.Kind, summary.Due, received, summary.DaysLate(fulfilled))
        : Awaited(
            summary.Due,
            today,
            summary.DeferredOn is not null,
            summary.Silent,
            summary.Trigger,
            summary.Stage is not null,
            summary.Extended,
            summary.ExplanationAccepted);

    private static Standing Fulfilled(ObligationKind kind, DateOnly due, DateOnly receivedOn, int daysLate) =>
        daysLate > 0 ? Standing.FulfilledLate
        : kind == ObligationKind.ImplementingRule && receivedOn > due ? Standing.FulfilledOnTimeNotifiedLate
        : Standing.FulfilledOnTime;

    private static Standing Awaited(
        DateOnly due, DateOnly today, bool deferred, bool silent, DateOnly trigger, bool reached, bool extended, bool explained) =>
        deferred ? Standing.Deferred
        : today > due ? silent ? Standing.Inherited : explained ? Standing.OverdueExplained : Standing.Overdue
        : today < trigger ? Standing.NotYetInEffect
        : extended ? Standing.Extended
        : reached ? Standing.DueSoon
        : Standing.Running;
}
