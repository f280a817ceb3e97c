using Supervision.History;
using Supervision.Papers;

namespace Supervision.Deadlines.Steps;

/// <summary>A step that waits for another person's decision.</summary>
/// <param name="Number">From 1, counted over the life of the deadline.</param>
/// <param name="By">Id of the key or person that proposed it; never the one that decides.</param>
/// <param name="On">Local date of the proposal.</param>
/// <param name="FromDepartment">True when the department asked for it.</param>
/// <param name="Reason">Why, or the document itself.</param>
public sealed record PendingStep(int Number, ProposedStep Step, string By, DateOnly On, bool FromDepartment, PaperRef Reason);

/// <summary>A letter that was sent or a form of supervision that was decided.</summary>
/// <param name="On">Local date of the decision.</param>
/// <param name="ComplyBy">Last local date on which the department is to comply, where the profile sets a time; includes this day.</param>
/// <param name="Document">The document as proposed.</param>
public sealed record TakenStep(int Number, ProposedStep Step, DateOnly On, DateOnly? ComplyBy, PaperRef Document);

/// <summary>A step was proposed.</summary>
/// <param name="FromDepartment">True when the department asked for it.</param>
public sealed record StepProposed(int Number, ProposedStep Step, bool FromDepartment, PaperRef Reason) : FactBody;

/// <summary>Another person approved a step: it takes effect with this fact.</summary>
/// <param name="ComplyBy">Letters: the last local date on which to comply.</param>
/// <param name="Opens">The next occurrence, where a duty that recurs from the last delivery is waived or counts from another date of fulfilment.</param>
/// <param name="Resolved">The alert that the delivery ended, where another date of fulfilment makes another outcome of it.</param>
public sealed record StepApproved(int Number, DateOnly? ComplyBy, PaperRef? Note, Chains.ChainedOpening? Opens = null, Alerts.Alert? Resolved = null) : FactBody;

/// <summary>Another person decided against a step.</summary>
public sealed record StepRejected(int Number, PaperRef Reason) : FactBody;

/// <summary>The one who proposed a step took it back before it was decided.</summary>
public sealed record StepTakenBack(int Number) : FactBody;
