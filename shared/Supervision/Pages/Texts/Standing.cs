using Supervision.Deadlines;
using Supervision.Jurisdictions;
using Supervision.Views;

namespace Supervision.Pages.Texts;

/// <summary>The state of an obligation at a date, as pages say it; derived from facts each time it is shown.</summary>
public enum Standing
{
    NotYetInEffect,
    Running,

    /// <summary>Running, and its first stage has been reached.</summary>
    DueSoon,

    Overdue,

    /// <summary>Past when it was confirmed; silent until an officer releases it.</summary>
    Inherited,

    FulfilledOnTime,

    /// <summary>Issued by d, received after it.</summary>
    FulfilledOnTimeNotifiedLate,

    FulfilledLate,
}

/// <summary>Derives the standing of a deadline.</summary>
public static class Standings
{
    public static Standing Of(DeadlineState state, DateOnly today) => state.Fulfilment is { } fulfilment
        ? Fulfilled(state.Due, fulfilment.FulfilledOn, fulfilment.ReceivedOn)
        : Awaited(state.Due, today, state.IsSilent, state.Trigger, state.Raised);

    /// <summary>As lists know it: a list holds neither the day of receipt nor the trigger.</summary>
    public static Standing Of(DeadlineSummary summary, DateOnly today) => summary.FulfilledOn is { } fulfilled
        ? Fulfilled(summary.Due, fulfilled, fulfilled)
        : Awaited(summary.Due, today, summary.Silent, DateOnly.MinValue, summary.Stage);

    private static Standing Fulfilled(DateOnly due, DateOnly fulfilledOn, DateOnly receivedOn) =>
        fulfilledOn > due ? Standing.FulfilledLate
        : receivedOn > due ? Standing.FulfilledOnTimeNotifiedLate
        : Standing.FulfilledOnTime;

    private static Standing Awaited(DateOnly due, DateOnly today, bool silent, DateOnly trigger, EscalationStage? reached) =>
        today > due ? silent ? Standing.Inherited : Standing.Overdue
        : today < trigger ? Standing.NotYetInEffect
        : reached is not null ? Standing.DueSoon
        : Standing.Running;
}
