using System.Text.Json.Serialization;

namespace Supervision.Obligations.Extraction;

/// <summary>What a law's words say about the time in which an obligation is to be met.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "states")]
[JsonDerivedType(typeof(Period), "period")]
[JsonDerivedType(typeof(FixedDate), "fixed-date")]
public abstract record DeadlineClause
{
    private DeadlineClause()
    {
    }

    /// <summary>A period that runs from an event: 自本条例施行之日起六个月内.</summary>
    /// <param name="Count">How many units, at least 1.</param>
    /// <param name="Event">The words of the event where <paramref name="Anchor"/> is <see cref="DeadlineAnchor.OtherEvent"/>, else
    /// null.</param>
    public sealed record Period(int Count, PeriodUnit Unit, DeadlineAnchor Anchor, string? Event) : DeadlineClause;

    /// <summary>A date named in the text: 2024年12月31日前. The day itself still counts: 前 with a date is read as it is used, up to and with
    /// that day.</summary>
    public sealed record FixedDate(DateOnly On) : DeadlineClause;
}

/// <summary>From what a period runs.</summary>
public enum DeadlineAnchor
{
    /// <summary>The day on which this law takes effect.</summary>
    EffectiveDate,

    /// <summary>The day on which this law is promulgated.</summary>
    Promulgation,

    /// <summary>Another event, which the clause quotes.</summary>
    OtherEvent,
}

/// <summary>The unit of a period.</summary>
public enum PeriodUnit
{
    Day,
    WorkingDay,
    Month,
    Year,
}

/// <summary>How often an obligation comes back: once in every <paramref name="Every"/> units.</summary>
/// <param name="Every">At least 1.</param>
public sealed record Recurrence(int Every, RecurrenceUnit Unit);

/// <summary>The unit of a recurrence.</summary>
public enum RecurrenceUnit
{
    Month,
    Quarter,
    HalfYear,
    Year,

    /// <summary>每届: the congress's term of five years.</summary>
    Term,
}
