using Supervision.Obligations;

namespace Supervision.Mail;

/// <summary>The codes under which templates know the kinds of obligations.</summary>
internal static class MailKinds
{
    public static string CodeOf(ObligationKind kind) => kind switch
    {
        ObligationKind.ImplementingRule => "rule",
        ObligationKind.FilingForRecord => "filing",
        ObligationKind.AnswerToReviewOpinion => "answer",
        ObligationKind.RecurringReport => "report",
        ObligationKind.ImplementationReport => "implementation-report",
        ObligationKind.Rectification => "rectification",
        ObligationKind.AuditRectification => "audit-rectification",
        ObligationKind.PostLegislativeEvaluation => "evaluation",
        ObligationKind.RuleReview => "rule-review",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of obligation."),
    };
}
