using System.Globalization;
using System.Text.Json.Serialization;
using Azure;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Papers;
using Supervision.Time;

namespace Supervision.Obligations;

/// <summary>What ends, and when.</summary>
/// <param name="On">x, the local date from which nothing is expected any more; a day to come is waited for.</param>
/// <param name="Obligations">Numbers of the obligations whose provision has gone; null: the law is repealed as a whole.</param>
/// <param name="Reason">By what it ended, such as the decision that repealed it; at most 4,000 characters. Null: not said.</param>
public sealed record EndingRequest(DateOnly On, IReadOnlyList<int>? Obligations = null, string? Reason = null);

/// <summary>
/// Ends obligations because their law was repealed or their provision went with an amendment: open deadlines are closed, nothing opens any
/// more. It touches the register and many home partitions, so it is a plan whose steps are repeated until all are taken; what is opened at
/// the same moment finds the end in the register and closes with it.
/// </summary>
public sealed class EndObligations(
    LawStore laws,
    LawDecisions register,
    OwedDeadlines owed,
    PlanStore plans,
    DeadlineDecisions decisions,
    LegislatureClock clock) : IPlanCarrier
{
    private const string PlanKind = "ending";

    /// <summary>The longest reason: it is written into plans and into the register.</summary>
    internal const int LongestReason = 4_000;

    public string Kind => PlanKind;

    public async Task<Outcome> ExecuteAsync(LawId id, EndingRequest request, Act act, CancellationToken cancellationToken)
    {
        if (OpeningRules.IsOutOfRange(request.On))
        {
            return new Outcome.Invalid([new InputFault("date-out-of-range", "on", OpeningRules.RangeInWords)]);
        }

        if (request.Reason is { } reason && FaultOf(reason) is { } fault)
        {
            return new Outcome.Invalid([fault]);
        }

        if (await laws.FindAsync(id, cancellationToken) is not { } found)
        {
            return new Outcome.NotFound();
        }

        if (request.Obligations is { } numbers && (numbers.Count == 0 || numbers.Any(number => number < 1 || number > found.Law.Obligations)))
        {
            return new Outcome.Invalid([InputFault.Of("obligation-unknown", "obligations", "Name obligations of this law by their numbers.")]);
        }

        // The same end recorded by two is one, whatever each says of it; under a key another reason is another request.
        var asked = $"end {Json.Write(act.IdempotencyKey is null ? request with { Reason = null } : request)}";
        // Recorded again after a withdrawal it is another decision, also where nothing else tells it from the first.
        var again = found.Law.EndingsWithdrawn is > 0 and var withdrawn ? string.Create(CultureInfo.InvariantCulture, $" after {withdrawn}") : "";
        var decision = LawDecision.Of(act, asked, unnamed: asked + again);
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
            : new Outcome.Ending(id, request.On, request.On <= clock.Today, plan.Id);
    }

    /// <summary>An end that was withdrawn meanwhile stops where it is.</summary>
    public async Task CarryOutAsync(Plan plan, DateOnly today, CancellationToken cancellationToken)
    {
        var steps = Json.Read<EndingPlan>(plan.Content);
        if (!await RecordAsync(plan, steps, cancellationToken))
        {
            return;
        }

        if (!await StandsAsync(plan, steps, cancellationToken))
        {
            await plans.FinishAsync(plan, cancellationToken);
            return;
        }

        if (steps.Request.On > today)
        {
            return;
        }

        var end = EndingOf(plan, steps);
        foreach (var obligation in await laws.ListObligationsAsync(steps.Law, cancellationToken))
        {
            if (end.Covers(obligation.Id.Number))
            {
                if (await EndAsync(obligation.Id, end.End, cancellationToken) is not { } ended)
                {
                    break;
                }

                var ids = await owed.ListAsync(ended, cancellationToken).Select(head => head.State.Id).ToListAsync(cancellationToken);
                await CloseIfEndedAsync(obligation.Id, ids, steps.By, steps.DecidedOn, cancellationToken);
            }
        }

        await plans.FinishAsync(plan, cancellationToken);
    }

    /// <summary>Closes deadlines just opened whose obligation has ended meanwhile. The look at it comes after the opening, so none escapes.</summary>
    internal Task<bool> EndIfEndedAsync(ObligationId obligation, IReadOnlyList<DeadlineId> opened, CancellationToken cancellationToken) =>
        CloseIfEndedAsync(obligation, opened, PlanKind, clock.Today, cancellationToken);

    /// <summary>
    /// Closes deadlines whose obligation has ended. They exist before the look at it: a withdrawal of that end which comes after the look finds
    /// them, and one that came before it is seen.
    /// </summary>
    /// <returns>True when their duty is over.</returns>
    private async Task<bool> CloseIfEndedAsync(
        ObligationId obligation, IReadOnlyList<DeadlineId> ids, string by, DateOnly decidedOn, CancellationToken cancellationToken) =>
        await laws.FindObligationAsync(obligation, cancellationToken) is { Obligation.Ended: { } end }
        && await CloseAsync(ids, end, by, decidedOn, cancellationToken);

    /// <summary>
    /// What is owed is closed; what was fulfilled stays as it is, no further occurrence follows it, and it is not awaited again should the
    /// delivery be returned or withdrawn.
    /// </summary>
    /// <returns>False when the end was withdrawn at one of them meanwhile.</returns>
    private async Task<bool> CloseAsync(IReadOnlyList<DeadlineId> ids, ObligationEnd end, string by, DateOnly decidedOn, CancellationToken cancellationToken)
    {
        var on = decidedOn > end.On ? decidedOn : end.On;
        var areOver = true;
        foreach (var id in ids)
        {
            areOver &= await decisions.DecideAsync<bool>(
                id,
                new Decision($"{end.Plan}-{id}", by, on),
                remember: false,
                head => head?.State switch
                {
                    { } state when state.HasWithdrawn(end.Plan) => new Verdict<bool>.Nothing(state.IsDutyOver),
                    { IsOpen: true } => new Verdict<bool>.Record(new DeadlineClosed(end.Reason, end.On, end.Plan), true),
                    { IsDutyOver: false } => new Verdict<bool>.Record(new RecurrenceEnded(end.Plan, end.Reason, end.On), true),
                    _ => new Verdict<bool>.Nothing(true),
                },
                cancellationToken);
        }

        return areOver;
    }

    /// <returns>False once it was withdrawn.</returns>
    private async Task<bool> StandsAsync(Plan plan, EndingPlan steps, CancellationToken cancellationToken)
    {
        if (await laws.FindEndingAsync(steps.Law, plan.Id, cancellationToken) is { } row)
        {
            return row.Ending.Withdrawn is null;
        }

        try
        {
            // Recorded by an earlier version of the product, which gave it no row.
            await laws.AddEndingAsync(steps.Law, EndingOf(plan, steps), cancellationToken);
            return true;
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            return await StandsAsync(plan, steps, cancellationToken);
        }
    }

    private static LawEnding EndingOf(Plan plan, EndingPlan steps) =>
        new(plan.Id, steps.Request.On, steps.Request.Obligations, steps.By, steps.DecidedOn, Reason: steps.Request.Reason);

    /// <summary>What is wrong with a reason that is kept in the register, or null. What has to be written as escapes there takes more room.</summary>
    internal static InputFault? FaultOf(string reason) => TextFaults.Of("reason", reason)
        ?? (reason.Length > LongestReason || Json.Write(reason).Length > 2 * LongestReason ? InputFault.Of("text-too-long", "reason", "At most {most} characters.", ("most", LongestReason)) : null);

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
            law => steps.Request.Obligations is null && law.RepealedOn is { } recorded && recorded != on
                ? null
                : new LawChange(
                    steps.Request.Obligations is null ? law with { RepealedOn = on } : law, new EndingRow(EndingOf(plan, steps), null)),
            Json.Write<Outcome>(new Outcome.Ending(steps.Law, on, on <= steps.DecidedOn, plan.Id)),
            cancellationToken);
    }

    /// <summary>
    /// Ends an obligation in one transaction with the row of the end, so that none is ended by an end that was withdrawn. One that another end has
    /// ended stays ended by that, unless that was withdrawn and whoever withdraws it has not come here yet.
    /// </summary>
    /// <returns>Null once the end was withdrawn.</returns>
    private async Task<Obligation?> EndAsync(ObligationId id, ObligationEnd end, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await laws.FindEndingAsync(id.Law, end.Plan, cancellationToken) ?? throw new InvalidOperationException($"The row of {end.Plan} is missing.");
            if (row.Ending.Withdrawn is not null)
            {
                return null;
            }

            var (obligation, etag) = await laws.FindObligationAsync(id, cancellationToken)
                ?? throw new InvalidOperationException($"Obligation {id} is missing.");
            var before = obligation.Ended?.Plan;
            if (before is not null
                && (before == end.Plan || await laws.FindEndingAsync(id.Law, before, cancellationToken) is not { Ending.Withdrawn: not null }))
            {
                return obligation;
            }

            var ended = obligation with { Ended = end };
            if (before is not null)
            {
                ended = ended with { WithdrawnEnds = [.. obligation.WithdrawnEnds ?? [], before] };
            }

            try
            {
                await laws.ReplaceObligationAsync(ended, etag, row, cancellationToken);
            }
            catch (RequestFailedException changed) when (changed.Status == 412)
            {
                // Confirmed or withdrawn meanwhile: look again.
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
        /// <param name="Id">Names the end, should it have to be withdrawn; null in answers of before that was possible.</param>
        public sealed record Ending(LawId Law, DateOnly On, bool Done, string? Id = null) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>Its repeal is on record with another date.</summary>
        public sealed record AlreadyRepealed(DateOnly On) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
