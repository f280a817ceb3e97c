using Supervision.Calendars;

namespace Supervision.Jurisdictions;

/// <summary>The clock a profile gives to obligations of a kind whose law states no period of its own.</summary>
public sealed record DefaultRule
{
    /// <summary>Stable id within the profile, e.g. <c>implementing-rule-national</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Kind of obligation, one of <see cref="ObligationKindNames"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Ranks of the parent law it applies to; empty for all.</summary>
    public IReadOnlyList<LawRank> Ranks { get; init; } = [];

    /// <summary>Kinds of instrument it applies to, e.g. <c>local-government-rule</c>; empty for all.</summary>
    public IReadOnlyList<string> Instruments { get; init; } = [];

    /// <summary>The event from which the period counts, e.g. <c>effective-date</c>; its own day does not count.</summary>
    public required string Start { get; init; }

    /// <summary>The clock opens this long after <see cref="Start"/>: P1Y for a report at one year in force. Null: at once.</summary>
    public Period? StartAfter { get; init; }

    /// <summary>The period; exactly one of this and <see cref="Recurrence"/> is given.</summary>
    public Period? Period { get; init; }

    /// <summary>How the duty recurs; exactly one of this and <see cref="Period"/> is given.</summary>
    public Recurrence? Recurrence { get; init; }

    /// <summary>
    /// What the basis asks for of every law of these ranks, in its own manner of words: an obligation that says so is proposed when a law is imported. Null:
    /// none is proposed.
    /// </summary>
    public LocalText? Proposal { get; init; }

    /// <summary>First trigger date the rule applies to, local; null: no limit.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last trigger date the rule applies to, local, inclusive; null: no limit.</summary>
    public DateOnly? ValidTo { get; init; }

    /// <summary>The law it rests on.</summary>
    public required LegalBasis Basis { get; init; }

    /// <summary>Where the instrument or report goes; null where the basis names nobody.</summary>
    public LocalText? ReceivedBy { get; init; }

    /// <summary>Whom the department explains to when it is late; null where the basis names nobody.</summary>
    public LocalText? ExplainTo { get; init; }

    /// <summary>True until the legal office has confirmed what is stated here as law.</summary>
    public bool ToBeConfirmed { get; init; }

    /// <summary>What is to be confirmed, where it is not all of it.</summary>
    public LocalText? Note { get; init; }

    /// <summary>True when it applies to a kind of obligation in a law of this rank, and to this kind of instrument.</summary>
    internal bool Fits(string kind, LawRank? rank, string? instrument) =>
        Kind == kind
        && FitsRank(rank)
        && (Instruments.Count == 0 || (instrument is not null && Instruments.Contains(instrument)));

    /// <summary>True when it applies to laws of this rank.</summary>
    internal bool FitsRank(LawRank? rank) => Ranks.Count == 0 || (rank is { } known && Ranks.Contains(known));

    /// <summary>True when its basis holds for an event on this local date.</summary>
    internal bool IsValidOn(DateOnly triggerDate) => !(triggerDate < ValidFrom) && !(triggerDate > ValidTo);

    /// <summary>
    /// The local date on which the clock opens: the event's date, or <see cref="StartAfter"/> later. No last-day rule applies to it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The result lies after the year 9999.</exception>
    public DateOnly Trigger(DateOnly startEvent, WorkingDayCalendar calendar) =>
        StartAfter is { } after ? DueDates.Add(startEvent, after, calendar) : startEvent;
}
