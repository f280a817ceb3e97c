using System.Text.Json.Serialization;
using Supervision.Calendars;

namespace Supervision.Jurisdictions;

/// <summary>When a stage of the ladder is reached, relative to the due date.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "at", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(DaysBeforePerMonth), "days-before-per-month")]
[JsonDerivedType(typeof(Before), "before-due")]
[JsonDerivedType(typeof(After), "after-due")]
public abstract record StageTime
{
    private StageTime()
    {
    }

    /// <summary>So many calendar days before the due date for each month of the period.</summary>
    /// <param name="Days">Days per month, 1 to 31; 3 gives 36 days for a year.</param>
    public sealed record DaysBeforePerMonth(int Days) : StageTime;

    /// <summary>So many calendar or working days before the due date.</summary>
    public sealed record Before(Period Period) : StageTime;

    /// <summary>So many calendar or working days after the due date; P1D is the day after.</summary>
    public sealed record After(Period Period) : StageTime;
}
