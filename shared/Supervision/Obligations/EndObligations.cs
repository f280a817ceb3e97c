using System.Text.Json.Serialization;
using Azure;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Time;

namespace Supervision.Obligations;

/// <summary>What ends, and when.</summary>
/// <param name="On">x, the local date from which nothing is expected any more; a day to come is waited for.</param>
/// <param name="Obligations">Numbers of the obligations whose provision has gone; null: the law is repealed as a whole.</param>
public sealed record EndingRequest(DateOnly On, IReadOnlyList<int>? Obligations = null);

/// <summary>
/// Ends obligations because their law was repealed or their provision went with an amendment: open deadlines are closed, nothing opens any
/// more. It touches the register and many home partitions, so it is a plan whose steps are repeated until all are taken; what is opened at
/// the same moment finds the end in the register and closes with it.
/// </summary>
public sealed class EndObligations(
    LawStore laws,
    LawDecisions register,
    DeadlineStore deadlines,
    Successions successions,
    PlanStore plans,
    DeadlineDecisions decisions,
    LegislatureClock clock) : IPlanCarrier
{
    private const string PlanKind = "ending";

    public string Kind => PlanKind;

    public async Task<Outcome> ExecuteAsync(LawId id, EndingRequest request, Act act, CancellationToken cancellationToken)
    {
        if (OpeningRules.IsOutOfRange(request.On))
        {
            return new Outcome.Invalid([new InputFault("date-out-of-range", "on", OpeningRules.RangeInWords)]);
        }

        if (await laws.FindAsync(id, cancellationToken) is not { } found)
        {
            return new Outcome.NotFound();
        }

        if (request.Obligations is { } numbers && (numbers.Count == 0 || numbers.Any(number => number < 1 || number > found.Law.Obligations)))
        {
            return new Outcome.Invalid([new InputFault("obligation-unknown", "obligations", "Name obligations of this law by their numbers.")]);
        }

        var asked = $"end {Json.Write(request)}";
        var decision = LawDecision.Of(act, asked, unnamed: asked);
        if (await register.RecallAsync<Outcome>(id, decision, begun => CarryOutAsync(begun, clock.Today, cancellationToken), cancellationToken) is { } recorded)
        {
            return recorded;
        }

        LawDecisions.Check(act.Expected, found.ETag);
        if (request.Obligations is null && found.Law.RepealedOn is { } before && before != request.On)
        {
            return new Outcome.AlreadyRepealed(before);
        }

        var steps = new EndingPlan(id, request, act.Caller.Id, clock.Today, decision);
        var plan = await plans.BeginAsync(decision.PlanIdOf(PlanKind, id), Json.Write(steps), cancellationToken);
        decision.CheckSame(Json.Read<EndingPlan>(plan.Content).Decision);
        if (!plan.Done)
        {
            await CarryOutAsync(plan, clock.Today, cancellationToken);
        }

        if (decision.IsKeyed && await laws.FindAnswerAsync(id, decision.Request, cancellationToken) is { } answer)
        {
            return answer.Read<Outcome>(asked);
        }

        // Of two repeals recorded at once with different dates the first on record counts.
        return request.Obligations is null && (await laws.FindAsync(id, cancellationToken))?.Law.RepealedOn is { } other && other != request.On
            ? new Outcome.AlreadyRepealed(other)
            : new Outcome.Ending(id, request.On, request.On <= clock.Today);
    }

    public async Task CarryOutAsync(Plan plan, DateOnly today, CancellationToken cancellationToken)
    {
        var steps = Json.Read<EndingPlan>(plan.Content);
        if (!await RecordAsync(plan, steps, cancellationToken))
        {
            return;
        }

        if (steps.Request.On > today)
        {
            return;
        }

        var reason = steps.Request.Obligations is null ? ClosureReason.Repealed : ClosureReason.ProvisionEnded;
        var end = new ObligationEnd(reason, steps.Request.On, plan.Id);
        foreach (var obligation in await laws.ListObligationsAsync(steps.Law, cancellationToken))
        {
            if (steps.Request.Obligations?.Contains(obligation.Id.Number) ?? true)
            {
                var ended = await EndAsync(obligation.Id, end, cancellationToken);
                foreach (var home in await successions.LineAsync(ended.Confirmation?.Departments ?? [], cancellationToken))
                {
                    var heads = await deadlines.ListAsync(obligation.Id, home, cancellationToken);
                    await CloseAsync([.. heads.Select(head => head.State.Id)], ended.Ended!, steps.By, steps.DecidedOn, cancellationToken);
                }
            }
        }

        await plans.FinishAsync(plan, cancellationToken);
    }

    /// <summary>Closes deadlines just opened whose obligation has ended meanwhile. The look at it comes after the opening, so none escapes.</summary>
    internal async Task<bool> EndIfEndedAsync(ObligationId obligation, IReadOnlyList<DeadlineId> opened, CancellationToken cancellationToken)
    {
        if (await laws.FindObligationAsync(obligation, cancellationToken) is not { Obligation.Ended: { } end })
        {
            return false;
        }

        await CloseAsync(opened, end, PlanKind, clock.Today, cancellationToken);
        return true;
    }

    /// <summary>
    /// What is owed is closed; what was fulfilled stays as it is, no further occurrence follows it, and it is not awaited again should the
    /// delivery be returned or withdrawn.
    /// </summary>
    private async Task CloseAsync(IReadOnlyList<DeadlineId> ids, ObligationEnd end, string by, DateOnly decidedOn, CancellationToken cancellationToken)
    {
        var on = decidedOn > end.On ? decidedOn : end.On;
        foreach (var id in ids)
        {
            await decisions.DecideAsync<bool>(
                id,
                new Decision($"{end.Plan}-{id}", by, on),
                remember: false,
                head => head?.State switch
                {
                    { IsOpen: true } => new Verdict<bool>.Record(new DeadlineClosed(end.Reason, end.On, end.Plan), true),
                    { IsDutyOver: false } => new Verdict<bool>.Record(new RecurrenceEnded(end.Plan, end.Reason, end.On), true),
                    _ => new Verdict<bool>.Nothing(true),
                },
                cancellationToken);
        }
    }

    /// <returns>False when the repeal is on record with another date, or the decision with another plan.</returns>
    private Task<bool> RecordAsync(Plan plan, EndingPlan steps, CancellationToken cancellationToken)
    {
        // A plan that an earlier version of the product wrote names no decision.
        var decision = steps.Decision ?? new LawDecision(plan.Id, $"end {Json.Write(steps.Request)}", IsKeyed: false, Expected: null);
        var on = steps.Request.On;
        return register.RecordAsync(
            plan,
            steps.Law,
            decision,
            law => steps.Request.Obligations is not null ? law
                : law.RepealedOn is { } recorded && recorded != on ? null
                : law with { RepealedOn = on },
            Json.Write<Outcome>(new Outcome.Ending(steps.Law, on, on <= steps.DecidedOn)),
            cancellationToken);
    }

    private async Task<Obligation> EndAsync(ObligationId id, ObligationEnd end, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (obligation, etag) = await laws.FindObligationAsync(id, cancellationToken)
                ?? throw new InvalidOperationException($"Obligation {id} is missing.");
            if (obligation.Ended is not null)
            {
                return obligation;
            }

            try
            {
                await laws.ReplaceObligationAsync(obligation with { Ended = end }, etag, cancellationToken);
            }
            catch (RequestFailedException changed) when (changed.Status == 412)
            {
                // Confirmed meanwhile: look again.
            }
        }
    }

    /// <summary>The steps of an ending.</summary>
    internal sealed record EndingPlan(LawId Law, EndingRequest Request, string By, DateOnly DecidedOn, LawDecision? Decision = null);

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Ending), "ending")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(AlreadyRepealed), "already-repealed")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Done">False while the day lies ahead.</param>
        public sealed record Ending(LawId Law, DateOnly On, bool Done) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>Its repeal is on record with another date.</summary>
        public sealed record AlreadyRepealed(DateOnly On) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
