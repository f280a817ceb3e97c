using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.History;
using Supervision.Identity;

namespace Supervision.Papers;

/// <summary>Who may read a paper. The office reads all; what is not named here stays in the office.</summary>
public static class PaperAudience
{
    /// <summary>
    /// True for a paper that a department wrote, that was written to it, or that decides on what it asked for. A supervision letter is written to it once it is
    /// issued; until then, and where it is not approved, it is a draft of the office.
    /// </summary>
    /// <param name="history">The contents of the deadline's facts.</param>
    public static bool IncludesDepartment(DeadlineId deadline, IReadOnlyList<string> history, string paper)
    {
        var facts = history.Where(content => content.Contains(paper, StringComparison.Ordinal) || content.Contains("step-proposed", StringComparison.Ordinal)
                || content.Contains("step-approved", StringComparison.Ordinal))
            .Select(content => (Content: content, Fact.FromContent(DeadlineStore.ChainOf(deadline), content).Body)).ToList();
        var asked = facts.Select(fact => fact.Body).OfType<StepProposed>().Where(step => step.FromDepartment).Select(step => step.Number).ToHashSet();
        var approved = facts.Select(fact => fact.Body).OfType<StepApproved>().Select(step => step.Number).ToHashSet();
        return facts.Any(fact => fact.Content.Contains(paper, StringComparison.Ordinal) && fact.Body switch
        {
            ExplanationSubmitted or ExplanationAccepted or ExplanationRejected or ReviewOpinionGiven or DeliveryWithdrawn or DeadlineReopened
                or EndWithdrawn => true,
            StepProposed step => step.FromDepartment || (step.Step is ProposedStep.Letter && approved.Contains(step.Number)),
            StepApproved step => asked.Contains(step.Number),
            StepRejected step => asked.Contains(step.Number),
            _ => false,
        });
    }
}
