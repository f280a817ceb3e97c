using System.Runtime.CompilerServices;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Time;

namespace Supervision.Deadlines;

/// <summary>
/// What a department owes today: deadlines in its own partition, those it owes jointly at another's, and those of departments whose duties
/// it has taken over, which stay in the partition where they were opened.
/// </summary>
public sealed class OwedDeadlines(DeadlineStore deadlines, Successions successions, LegislatureClock clock)
{
    private const int PageSize = 500;

    /// <summary>Lists those that await a delivery.</summary>
    /// <param name="most">Reads no more than about so many of a kind.</param>
    /// <returns>The deadlines in no order; whether there are more.</returns>
    public async Task<(IReadOnlyList<DeadlineState> Open, bool Beyond)> ListOpenAsync(DepartmentId department, int most, CancellationToken cancellationToken)
    {
        var own = ListAsync(department, most, cancellationToken);
        var forerunners = await successions.ForerunnersAsync(department, clock.Today, cancellationToken);
        var lists = await Task.WhenAll(forerunners.Select(from => ListAsync(from, most, cancellationToken)).Prepend(own));
        var open = new Dictionary<DeadlineId, DeadlineState>();
        foreach (var (from, (states, _)) in forerunners.Prepend(department).Zip(lists))
        {
            foreach (var state in states)
            {
                if (from == department || await successions.ResolveAsync(from, state.Id.Obligation, clock.Today, cancellationToken) == department)
                {
                    open[state.Id] = state;
                }
            }
        }

        return ([.. open.Values], lists.Any(list => list.Beyond));
    }

    /// <summary>
    /// Every deadline of an obligation, open or not, in whichever home one may lie, read home by home as they are asked for; none of one that is not confirmed.
    /// </summary>
    internal async IAsyncEnumerable<DeadlineHead> ListAsync(Obligation obligation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var home in await successions.LineAsync(obligation.Confirmation?.Departments ?? [], cancellationToken))
        {
            foreach (var head in await deadlines.ListAsync(obligation.Id, home, cancellationToken))
            {
                yield return head;
            }
        }
    }

    /// <summary>True for the department that delivers for a deadline: the one at which it was opened, or who has taken over its duty.</summary>
    public async Task<bool> DeliversAsync(DepartmentId department, DeadlineId deadline, CancellationToken cancellationToken) =>
        deadline.Home == department
        || await successions.ResolveAsync(deadline.Home, deadline.Obligation, clock.Today, cancellationToken) == department;

    /// <summary>True for a department that owes a deadline: it delivers for it, or owes it jointly with the one that does.</summary>
    public async Task<bool> OwesAsync(DepartmentId department, DeadlineId deadline, CancellationToken cancellationToken) =>
        deadline.Home == department
        || await deadlines.IsJointAsync(department, deadline, cancellationToken)
        || await DeliversAsync(department, deadline, cancellationToken);

    /// <summary>
    /// True for a department other than the home that delivers there, or takes back what was delivered: it owes the deadline; what belongs to
    /// none is for the successor of the whole.
    /// </summary>
    /// <param name="heir">The department that acts; null: the home itself or staff, who may, without a question to storage.</param>
    /// <param name="deadline">The deadline that the delivery is matched to, or null.</param>
    public async Task<bool> MayDeliverAsync(DepartmentId? heir, DepartmentId home, DeadlineId? deadline, CancellationToken cancellationToken) =>
        heir is not { } department
        || (deadline is { } id
            ? await OwesAsync(department, id, cancellationToken)
            : await successions.HasTakenOverAsync(department, home, whole: true, clock.Today, cancellationToken));

    private async Task<(IReadOnlyList<DeadlineState> Open, bool Beyond)> ListAsync(DepartmentId department, int most, CancellationToken cancellationToken)
    {
        var (own, ownBeyond) = await ReadAsync(next => deadlines.PageAsync(department, open: true, next, PageSize, cancellationToken), most);
        var (joint, jointBeyond) = await ReadAsync(next => deadlines.PageJointAsync(department, next, PageSize, cancellationToken), most);
        return ([.. own, .. joint.Where(state => state.IsOpen)], ownBeyond || jointBeyond);
    }

    private static async Task<(IReadOnlyList<DeadlineState> States, bool Beyond)> ReadAsync(
        Func<string?, Task<(IReadOnlyList<DeadlineState> Deadlines, string? Continuation)>> read, int most)
    {
        var states = new List<DeadlineState>();
        string? continuation = null;
        do
        {
            (var page, continuation) = await read(continuation);
            states.AddRange(page);
        }
        while (continuation is not null && states.Count < most);

        return (states, continuation is not null);
    }
}
