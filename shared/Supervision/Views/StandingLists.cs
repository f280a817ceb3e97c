using System.Globalization;
using Azure.Data.Tables;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;

namespace Supervision.Views;

/// <summary>A part of a list: rows of one partition, narrowed by key and columns.</summary>
/// <param name="Prefix">With which the keys of its rows begin.</param>
/// <param name="Filter">As storage takes it; null: all of these rows.</param>
public sealed record ViewRange(string Partition, string Prefix = "", string? Filter = null);

/// <summary>
/// The lists by which deadlines are found as they stand. What a deadline is listed in follows from its facts alone; what time alone changes is found
/// by date: the rows of what is awaited begin with the month of d, and bear d and s. So nothing is rewritten because a day has passed, and a page of
/// one standing reads little that stands otherwise. What waits for a review is listed beside, by the day of receipt. They are one partition,
/// <c>standing</c>, with rows <c>{list},{yyyyMM},{deadline}</c>, <c>{list},{yyyyMMdd},{deadline}</c> or <c>{list},{deadline}</c>, and one <c>at,{deadline}</c> that says of which fact they are and where: a deadline changes its lists in one transaction.
/// </summary>
public static class StandingLists
{
    /// <summary>The partition of all of them.</summary>
    public const string Partition = "standing";

    private const string At = "at,";
    private const string Separator = ",";
    private const string Running = "running";
    private const string Raised = "raised";
    private const string Extended = "extended";
    private const string Ahead = "ahead";
    private const string Silent = "silent";
    private const string Deferred = "deferred";
    private const string Explained = "explained";
    private const string Review = "to-review";

    /// <summary>What to read for those with a delivery that waits for its review, the one that waits longest first.</summary>
    public static ViewRange ToReview { get; } = new(Partition, Review + Separator);

    /// <summary>What to read for those that stand so today; a row found there may still stand otherwise.</summary>
    /// <param name="today">Local date.</param>
    public static IReadOnlyList<ViewRange> Of(Standing standing, DateOnly today)
    {
        var (month, next, day) = (MonthKey(today), MonthKey(today.AddMonths(1)), DayKey(today));
        var begun = TableClient.CreateQueryFilter($"Trigger le {day}");
        var notBegun = TableClient.CreateQueryFilter($"Trigger gt {day}");
        return standing switch
        {
            Standing.Overdue => [Past(Running)],
            Standing.OverdueExplained => [Past(Explained)],
            Standing.Inherited => [Past(Silent)],
            Standing.Deferred => [In(Deferred)],
            Standing.Running => AndRest(Running, $"{begun} and Plain eq true", begun),
            Standing.DueSoon => AndRest(Raised, begun, begun),
            Standing.Extended => AndRest(Extended, begun, begun),
            Standing.NotYetInEffect => AndRest(Ahead, notBegun, notBegun),
            _ => [In(EndedAs(standing))],
        };

        ViewRange Past(string list) => In(list, TableClient.CreateQueryFilter($"RowKey lt {list + Separator + next} and Due lt {day}"));

        // What is silent or explained and not late yet stands as if it were neither: that is rare, and its lists are short.
        IReadOnlyList<ViewRange> AndRest(string list, string filter, string rest) => [FromNow(list, filter), FromNow(Silent, rest), FromNow(Explained, rest)];

        ViewRange FromNow(string list, string filter) => In(list, TableClient.CreateQueryFilter($"RowKey ge {list + Separator + month} and Due ge {day}") + " and " + filter);

        static ViewRange In(string list, string? filter = null) => new(Partition, list + Separator, filter);
    }

    /// <summary>The rows of these lists that a deadline must have and no others, the first of which says where it is.</summary>
    /// <param name="summary">As lists show it.</param>
    /// <param name="json">The same as it is stored.</param>
    internal static IReadOnlyList<ViewRow> RowsOf(DeadlineState state, int seq, DeadlineSummary summary, string json)
    {
        var rows = ListsOf(state, summary).Select(list => new ViewRow(Partition, $"{list}{Separator}{state.Id}", seq, json)
        {
            Columns = state.IsOpen ? new ViewColumns(DayKey(state.Due), DayKey(state.Trigger), state is { ExtendedUntil: null, Alert: null }) : null,
        }).ToList();
        return [new ViewRow(Partition, At + state.Id, seq, string.Join('\n', rows.Select(row => row.Row))), .. rows];
    }

    /// <summary>What a row of any list is about: its key without what may stand before it.</summary>
    internal static string SubjectOf(string row) => row[(row.LastIndexOf(Separator, StringComparison.Ordinal) + 1)..];

    /// <summary>True for the row that says where a deadline is listed.</summary>
    internal static bool IsPlace(ViewRow row) => row.Partition == Partition && row.Row.StartsWith(At, StringComparison.Ordinal);

    private static IEnumerable<string> ListsOf(DeadlineState state, DeadlineSummary summary) =>
        state.ToReview is [var first, ..] ? StandingsOf(state, summary).Append(Review + Separator + DayKey(first.ReceivedOn)) : StandingsOf(state, summary);

    private static IEnumerable<string> StandingsOf(DeadlineState state, DeadlineSummary summary)
    {
        if (!state.IsOpen)
        {
            // How it ended is no matter of the day on which it is asked.
            return [EndedAs(Standings.Of(summary, state.OpenedOn))];
        }

        var month = Separator + MonthKey(state.Due);
        return state switch
        {
            { DeferredOn: not null } => [Deferred + month],
            { IsSilent: true } => [Silent + month],
            { Explanation.Status: ExplanationStatus.Accepted } => [Explained + month],
            _ => Running().Select(list => list + month),
        };

        IEnumerable<string> Running()
        {
            yield return StandingLists.Running;
            if (state.ExtendedUntil is not null)
            {
                yield return Extended;
            }
            else if (state.Alert is not null)
            {
                yield return Raised;
            }

            if (state.Trigger > state.OpenedOn)
            {
                yield return Ahead;
            }
        }
    }

    private static string EndedAs(Standing standing) => "ended-" + StandingNames.NameOf(standing);

    private static string MonthKey(DateOnly date) => date.ToString("yyyyMM", CultureInfo.InvariantCulture);

    private static string DayKey(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
