using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Jurisdictions;

namespace Supervision.Alerts;

/// <summary>The states of an alert.</summary>
public enum AlertStatus
{
    Open,
    Acknowledged,

    /// <summary>The department explained in writing; the office is deciding.</summary>
    Explained,

    /// <summary>The office accepted the explanation.</summary>
    ExplanationAccepted,

    /// <summary>The office did not accept it.</summary>
    ExplanationRejected,

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

    /// <summary>A new round began: a delivery was returned or withdrawn, or the deadline was reopened.</summary>
    RoundEnded,

    /// <summary>d was extended.</summary>
    Extended,

    /// <summary>d0 was corrected, or became certain on another day.</summary>
    Corrected,

    /// <summary>The duty waits without a date.</summary>
    Deferred,

    /// <summary>The congress does without the delivery.</summary>
    Waived,

    /// <summary>The deadline should never have been opened.</summary>
    WithdrawnAsMistaken,

    /// <summary>The law was repealed.</summary>
    Repealed,

    /// <summary>The provision went with an amendment.</summary>
    ProvisionEnded,

    /// <summary>What had opened the deadline was returned or withdrawn.</summary>
    OpenerWithdrawn,
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
    public bool IsPending => Status is not (AlertStatus.Escalated or AlertStatus.Resolved);
}
