using System.Globalization;
using System.Text.RegularExpressions;
using Supervision.Deadlines;

namespace Supervision.Deliveries;

/// <summary>Finds the deadline that a delivery fulfils.</summary>
public static partial class DeliveryMatching
{
    /// <summary>More than one deadline fits and nothing tells them apart.</summary>
    public const string Ambiguous = "match-ambiguous";

    /// <summary>No deadline fits.</summary>
    public const string None = "match-none";

    /// <summary>
    /// An occurrence named by the sender, else the one whose period holds the last day covered, else the only one that awaits a delivery,
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

        if (metadata.PeriodEnd is { } end && candidates.Where(head => Covers(head.State.Id.Occurrence, end)).ToList() is { Count: > 0 } covering)
        {
            return Only(covering);
        }

        // Clocks of several kinds that run side by side (a filing, an answer) are told apart by their occurrence alone.
        var open = candidates.Where(head => head.State.IsOpen).OrderBy(head => head.State.Due).ToList();
        return open.Count == 1 || metadata.Obligation is null || open.Select(head => head.State.Kind).Distinct().Count() > 1
            ? Only(open)
            : (open.FirstOrDefault() ?? candidates.OrderBy(head => head.State.Due).LastOrDefault(), candidates.Count == 0 ? None : null);
    }

    /// <summary>True when the occurrence is a calendar period that holds the day. An ordinal holds none.</summary>
    internal static bool Covers(string occurrence, DateOnly day)
    {
        if (Label().Match(occurrence) is not { Success: true } label
            || int.Parse(label.Groups["year"].ValueSpan, CultureInfo.InvariantCulture) != day.Year)
        {
            return false;
        }

        return label.Groups["part"].Value switch
        {
            "" => true,
            ['H', var half] => (day.Month - 1) / 6 == half - '1',
            ['Q', var quarter] => (day.Month - 1) / 3 == quarter - '1',
            ['M', .. var month] => day.Month == int.Parse(month, CultureInfo.InvariantCulture),
            _ => false,
        };
    }

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

    [GeneratedRegex(@"\A(?<year>[0-9]{4})(?<part>|H[12]|Q[1-4]|M[0-9]{2})\z")]
    private static partial Regex Label();
}
