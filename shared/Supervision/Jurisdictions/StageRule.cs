using System.Text.Json.Serialization;
using Supervision.Calendars;

namespace Supervision.Jurisdictions;

/// <summary>One stage of a profile's ladder.</summary>
public sealed record StageRule
{
    public required EscalationStage Stage { get; init; }

    public required StageTime When { get; init; }

    /// <summary>Passed over when its date lies before the day the deadline was opened.</summary>
    public bool NotBeforeOpening { get; init; }

    /// <summary>Beyond overdue: not reached earlier than this long after the overdue notice was sent, never without one.</summary>
    public Period? AfterOverdueNotice { get; init; }

    /// <summary>Facts any of which keeps the stage from being reached.</summary>
    public IReadOnlyList<StageBar> Unless { get; init; } = [];

    /// <summary>Roles that are told, e.g. <c>department</c>, <c>officer-in-charge</c>.</summary>
    public required IReadOnlyList<string> Recipients { get; init; }

    public required StageExpectation Expected { get; init; }

    /// <summary>True when the stage only proposes a step that people decide.</summary>
    public bool ProposalOnly { get; init; }
}

/// <summary>What is expected once a stage is raised.</summary>
/// <param name="Action">Code of the act, e.g. <c>acknowledge</c>.</param>
/// <param name="Text">The act in words.</param>
/// <param name="Within">
/// Time for it, counted from the day after the alert was raised; of a stage that only proposes a step, time to comply, counted from the day after the
/// decision. Null: none set.
/// </param>
public sealed record StageExpectation(string Action, LocalText Text, Period? Within = null);

/// <summary>A fact that keeps a stage from being reached.</summary>
[JsonConverter(typeof(WireNameConverter<StageBar>))]
public enum StageBar
{
    /// <summary>A delivery was received and is not returned; it may await review.</summary>
    DeliveryReceived,

    /// <summary>An explanation was accepted in this round.</summary>
    ExplanationAccepted,

    /// <summary>An extension was granted in this round.</summary>
    Extended,

    /// <summary>The office has still to decide on an explanation or on the department's request for an extension.</summary>
    DecisionAwaited,
}
