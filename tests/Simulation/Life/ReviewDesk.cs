using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Identity;
using Supervision.PlainModel;

namespace Supervision.Simulation.Life;

/// <summary>An officer of the supervision office: reviews deliveries and releases what was past when it was confirmed.</summary>
internal sealed class ReviewDesk(SeedRun run) : Desk(run)
{
    private const int Most = 500;

    public override int DaysBetween => 5;

    public override void Work()
    {
        foreach (var (id, _) in Given.Departments)
        {
            if (Random.Next(2) == 0)
            {
                Visit(DepartmentId.Parse(id));
            }
        }
    }

    private void Visit(DepartmentId home)
    {
        if (!Run.Call("list", host => host.Get<DeadlineStore>().PageAsync(home, null, Most, CancellationToken.None), out var page))
        {
            return;
        }

        foreach (var state in page.Deadlines)
        {
            if (state.IsSilent && state.IsOpen && Random.Next(6) == 0)
            {
                Release(state);
            }
            else if (state.Deliveries.Count > 0 && state.Deliveries[Random.Next(state.Deliveries.Count)] is var standing
                && Random.Next(standing.Accepted ? 150 : 4) == 0)
            {
                Review(state, standing);
            }
        }
    }

    private void Release(DeadlineState state)
    {
        var act = new ReleaseAct(NewId("r"), state.Id.Value);
        var caller = new Caller(act.Id, Role.Officer, null);
        var before = Run.Moments;
        Run.Try(act, repeats: true, async host =>
            await host.Get<ReleaseInherited>().ExecuteAsync(state.Id, caller, act.Id, CancellationToken.None) is ReleaseInherited.Outcome.Released
                && before == Run.Moments ? true : null);
    }

    private void Review(DeadlineState state, StandingDelivery standing)
    {
        var decision = standing.Accepted ? "content" : Random.Next(6) switch { < 3 => "accept", 3 => "form", _ => "content" };
        var act = new ReviewAct(NewId("v"), state.Id.Value, standing.Delivery.Value, decision);
        var caller = new Caller(act.Id, Role.Officer, null);
        var review = decision switch { "accept" => ReviewDecision.Accept, "form" => ReviewDecision.ReturnForForm, _ => ReviewDecision.ReturnForContent };
        var before = Run.Moments;
        Run.Try(act, repeats: true, async host =>
            await host.Get<ReviewDelivery>().ExecuteAsync(state.Id.Home, standing.Delivery, review, null, caller, act.Id, CancellationToken.None) switch
            {
                ReviewDelivery.Outcome.Reviewed when before == Run.Moments => true,
                ReviewDelivery.Outcome.AlreadyReturned => act.Attempts == 1 ? false : null,
                _ => null,
            });
    }
}
