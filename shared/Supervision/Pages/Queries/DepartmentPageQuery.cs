using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Pages.Texts;
using Supervision.Relay;
using Supervision.Time;

namespace Supervision.Pages.Queries;

/// <summary>What a department owes and has delivered.</summary>
/// <param name="Alerts">Its open alerts, the highest stage first.</param>
/// <param name="Awaited">Deadlines that await a delivery, the earliest due first.</param>
/// <param name="Delivered">One page of the others.</param>
/// <param name="DeliveredNext">Continuation of that list, or null.</param>
/// <param name="Receipts">The latest receipts.</param>
public sealed record DepartmentPage(
    Department Department,
    string Name,
    IReadOnlyList<DeadlineRow> Alerts,
    Shown<DeadlineRow> Awaited,
    IReadOnlyList<DeadlineRow> Delivered,
    string? DeliveredNext,
    bool DeliveredIsLater,
    Shown<Delivery> Receipts,
    string BaseAddress);

/// <summary>
/// Reads a department's page from its own partition and from where it owes jointly or as a successor; titles and quotes by point reads.
/// </summary>
public sealed class DepartmentPageQuery(
    DeadlineStore deadlines, OwedDeadlines owed, DeliveryStore deliveries, DirectoryStore directory, LawStore laws, LegislatureClock clock)
{
    private const int DeliveredShown = 50;
    private const int ReceiptsShown = 50;

    /// <param name="continuation">Continuation of the list of delivered deadlines, or null for its beginning.</param>
    /// <param name="baseAddress">Where uploads go, without a slash at the end.</param>
    /// <returns>Null when the directory does not know the department.</returns>
    public async Task<DepartmentPage?> ReadAsync(
        DepartmentId id, string? continuation, string baseAddress, Wording wording, CancellationToken cancellationToken)
    {
        var departmentRead = directory.FindAsync(id, cancellationToken);
        var openRead = owed.ListOpenAsync(id, PageReads.MostRead, cancellationToken);
        var closedRead = deadlines.PageAsync(id, open: false, continuation, DeliveredShown, cancellationToken);
        var receiptsRead = deliveries.PageAsync(id, null, PageReads.MostRead, cancellationToken);
        await Task.WhenAll(departmentRead, openRead, closedRead, receiptsRead);
        if (await departmentRead is not { } department)
        {
            return null;
        }

        var (open, beyond) = await openRead;
        var (closed, closedNext) = await closedRead;
        var (received, receivedNext) = await receiptsRead;
        var today = clock.Today;
        var awaited = Shown.Of(
            open.OrderBy(state => state.Due).ThenBy(state => state.Id.Value, StringComparer.Ordinal),
            PageReads.MostShown,
            beyond);
        var alerted = open.Where(state => state.Alert is not null)
            .OrderByDescending(state => state.Alert!.Id.Stage).ThenBy(state => state.Due).Take(PageReads.MostShown).ToList();
        var rows = await RowsAsync([.. awaited.Rows, .. alerted, .. closed], today, wording, cancellationToken);
        return new DepartmentPage(
            department,
            department.NameIn(wording.Texts.Language),
            [.. alerted.Select(state => rows[state.Id])],
            new Shown<DeadlineRow>([.. awaited.Rows.Select(state => rows[state.Id])], awaited.Total, awaited.Beyond),
            [.. closed.OrderByDescending(state => state.Due).Select(state => rows[state.Id])],
            closedNext,
            continuation is not null,
            Shown.Of(received.OrderByDescending(delivery => delivery.ReceivedAt), ReceiptsShown, receivedNext is not null),
            baseAddress);
    }

    /// <summary>The deadlines that await a delivery by a department, its own and those it has taken over, the earliest due first.</summary>
    /// <returns>Null when the directory does not know the department.</returns>
    public async Task<Shown<DeadlineRow>?> ListAwaitedAsync(DepartmentId id, Wording wording, CancellationToken cancellationToken)
    {
        var departmentRead = directory.FindAsync(id, cancellationToken);
        var openRead = owed.ListOpenAsync(id, PageReads.MostRead, cancellationToken);
        await Task.WhenAll(departmentRead, openRead);
        if (await departmentRead is null)
        {
            return null;
        }

        var (open, beyond) = await openRead;
        var delivers = new List<DeadlineState>();
        foreach (var state in open)
        {
            if (await owed.DeliversAsync(id, state.Id, cancellationToken))
            {
                delivers.Add(state);
            }
        }

        var awaited = Shown.Of(
            delivers.OrderBy(state => state.Due).ThenBy(state => state.Id.Value, StringComparer.Ordinal), PageReads.MostShown, beyond);
        var rows = await RowsAsync(awaited.Rows, clock.Today, wording, cancellationToken);
        return new Shown<DeadlineRow>([.. awaited.Rows.Select(state => rows[state.Id])], awaited.Total, awaited.Beyond);
    }

    private async Task<Dictionary<DeadlineId, DeadlineRow>> RowsAsync(
        IEnumerable<DeadlineState> states, DateOnly today, Wording wording, CancellationToken cancellationToken)
    {
        var titles = new Titles(laws, directory);
        var distinct = states.DistinctBy(state => state.Id).ToList();

        // Each law once, then each obligation once.
        await PageReads.EachAsync(distinct.Select(state => state.Id.Obligation.Law).Distinct(), titles.LawAsync, cancellationToken);
        await PageReads.EachAsync(distinct.Select(state => state.Id.Obligation).Distinct(), titles.ObligationAsync, cancellationToken);
        await PageReads.EachAsync(distinct.Select(state => state.Id.Home).Distinct(), titles.DepartmentAsync, cancellationToken);
        var rows = await PageReads.EachAsync(
            distinct,
            async (state, stop) => DeadlineRow.Of(
                state,
                await titles.LawAsync(state.Id.Obligation.Law, stop),
                await titles.ObligationAsync(state.Id.Obligation, stop),
                await titles.DepartmentAsync(state.Id.Home, stop),
                today,
                wording),
            cancellationToken);
        return rows.ToDictionary(row => row.Id);
    }
}
