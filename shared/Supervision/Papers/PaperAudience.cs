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
    /// Ids of the papers that a department wrote, that were written to it, or that decide on what it asked for. A supervision letter is written to it once it
    /// is issued; until then, and where it is not approved, it is a draft of the office.
    /// </summary>
    /// <param name="history">The contents of the deadline's facts.</param>
    public static IReadOnlySet<string> OfDepartment(DeadlineId deadline, IReadOnlyList<string> history)
    {
        // The decision on a step may point to no paper of its own.
        var facts = history.Select(content => (Content: content, Papers: PaperRefs.In(content)))
            .Where(fact => fact.Papers.Count > 0 || fact.Content.Contains("\"step-approved\"", StringComparison.Ordinal))
            .Select(fact => (fact.Papers, Fact.FromContent(DeadlineStore.ChainOf(deadline), fact.Content).Body)).ToList();
        var asked = facts.Select(fact => fact.Body).OfType<StepProposed>().Where(step => step.FromDepartment).Select(step => step.Number).ToHashSet();
        var approved = facts.Select(fact => fact.Body).OfType<StepApproved>().Select(step => step.Number).ToHashSet();
        return facts.Where(fact => fact.Body switch
        {
            ExplanationSubmitted or ExplanationAccepted or ExplanationRejected or ReviewOpinionGiven or DeliveryWithdrawn or DeadlineReopened
                or EndWithdrawn => true,
            StepProposed step => step.FromDepartment || (step.Step is ProposedStep.Letter && approved.Contains(step.Number)),
            StepApproved step => asked.Contains(step.Number),
            StepRejected step => asked.Contains(step.Number),
            _ => false,
        }).SelectMany(fact => fact.Papers).Select(paper => paper.Id).ToHashSet(StringComparer.Ordinal);
    }
}
