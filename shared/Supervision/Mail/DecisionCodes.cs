using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;

namespace Supervision.Mail;

/// <summary>The codes under which templates know decisions, taken and awaited.</summary>
internal static class DecisionCodes
{
    public static string Of(CausingFact cause) => cause.Body switch
    {
        DueDateConfirmed => "due-fixed",
        DeliveryAccepted { Part: true } => "part-accepted",
        DeadlineReopened => "reopened",
        EndWithdrawn => "end-withdrawn",
        ExplanationSubmitted => "explanation",
        ExplanationAccepted => "explanation-accepted",
        ExplanationRejected => "explanation-rejected",
        StepProposed proposed => Asked(proposed.Step),
        StepApproved when cause.Step is { } step => Taken(step.Step),
        StepRejected when cause.Step is { FromDepartment: true } => "request-rejected",
        StepRejected when cause.Step is { Step: ProposedStep.Letter } => "letter-declined",
        StepRejected => "proposal-rejected",
        _ => "other",
    };

    private static string Asked(ProposedStep step) => step switch
    {
        ProposedStep.Extension => "extension",
        ProposedStep.Deferral => "deferral",
        ProposedStep.Waiver => "waiver",
        ProposedStep.Withdrawal => "withdrawal",
        ProposedStep.Correction => "correction",
        ProposedStep.FulfilledDate => "fulfilled-date",
        ProposedStep.Letter => "letter",
        ProposedStep.StandingCommittee => "standing-committee",
        _ => "other",
    };

    private static string Taken(ProposedStep step) => step switch
    {
        ProposedStep.Deferral => "deferred",
        ProposedStep.Correction => "due-corrected",
        ProposedStep.FulfilledDate => "fulfilled-date-corrected",
        ProposedStep.Letter => "letter-issued",
        ProposedStep.StandingCommittee => "standing-committee-decided",
        _ => "other",
    };
}
