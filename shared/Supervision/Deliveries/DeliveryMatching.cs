using Supervision.Calendars;
using Supervision.Deadlines;

namespace Supervision.Deliveries;

/// <summary>Finds the deadline that a delivery fulfils.</summary>
public static class DeliveryMatching
{
    /// <summary>More than one deadline fits and nothing tells them apart.</summary>
    public const string Ambiguous = "match-ambiguous";

    /// <summary>No deadline fits.</summary>
    public const string None = "match-none";

    /// <summary>
    /// An occurrence named by the sender, else the one that the period covered tells (<see cref="OfPeriod"/>), else the only one that awaits a delivery,
    /// else, where the sender named the obligation, the earliest that does, or the latest of all.
    /// </summary>
    /// <param name="candidates">The occurrences of the obligation named, else all deadlines of the kind that await a delivery.</param>
    /// <returns>The deadline, or null with a finding that says why not.</returns>
    public static (DeadlineHead? Deadline, string? Finding) Choose(DeliveryMetadata metadata, IReadOnlyList<DeadlineHead> candidates)
    {
        if (metadata.Occurrence is { } occurrence)
        {
            return Only(candidates.Where(head => head.State.Id.Occurrence == occurrence));
        }

        if (metadata.PeriodEnd is { } end && OfPeriod(end, candidates) is { Count: > 0 } told)
        {
            return Only(told);
        }

        // Clocks of several kinds that run side by side (a filing, an answer) are told apart by their occurrence alone.
        var open = candidates.Where(head => head.State.IsOpen).OrderBy(head => head.State.Due).ToList();
        return open.Count == 1 || metadata.Obligation is null || open.Select(head => head.State.Kind).Distinct().Count() > 1
            ? Only(open)
            : (open.FirstOrDefault() ?? candidates.OrderBy(head => head.State.Due).LastOrDefault(), candidates.Count == 0 ? None : null);
    }

    /// <summary>
    /// The occurrence whose period holds the last day covered. One that is due before that day cannot have meant it: a report "each year by the end of March"
    /// tells of the year before. Where one such is awaited still, nothing tells which of the two is meant.
    /// </summary>
    private static List<DeadlineHead> OfPeriod(DateOnly end, IReadOnlyList<DeadlineHead> candidates)
    {
        var series = candidates.Where(head => head.State is { Recurrence: not (null or FromLastDelivery), PeriodStart: not null, PeriodEnd: not null }).ToList();
        var holding = series.Where(head => head.State.PeriodStart <= end && head.State.PeriodEnd >= end).ToList();
        var fitting = holding.Where(head => head.State.OriginalDue >= end).Concat(series.Where(head => TellsOfTheOneBefore(head.State, end))).ToList();
        return fitting.Count == 0 ? holding
            : fitting.Exists(head => head.State.IsOpen) ? [.. fitting, .. holding.Where(head => head.State.IsOpen && head.State.OriginalDue < end)]
            : fitting;
    }

    /// <summary>True for an occurrence due before its own period is over, where the last day covered lies in the period before.</summary>
    private static bool TellsOfTheOneBefore(DeadlineState state, DateOnly end) =>
        state is { PeriodStart: { } first, PeriodEnd: { } last } && state.OriginalDue < last
        && end < first && end >= first.AddDays(first.DayNumber - last.DayNumber - 1);

    private static (DeadlineHead? Deadline, string? Finding) Only(IEnumerable<DeadlineHead> fitting)
    {
        var two = fitting.Take(2).ToList();
        return two.Count switch
        {
            0 => (null, None),
            1 => (two[0], null),
            _ => (null, Ambiguous),
        };
    }
}
