using Supervision.Calendars;

namespace Supervision.Jurisdictions;

/// <summary>The facts of one open deadline that decide which stage of the ladder it has reached. All dates are local.</summary>
public sealed record LadderInput
{
    /// <summary>s, the day that opened the clock; for a calendar period its first day.</summary>
    public required DateOnly Trigger { get; init; }

    /// <summary>d, the current due date.</summary>
    public required DateOnly Due { get; init; }

    /// <summary>The period of the clock; null for fixed and recurring dates, whose length is taken from trigger to due date.</summary>
    public Period? Period { get; init; }

    /// <summary>The due date awaits the announcement of a year: no stage from overdue on is reached.</summary>
    public bool Provisional { get; init; }

    /// <summary>The day the deadline was opened.</summary>
    public required DateOnly OpenedOn { get; init; }

    /// <summary>
    /// The day of the decision that began this round: stages whose date lies before it are passed over. Null: nothing is, on its account.
    /// </summary>
    public DateOnly? RoundStartedOn { get; init; }

    /// <summary>The highest stage raised or passed over in this round.</summary>
    public EscalationStage? AlreadyRaised { get; init; }

    /// <summary>The day an overdue notice of this deadline was sent; null while none was.</summary>
    public DateOnly? OverdueNoticeSentOn { get; init; }

    /// <summary>A delivery was received and is not returned; it may await review.</summary>
    public bool DeliveryReceived { get; init; }

    /// <summary>An explanation was accepted in this round.</summary>
    public bool ExplanationAccepted { get; init; }

    /// <summary>The office owes the department an answer to an explanation or to a request for an extension.</summary>
    public bool DecisionAwaited { get; init; }

    /// <summary>
    /// An extension was granted in this round. One that moved the due date began a new round, in which this is false again.
    /// </summary>
    public bool Extended { get; init; }

    /// <summary>The deadline was already past when it was confirmed: silent until released.</summary>
    public bool Inherited { get; init; }

    /// <summary>The day an officer released an inherited deadline: its ladder starts at overdue on this day.</summary>
    public DateOnly? InheritedReleasedOn { get; init; }
}
