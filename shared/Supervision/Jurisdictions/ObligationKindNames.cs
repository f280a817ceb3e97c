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

    /// <summary>The event from which the clock of a kind counts (domain.md, section 2), where the profile has no default for the kind.</summary>
    internal static string StartOf(string kind) => kind switch
    {
        FilingForRecord => StartEvents.Published,
        AnswerToReviewOpinion => StartEvents.ReviewOpinion,
        Rectification => StartEvents.ReviewOpinionsSent,
        AuditRectification => StartEvents.AuditWorkReport,
        RuleReview => StartEvents.HigherLawChanged,
        _ => StartEvents.EffectiveDate,
    };
}

/// <summary>The events from which profiles let clocks count; their dates are local.</summary>
public static class StartEvents
{
    /// <summary>The law, or the provision, enters into force.</summary>
    public const string EffectiveDate = "effective-date";

    /// <summary>The law is promulgated.</summary>
    public const string Promulgated = "promulgated";

    /// <summary>What is to be filed is published.</summary>
    public const string Published = "published";

    /// <summary>A review opinion is given.</summary>
    public const string ReviewOpinion = "review-opinion";

    /// <summary>The opinions of the standing committee's deliberation are sent to the organ.</summary>
    public const string ReviewOpinionsSent = "review-opinions-sent";

    /// <summary>The audit work report is made to the standing committee.</summary>
    public const string AuditWorkReport = "audit-work-report";

    /// <summary>The higher law is changed.</summary>
    public const string HigherLawChanged = "higher-law-changed";
}
