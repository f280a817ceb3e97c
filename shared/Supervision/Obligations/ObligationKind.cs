namespace Supervision.Obligations;

/// <summary>The kinds of obligation (domain.md section 2).</summary>
public enum ObligationKind
{
    /// <summary>配套规定: make a rule that carries the law out.</summary>
    ImplementingRule,

    /// <summary>报送备案: file an instrument for record.</summary>
    FilingForRecord,

    /// <summary>答复审查意见: answer a review opinion.</summary>
    AnswerToReviewOpinion,

    /// <summary>向人大报告: report to a people's congress or its standing committee.</summary>
    RecurringReport,

    /// <summary>实施情况报告: report on the law after its first year in force.</summary>
    ImplementationReport,

    /// <summary>审议意见研究处理: carry out review opinions.</summary>
    Rectification,

    /// <summary>审计整改: carry out audit findings.</summary>
    AuditRectification,

    /// <summary>立法后评估: evaluate the law after some years.</summary>
    PostLegislativeEvaluation,

    /// <summary>上位法修改后的清理: review rules after the higher law changed.</summary>
    RuleReview,
}

/// <summary>Whether the organ has to act or is free to.</summary>
public enum Modality
{
    /// <summary>应当, 必须, 负责, 由……制定.</summary>
    Must,

    /// <summary>可以: opens no clock.</summary>
    May,
}
