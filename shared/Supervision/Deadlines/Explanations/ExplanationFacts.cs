using Supervision.History;
using Supervision.Papers;

namespace Supervision.Deadlines.Explanations;

/// <summary>Where an explanation stands.</summary>
public enum ExplanationStatus
{
    /// <summary>Submitted; the office is deciding.</summary>
    Submitted,

    Accepted,

    Rejected,
}

/// <summary>The department's reasons for being late (Legislation Law art. 66): the latest of the round.</summary>
/// <param name="Number">From 1, counted over the life of the deadline.</param>
/// <param name="On">Local date of receipt.</param>
/// <param name="ProposedDue">The new date that the department names, or null.</param>
/// <param name="Text">The reasons.</param>
/// <param name="By">Id of the key or person that submitted it.</param>
/// <param name="DecidedOn">Local date of the office's decision.</param>
/// <param name="Note">The office's words on it.</param>
public sealed record Explanation(
    int Number,
    DateOnly On,
    DateOnly? ProposedDue,
    PaperRef Text,
    string By,
    ExplanationStatus Status = ExplanationStatus.Submitted,
    DateOnly? DecidedOn = null,
    PaperRef? Note = null);

/// <summary>The department explained in writing.</summary>
public sealed record ExplanationSubmitted(int Number, DateOnly? ProposedDue, PaperRef Text) : FactBody;

/// <summary>The office accepted the explanation.</summary>
public sealed record ExplanationAccepted(int Number, PaperRef? Note) : FactBody;

/// <summary>The office did not accept the explanation.</summary>
public sealed record ExplanationRejected(int Number, PaperRef Reason) : FactBody;
