using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Jurisdictions;

namespace Supervision.Alerts;

/// <summary>The states of an alert.</summary>
public enum AlertStatus
{
    Open,
    Acknowledged,

    /// <summary>A higher stage of the same round took its place.</summary>
    Escalated,

    /// <summary>Ended; <see cref="Alert.Resolution"/> says how.</summary>
    Resolved,
}

/// <summary>How an alert ended.</summary>
public enum AlertOutcome
{
    /// <summary>Delivered by d.</summary>
    FulfilledOnTime,

    /// <summary>Issued by d, received after it: on time, counted apart.</summary>
    FulfilledOnTimeNotifiedLate,

    /// <summary>Fulfilled after d.</summary>
    FulfilledLate,

    /// <summary>A decision began a new round: d changed or the delivery was returned.</summary>
    RoundEnded,
}

/// <param name="DaysLate">Calendar days from d to f; 0 when on time.</param>
public sealed record AlertResolution(AlertOutcome Outcome, DateOnly On, int DaysLate);

/// <summary>A supervision alert: raised once when a deadline reaches a stage.</summary>
/// <param name="Due">d at the time it was raised.</param>
/// <param name="RaisedOn">The local date it was raised on.</param>
public sealed record Alert(
    AlertId Id,
    AlertStatus Status,
    DateOnly Due,
    DateOnly RaisedOn,
    IReadOnlyList<EscalationStage> PassedOver,
    IReadOnlyList<Recipient> Recipients,
    DateOnly? AcknowledgedOn = null,
    AlertResolution? Resolution = null)
{
    /// <summary>True while something is still expected of somebody.</summary>
    public bool IsPending => Status is AlertStatus.Open or AlertStatus.Acknowledged;
}
