using Supervision.Deadlines;

namespace Supervision.Agenda;

/// <summary>Takes the steps of plans of one kind. Each step is a repeatable transaction, so that a plan can be carried on by anyone at any time.</summary>
public interface IPlanCarrier
{
    /// <summary>Kind of the plans it understands; the first word of their ids.</summary>
    string Kind { get; }

    /// <summary>Takes the steps that are not taken yet, and finishes the plan once all are.</summary>
    /// <param name="today">Local date; a plan for a day to come waits.</param>
    /// <exception cref="StateChangedException">Whoever asked for it saw another state: the plan is void and finished.</exception>
    Task CarryOutAsync(Plan plan, DateOnly today, CancellationToken cancellationToken);
}
