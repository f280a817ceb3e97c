using System.Security.Cryptography;
using System.Text;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Laws;

/// <summary>A decision about a law that a plan carries out.</summary>
/// <param name="Request">Its id: the same request has the same.</param>
/// <param name="Asked">What was asked for, with everything that tells it from another wish.</param>
/// <param name="IsKeyed">True when the caller gave an Idempotency-Key.</param>
/// <param name="Expected">Tag of the law that the caller saw (If-Match), or null.</param>
internal sealed record LawDecision(string Request, string Asked, bool IsKeyed, string? Expected)
{
    /// <param name="unnamed">Id of a decision that has neither a key nor a state that was seen; null: each such decision is one of its own.</param>
    public static LawDecision Of(Act act, string asked, string? unnamed = null) => new(
        unnamed is not null && act is { IdempotencyKey: null, Expected: null } ? unnamed : Decision.IdOf(act.Caller.Id, act.IdempotencyKey),
        asked,
        act.IdempotencyKey is not null,
        act.Expected);

    /// <summary>Id of the plan: the same request on another state has another, so that it can be asked for again once the state was read anew.</summary>
    public string PlanIdOf(string kind, LawId law) => PlanStore.IdOf(kind, $"{law} {Request}") + PlanSuffixOf(Expected);

    /// <exception cref="IdempotencyKeyReusedException">The plan found under the same key is one for something else.</exception>
    public void CheckSame(LawDecision? planned) => IdempotencyKeyReusedException.Check(Request, planned?.Asked, Asked);

    /// <summary>True for the plans of one decision, on whatever state it was asked for.</summary>
    /// <param name="first">Id of its plan on any state.</param>
    public static bool IsPlanOf(string plan, string first) => plan == first || plan.StartsWith(first + "-", StringComparison.Ordinal);

    /// <summary>What tells the plans of one decision on different states apart.</summary>
    public static string PlanSuffixOf(string? expected) =>
        expected is null ? "" : "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(expected)))[..8];
}

/// <summary>
/// Records decisions about a law in the register, each once and on the state that its caller saw: the law is written anew even where only its
/// provisions or the rules under it change, so that of two who decide on the same state the second is told.
/// </summary>
public sealed class LawDecisions(LawStore laws, PlanStore plans, AgendaStore agenda, LegislatureClock clock)
{
    private const int MostAttempts = 8;

    /// <summary>The tag is to be that of the state that the caller saw.</summary>
    /// <exception cref="StateChangedException">It is another.</exception>
    internal static void Check(string? expected, Azure.ETag etag) => StateChangedException.Check(expected, () => LawStore.TagOf(etag));

    /// <summary>What the same request was answered before; what was not carried out to its end then is carried on first.</summary>
    /// <param name="carryOn">Takes the steps of a plan that are not taken yet.</param>
    /// <returns>Null when no answer to it is on record, or it has no key.</returns>
    /// <exception cref="IdempotencyKeyReusedException">The key was used for something else.</exception>
    internal async Task<T?> RecallAsync<T>(LawId id, LawDecision decision, Func<Plan, Task> carryOn, CancellationToken cancellationToken)
        where T : class
    {
        if (!decision.IsKeyed || await laws.FindAnswerAsync(id, decision.Request, cancellationToken) is not { } kept)
        {
            return null;
        }

        var recorded = kept.Read<T>(decision.Asked);
        if (await plans.FindAsync(kept.Plan!, cancellationToken) is { Done: false } begun)
        {
            await carryOn(begun);
        }

        return recorded;
    }

    /// <summary>The first step of a plan; one that can never be taken finishes the plan. Repeating it changes nothing.</summary>
    /// <param name="change">The law as the decision makes it; null when it can no longer be made.</param>
    /// <param name="outcome">What the request is answered.</param>
    /// <returns>True when the decision is on record and this plan carries it out.</returns>
    /// <exception cref="StateChangedException">The law is no longer as the caller saw it; nothing was recorded, and this plan never will be.</exception>
    internal Task<bool> RecordAsync(
        Plan plan, LawId id, LawDecision decision, Func<Law, LawChange?> change, string outcome, CancellationToken cancellationToken) =>
        RecordAsync(plan, id, decision, law => Task.FromResult(change(law)), outcome, cancellationToken);

    /// <summary>As above, where what the decision makes of the law depends on more than its row.</summary>
    internal async Task<bool> RecordAsync(
        Plan plan, LawId id, LawDecision decision, Func<Law, Task<LawChange?>> change, string outcome, CancellationToken cancellationToken)
    {
        if (await plans.TakeFirstAsync(plan, () => SaveAsync(plan, id, decision, change, outcome, cancellationToken), cancellationToken))
        {
            return true;
        }

        await plans.FinishAsync(plan, cancellationToken);
        return false;
    }

    private async Task<bool> SaveAsync(
        Plan plan, LawId id, LawDecision decision, Func<Law, Task<LawChange?>> change, string outcome, CancellationToken cancellationToken)
    {
        var relay = new Asked(() => agenda.AskRelayAsync(AgendaItem.Relay(id), cancellationToken), clock.Time);
        for (var attempt = 1; ; attempt++)
        {
            await relay.MakeGoodAsync();
            var (law, etag) = await laws.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Law {id} is missing.");
            if (await laws.FindAnswerAsync(id, decision.Request, cancellationToken) is { } kept)
            {
                return kept.Plan == plan.Id;
            }

            Check(decision.Expected, etag);
            if (await change(law) is not { } changed)
            {
                return false;
            }

            try
            {
                var answer = new KeptAnswer(decision.Request, decision.Asked, outcome, plan.Id);
                await relay.CommitAsync(() => laws.SaveAsync(changed.Law, etag, [], cancellationToken, answer, changed.Endings));
                return true;
            }
            catch (Exception fault) when (StorageFaults.MeansReread(fault) && attempt < MostAttempts && !cancellationToken.IsCancellationRequested)
            {
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }
}
