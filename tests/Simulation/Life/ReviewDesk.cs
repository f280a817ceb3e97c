using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.PlainModel;
using DecisionAct = Supervision.Deadlines.Act;

namespace Supervision.Simulation.Life;

/// <summary>An officer of the supervision office: reviews deliveries and releases what was past when it was confirmed.</summary>
internal sealed class ReviewDesk(SeedRun run) : Desk(run)
{
    private const string Instrument = "local-government-rule";

    public override int DaysBetween => 5;

    public override void Work()
    {
        foreach (var id in Run.Departments.ToList())
        {
            if (Random.Next(2) == 0)
            {
                Visit(DepartmentId.Parse(id));
            }
        }
    }

    private void Visit(DepartmentId home)
    {
        if (!List(home, out var owed))
        {
            return;
        }

        DecideRemovals();
        foreach (var state in owed)
        {
            if (state.Deliveries.Count > 0 && Random.Next(150) == 0)
            {
                ProposeRemoval(state.Id.Home, state.Deliveries[0].Delivery);
            }

            if (state.Kind == ObligationKind.ImplementingRule && state.Closure is null && Random.Next(20) == 0)
            {
                Match(state);
            }

            if (state.Kind == ObligationKind.ImplementingRule && state.Closure is null && Random.Next(60) == 0)
            {
                MatchFurther(state, owed);
            }

            if (state.Inherited && state.ReleasedOn is null && state.IsOpen && Random.Next(6) == 0)
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
        var before = Listed;
        Run.Try(act, repeats: true, async host =>
            await host.Get<ReleaseInherited>().ExecuteAsync(state.Id, new DecisionAct(caller, act.Id), CancellationToken.None) is ReleaseInherited.Outcome.Released
                && before == Run.Moments ? true : null);
    }

    private void Review(DeadlineState state, StandingDelivery standing)
    {
        var decision = standing.Accepted ? "content" : Random.Next(6) switch { < 3 => "accept", 3 => "form", _ => "content" };
        var isRule = state.Kind == ObligationKind.ImplementingRule;
        var act = new ReviewAct(
            NewId("v"),
            state.Id.Value,
            standing.Delivery.Value,
            decision,
            Part: decision == "accept" && Random.Next(8) == 0,
            Published: decision == "accept" && isRule && Random.Next(3) == 0 ? Run.Today : null,
            Instrument: decision == "accept" && isRule ? Instrument : null);
        var review = new ReviewRequest(
            decision switch { "accept" => ReviewDecision.Accept, "form" => ReviewDecision.ReturnForForm, _ => ReviewDecision.ReturnForContent },
            decision == "accept" ? null : "请修改。",
            act.Part,
            act.Published,
            act.Instrument,
            state.Id);
        var before = Listed;
        Run.Try(act, repeats: true, async host =>
            await host.Get<ReviewDelivery>().ExecuteAsync(state.Id.Home, standing.Delivery, review, AsOfficer(act), CancellationToken.None) switch
            {
                ReviewDelivery.Outcome.Reviewed => before == Run.Moments ? true : null,
                _ => false,
            });
    }

    /// <summary>A file holds what must not be kept.</summary>
    private void ProposeRemoval(DepartmentId home, DeliveryId delivery)
    {
        var target = RemovalTarget.File(home, delivery, 1);
        var act = new RemoveAct(NewId("q"), home.Value, target.Content);
        var caller = new Caller(act.Id, Role.Administrator, null);
        Run.Try(act, repeats: true, async host =>
            await host.Get<ProposeRemoval>().ExecuteAsync(target, "含有个人信息。", caller, CancellationToken.None, act.Id) is ProposeRemoval.Outcome.Proposed { Removal: var removal }
                && removal.ProposedBy == act.Id ? true : null);
        Run.Removals.Add(act);
    }

    private void DecideRemovals()
    {
        foreach (var proposed in Run.Removals.ToList())
        {
            if (Random.Next(4) != 0)
            {
                continue;
            }

            if (Random.Next(4) > 0)
            {
                Run.Removals.Remove(proposed);
            }

            if (Random.Next(4) == 0)
            {
                DecideOwn(proposed);
            }

            var act = new DecideRemovalAct(NewId("h"), proposed.Content, Random.Next(4) > 0);
            var id = IdOf(proposed);
            var caller = new Caller(act.Id, Role.Director, null);
            Run.Try(act, repeats: true, async host =>
                await host.Get<DecideRemoval>().ExecuteAsync(DepartmentId.Parse(proposed.Home), id, act.Confirm, null, caller, CancellationToken.None) switch
                {
                    DecideRemoval.Outcome.Decided { Removal: var decided } => decided.DecidedBy == act.Id ? true : null,
                    _ => false,
                });
        }
    }

    /// <summary>Nobody decides on their own proposal; on another's, that stood when they proposed the same or came after the rejection of theirs, they may.</summary>
    private void DecideOwn(RemoveAct proposed)
    {
        if (proposed.Done != true || Run.Recording.Acts.OfType<RemoveAct>().Last(act => act.Content == proposed.Content) != proposed)
        {
            return;
        }

        var own = new Caller(proposed.Id, Role.Director, null);
        if (Run.Call("decide one's own", host => host.Get<DecideRemoval>().ExecuteAsync(DepartmentId.Parse(proposed.Home), IdOf(proposed), true, null, own, CancellationToken.None), out var outcome)
            && outcome is DecideRemoval.Outcome.Decided { Removal: var removal } && removal.DecidedBy == proposed.Id)
        {
            Run.Findings.Excess($"{proposed.Id} decided on the removal of {proposed.Content} that they had proposed");
        }
    }

    private static RemovalId IdOf(RemoveAct proposed) =>
        RemovalId.Of(new RemovalTarget(DepartmentId.Parse(proposed.Home), proposed.Content[..proposed.Content.LastIndexOf('-')], proposed.Content));

    /// <summary>Finds a deadline for what none awaited, or none.</summary>
    private void Match(DeadlineState state)
    {
        var index = Run.Unmatched.FindIndex(one => one.Home == state.Id.Home);
        if (index < 0)
        {
            return;
        }

        var (_, first) = Run.Unmatched[index];
        Run.Unmatched.RemoveAt(index);
        var act = new MatchAct(NewId("m"), state.Id.Value, first);
        Run.Try(act, repeats: true, async host =>
            await host.Get<MatchDelivery>().ExecuteAsync(
                state.Id.Home, DeliveryId.Parse(first.Delivery), state.Id, AsOfficer(act), CancellationToken.None) is MatchDelivery.Outcome.Matched);
    }

    /// <summary>A rule that was delivered for another deadline of the department fulfils this one besides.</summary>
    private void MatchFurther(DeadlineState state, IEnumerable<DeadlineState> all)
    {
        var delivered = all.Where(other => other.Kind == ObligationKind.ImplementingRule && other.Id != state.Id)
            .SelectMany(other => other.Deliveries).FirstOrDefault(standing => state.Deliveries.All(here => here.Delivery != standing.Delivery));
        if (delivered is null || Run.Recording.Acts.OfType<DeliverAct>().FirstOrDefault(one => one.Delivery == delivered.Delivery.Value) is not { } first)
        {
            return;
        }

        var act = new MatchAct(NewId("m"), state.Id.Value, first);
        var before = Listed;
        Run.Try(act, repeats: true, async host =>
            await host.Get<MatchDelivery>().ExecuteAsync(state.Id.Home, delivered.Delivery, state.Id, AsOfficer(act), CancellationToken.None)
                is MatchDelivery.Outcome.Matched ? before == Run.Moments ? true : null : false);
    }

    private static DecisionAct AsOfficer(PlainAct act) => new(new Caller(act.Id, Role.Officer, null), act.Id);
}
