using System.Globalization;
using Azure.Data.Tables;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;

namespace Supervision.Views;

/// <summary>A part of a list: rows of one partition, narrowed by key and columns.</summary>
/// <param name="Filter">As storage takes it; null: the whole list.</param>
public sealed record ViewRange(string Partition, string? Filter = null);

/// <summary>
/// The lists by which deadlines are found as they stand. What a deadline is listed in follows from its facts alone; what time alone changes is found
/// by date: the rows of what is awaited begin with the month of d, and bear d and s. So nothing is rewritten because a day has passed, and a page of
/// one standing reads little that stands otherwise.
/// </summary>
public static class StandingLists
{
    private const string Running = "awaited-running";
    private const string Raised = "awaited-raised";
    private const string Extended = "awaited-extended";
    private const string Ahead = "awaited-ahead";
    private const string Silent = "awaited-silent";
    private const string Deferred = "awaited-deferred";
    private const string Explained = "awaited-explained";

    private static readonly Standing[] Over = [.. Enum.GetValues<Standing>().Where(StandingNames.IsOver)];

    /// <summary>Every one of these lists.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Running, Raised, Extended, Ahead, Silent, Deferred, Explained, .. Over.Select(EndedAs)];

    /// <summary>What to read for those that stand so today; a row found there may still stand otherwise.</summary>
    /// <param name="today">Local date.</param>
    public static IReadOnlyList<ViewRange> Of(Standing standing, DateOnly today)
    {
        var (month, next, day) = (MonthKey(today), MonthKey(today.AddMonths(1)), DayKey(today));
        var past = TableClient.CreateQueryFilter($"RowKey lt {next} and Due lt {day}");
        var ahead = TableClient.CreateQueryFilter($"RowKey ge {month} and Due ge {day}");
        var begun = TableClient.CreateQueryFilter($"Trigger le {day}");
        var notBegun = TableClient.CreateQueryFilter($"Trigger gt {day}");
        return standing switch
        {
            Standing.Overdue => [new(Running, past)],
            Standing.OverdueExplained => [new(Explained, past)],
            Standing.Inherited => [new(Silent, past)],
            Standing.Deferred => [new(Deferred)],
            Standing.Running => AndRest(Running, $"{ahead} and {begun} and Plain eq true", $"{ahead} and {begun}"),
            Standing.DueSoon => AndRest(Raised, $"{ahead} and {begun}", $"{ahead} and {begun}"),
            Standing.Extended => AndRest(Extended, $"{ahead} and {begun}", $"{ahead} and {begun}"),
            Standing.NotYetInEffect => AndRest(Ahead, $"{ahead} and {notBegun}", $"{ahead} and {notBegun}"),
            _ => [new(EndedAs(standing))],
        };

        // What is silent or explained and not late yet stands as if it were neither: that is rare, and its lists are short.
        static IReadOnlyList<ViewRange> AndRest(string list, string filter, string rest) => [new(list, filter), new(Silent, rest), new(Explained, rest)];
    }

    /// <summary>The rows of these lists that a deadline must have, and markers where it may have had one.</summary>
    /// <param name="summary">As lists show it.</param>
    internal static IEnumerable<ViewRow> RowsOf(DeadlineState state, int seq, string summary)
    {
        var isDeferred = state.IsOpen && state.DeferredOn is not null;
        var isSilent = state.IsOpen && !isDeferred && state.IsSilent;
        var isExplained = state.IsOpen && !isDeferred && !isSilent && state.Explanation is { Status: ExplanationStatus.Accepted };
        var isRunning = state.IsOpen && !isDeferred && !isSilent && !isExplained;
        var isExtended = isRunning && state.ExtendedUntil is not null;
        var isRaised = isRunning && !isExtended && state.Alert is not null;

        // Whatever takes a deadline from one of these lists to another begins a round or is a step that was proposed.
        var hasChanged = state.Round > 1 || state.StepCount > 0;
        List<(string List, bool IsIn, bool MayHaveBeen)> lists =
        [
            (Running, isRunning, true),
            (Raised, isRaised, hasChanged || state.Raised is not null),
            (Extended, isExtended, hasChanged),
            (Ahead, isRunning && state.Trigger > state.OpenedOn, hasChanged || state.Trigger > state.OpenedOn),
            (Silent, isSilent, state.Inherited),
            (Deferred, isDeferred, hasChanged),
            (Explained, isExplained, state.ExplanationCount > 0),
        ];
        var month = DeadlineState.MonthOf(state.Due);
        var columns = new ViewColumns(DayKey(state.Due), DayKey(state.Trigger), !isExtended && !isRaised);
        foreach (var (list, isIn, _) in lists.Where(list => list.IsIn || list.MayHaveBeen))
        {
            foreach (var each in state.DueMonths)
            {
                yield return new ViewRow(list, $"{MonthKey(each)}-{state.Id}", seq, isIn && each == month ? summary : null) { Columns = columns };
            }
        }

        if (!state.IsOpen || hasChanged)
        {
            // How it ended is no matter of the day on which it is asked.
            var ended = state.IsOpen ? (Standing?)null : Standings.Of(Json.Read<DeadlineSummary>(summary), state.OpenedOn);
            foreach (var standing in Over)
            {
                yield return new ViewRow(EndedAs(standing), state.Id.Value, seq, standing == ended ? summary : null);
            }
        }
    }

    /// <summary>What a row of any list is about: its key without the month that may stand before it.</summary>
    internal static string SubjectOf(string row) => row.Length > 7 && row[6] == '-' && row.AsSpan(0, 6).IndexOfAnyExceptInRange('0', '9') < 0 ? row[7..] : row;

    private static string EndedAs(Standing standing) => "ended-" + StandingNames.NameOf(standing);

    private static string MonthKey(DateOnly date) => date.ToString("yyyyMM", CultureInfo.InvariantCulture);

    private static string DayKey(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
