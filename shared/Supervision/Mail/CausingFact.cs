using Supervision.Deadlines;
using Supervision.Deadlines.Steps;
using Supervision.History;
using Supervision.Identity;

namespace Supervision.Mail;

/// <summary>The fact that caused a mail, and the deadline as it was before it.</summary>
public sealed record CausingFact(FactBody Body, DeadlineState Before)
{
    /// <summary>The step that the fact decides on or proposes, or null.</summary>
    public PendingStep? Step => Body switch
    {
        StepApproved approved => Before.PendingSteps.FirstOrDefault(step => step.Number == approved.Number),
        StepRejected rejected => Before.PendingSteps.FirstOrDefault(step => step.Number == rejected.Number),
        _ => null,
    };

    /// <summary>Reads it from the deadline's history: what a decision was about stands in the facts before it.</summary>
    /// <returns>Null when there is no such fact.</returns>
    public static async Task<CausingFact?> ReadAsync(DeadlineStore deadlines, DeadlineId id, int seq, CancellationToken cancellationToken)
    {
        DeadlineState? state = null;
        foreach (var content in await deadlines.ReadHistoryAsync(id, cancellationToken))
        {
            var fact = Fact.FromContent(DeadlineStore.ChainOf(id), content);
            if (fact.Seq == seq)
            {
                return state is null ? null : new CausingFact(fact.Body, state);
            }

            state = DeadlineLifeCycle.Apply(state, id, fact).State;
        }

        return null;
    }
}
