using Supervision.Departments;
using Supervision.Identity;
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

    /// <summary>True for the department that delivers for a deadline: the one at which it was opened, or who has taken over its duty.</summary>
    public async Task<bool> DeliversAsync(DepartmentId department, DeadlineId deadline, CancellationToken cancellationToken) =>
        deadline.Home == department
        || await successions.ResolveAsync(deadline.Home, deadline.Obligation, clock.Today, cancellationToken) == department;

    private async Task<(IReadOnlyList<DeadlineState> Open, bool Beyond)> ListAsync(DepartmentId department, int most, CancellationToken cancellationToken)
    {
        var open = new List<DeadlineState>();
        string? continuation = null;
        do
        {
            (var page, continuation) = await deadlines.PageAsync(department, open: true, continuation, PageSize, cancellationToken);
            open.AddRange(page);
        }
        while (continuation is not null && open.Count < most);

        var beyond = continuation is not null;
        string? jointContinuation = null;
        var read = 0;
        do
        {
            (var joint, jointContinuation) = await deadlines.PageJointAsync(department, jointContinuation, PageSize, cancellationToken);
            open.AddRange(joint.Where(state => state.IsOpen));
            read += joint.Count;
        }
        while (jointContinuation is not null && read < most);

        return (open, beyond || jointContinuation is not null);
    }
}
