using System.Text.Json.Serialization;
using Supervision.Jurisdictions;

namespace Supervision.Calendars;

/// <summary>
/// How a duty comes back: by calendar periods, a number of times in each term of the congress, or counted from the last delivery.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "recurs", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(EachCalendarPeriod), "each-calendar-period")]
[JsonDerivedType(typeof(TimesPerTerm), "times-per-term")]
[JsonDerivedType(typeof(FromLastDelivery), "from-last-delivery")]
public abstract record Recurrence
{
    private protected Recurrence()
    {
    }

    /// <summary>The first occurrence owed by a duty that starts on a date.</summary>
    /// <param name="onOrAfter">
    /// When the duty starts, usually the effective date. A calendar period or share of a term already begun counts, if its last day for
    /// delivery, before any last-day rule, is not past; a recurrence from the last delivery counts from this date.
    /// </param>
    public abstract Occurrence First(DateOnly onOrAfter, RecurrenceContext context);

    /// <summary>
    /// The first occurrence that is still to be delivered of a duty that started on a date: of those counted from its start, the first whose last
    /// day for delivery, before any last-day rule, is not past. Its period may be over; one that was over before the duty started is none of them.
    /// Not for a recurrence from the last delivery, whose first occurrence is the one owed until it is delivered.
    /// </summary>
    /// <param name="start">When the duty starts, usually the effective date.</param>
    /// <param name="today">Local date on which it is asked.</param>
    public Occurrence FirstOwed(DateOnly start, DateOnly today, RecurrenceContext context)
    {
        var occurrence = First(start, context);
        while (occurrence.Due.Unadjusted < today)
        {
            occurrence = Next(occurrence, context);
        }

        return occurrence;
    }

    /// <summary>The occurrence after another.</summary>
    /// <param name="previous">The occurrence before, as <see cref="First"/> or this method gave it.</param>
    /// <param name="lastDelivery">Date of the delivery that fulfilled it; needed by <see cref="FromLastDelivery"/> alone, ignored by the
    /// others.</param>
    /// <exception cref="ArgumentNullException"><paramref name="lastDelivery"/> is needed and missing.</exception>
    public abstract Occurrence Next(Occurrence previous, RecurrenceContext context, DateOnly? lastDelivery = null);

    /// <summary>What contradicts itself in this recurrence, or null. One that came from JSON is checked by this before use.</summary>
    public abstract FaultWords? Fault();
}

/// <summary>One occurrence of a recurring duty.</summary>
/// <param name="Label">
/// Names the occurrence for ever: 2026, 2026H1, 2026Q3, 2026M07 (the first unit of a period of several), 2023T02 (second share of the
/// term that began in 2023) or an ordinal 001. Labels of one recurrence sort in the order of time and never depend on a due date.
/// </param>
/// <param name="PeriodStart">First day of the period; from the last delivery: the day of that delivery, which itself does not
/// count.</param>
/// <param name="PeriodEnd">Last day of the period.</param>
/// <param name="Due">When delivery is due.</param>
public sealed record Occurrence(string Label, DateOnly PeriodStart, DateOnly PeriodEnd, DueDate Due);

/// <summary>What computing an occurrence takes besides the recurrence itself.</summary>
public sealed record RecurrenceContext(LastDayRule Rule, WorkingDayCalendar Calendar, Term Term);

/// <summary>The terms of the congress (届), one following the other.</summary>
/// <param name="Start">First day of any one term; terms before and after follow from it.</param>
/// <param name="Years">Length of each term in years, 1 to 10.</param>
public sealed record Term(DateOnly Start, int Years)
{
    /// <summary>True until the legal office has confirmed the first day: what is owed so many times a term is counted from it.</summary>
    public bool ToBeConfirmed { get; init; }

    /// <summary>What is to be confirmed.</summary>
    public LocalText? Note { get; init; }

    /// <summary>First day of the term that a date lies in.</summary>
    internal DateOnly StartOf(DateOnly day)
    {
        var months = 12 * Years;
        var since = (day.Year - Start.Year) * 12 + day.Month - Start.Month;
        var terms = (int)Math.Floor((double)since / months);
        return day < Start.AddMonths(terms * months) ? Start.AddMonths((terms - 1) * months) : Start.AddMonths(terms * months);
    }
}
