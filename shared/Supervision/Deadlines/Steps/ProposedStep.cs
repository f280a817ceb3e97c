using System.Text.Json.Serialization;
using Supervision.Identity;

namespace Supervision.Deadlines.Steps;

/// <summary>
/// A step that one person proposes and another decides. Nobody decides on their own proposal. Names of types are written into history for
/// ever.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Extension), "extension")]
[JsonDerivedType(typeof(Deferral), "deferral")]
[JsonDerivedType(typeof(Waiver), "waiver")]
[JsonDerivedType(typeof(Withdrawal), "withdrawal")]
[JsonDerivedType(typeof(Correction), "correction")]
[JsonDerivedType(typeof(FulfilledDate), "fulfilled-date")]
[JsonDerivedType(typeof(Letter), "supervision-letter")]
[JsonDerivedType(typeof(StandingCommittee), "standing-committee")]
public abstract record ProposedStep
{
    private ProposedStep()
    {
    }

    /// <summary>延期: a new due date; d0 stays. A department may ask for it too.</summary>
    /// <param name="Until">The new d, local; the deadline includes this day. No last-day rule applies to a date that people set.</param>
    public sealed record Extension(DateOnly Until) : ProposedStep;

    /// <summary>The duty waits, without a date yet: no stage is raised until an extension or a reopening ends it.</summary>
    public sealed record Deferral : ProposedStep;

    /// <summary>The congress does without the delivery.</summary>
    public sealed record Waiver : ProposedStep;

    /// <summary>The deadline should never have been opened; with it later occurrences of the duty end.</summary>
    public sealed record Withdrawal : ProposedStep;

    /// <summary>The trigger date or the period was wrong: d0 is computed anew.</summary>
    /// <param name="Provenance">The clock as it should have been, computed when it was proposed.</param>
    public sealed record Correction(Provenance Provenance) : ProposedStep;

    /// <summary>f was wrong.</summary>
    /// <param name="FulfilledOn">The local date on which the delivery fulfils.</param>
    public sealed record FulfilledDate(DeliveryId Delivery, DateOnly FulfilledOn) : ProposedStep;

    /// <summary>督办函: a supervision letter is sent.</summary>
    public sealed record Letter : ProposedStep;

    /// <summary>The standing committee takes the matter up.</summary>
    public sealed record StandingCommittee(SupervisionForm Form) : ProposedStep;
}

/// <summary>The forms in which a standing committee supervises (Supervision Law).</summary>
public enum SupervisionForm
{
    /// <summary>执法检查.</summary>
    Inspection,

    /// <summary>专题询问.</summary>
    SpecialInquiry,

    /// <summary>听取和审议专项工作报告.</summary>
    SpecialWorkReport,

    /// <summary>质询.</summary>
    Interpellation,

    /// <summary>特定问题调查.</summary>
    InvestigationOfSpecificQuestions,
}
