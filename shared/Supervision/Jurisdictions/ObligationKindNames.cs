namespace Supervision.Jurisdictions;

/// <summary>The names by which profiles call the kinds of obligation (domain.md, section 2).</summary>
public static class ObligationKindNames
{
    public const string ImplementingRule = "implementing-rule";
    public const string FilingForRecord = "filing-for-record";
    public const string AnswerToReviewOpinion = "answer-to-review-opinion";
    public const string RecurringReport = "recurring-report";
    public const string ImplementationReport = "implementation-report";
    public const string Rectification = "rectification";
    public const string AuditRectification = "audit-rectification";
    public const string PostLegislativeEvaluation = "post-legislative-evaluation";
    public const string RuleReview = "rule-review";

    public static IReadOnlyList<string> All { get; } =
    [
        ImplementingRule, FilingForRecord, AnswerToReviewOpinion, RecurringReport, ImplementationReport, Rectification, AuditRectification,
        PostLegislativeEvaluation, RuleReview,
    ];
}
