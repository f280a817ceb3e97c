using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Supervision.Access;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Laws.Versions;
using Supervision.Obligations.Review;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Obligations.Versions;

/// <summary>What becomes of an obligation whose words changed or whose article is gone.</summary>
public enum ProvisionChoice
{
    /// <summary>It stands as it was confirmed; from now on it quotes the new words.</summary>
    Keep,

    /// <summary>It stands as the new words make it, with what the officer sets right. Running deadlines keep their dates; later occurrences follow the new words.</summary>
    Correct,

    /// <summary>It ends; what was found in the new words waits for review as an obligation of its own.</summary>
    End,
}

/// <summary>An officer's word on one obligation.</summary>
/// <param name="Number">Its number within the law.</param>
/// <param name="Correction">For <see cref="ProvisionChoice.Correct"/>: what the extraction did not see right in the new words, or null.</param>
public sealed record ProvisionDecision(int Number, ProvisionChoice Choice, Correction? Correction = null);

/// <summary>An officer's word on a further version of a law, as a whole.</summary>
/// <param name="Decisions">One for each obligation that awaits one.</param>
/// <param name="EffectiveOn">Local date from which the amendment is in force, where the text does not say or says wrong.</param>
/// <param name="EndOn">x, the local date from which nothing is expected of what ends; null: the date on which the amendment takes effect.</param>
public sealed record VersionRequest(IReadOnlyList<ProvisionDecision> Decisions, DateOnly? EffectiveOn = null, DateOnly? EndOn = null);

/// <summary>
/// Decides, in one act, what a further version of a text makes of the obligations whose words did not come over. It touches the register and the
/// home partitions, so it is a plan: the register says in one transaction what was decided, and every step after it can be repeated.
/// </summary>
public sealed class DecideVersion(
    LawStore laws, CarryOver carry, EndObligations ending, PlanStore plans, AgendaStore agenda, LegislatureClock clock) : IPlanCarrier
{
    private const string PlanKind = "version";
    private const int LongestPlan = 30_000;
    private const int MostAttempts = 8;

    public string Kind => PlanKind;

    /// <summary>The tag of what an officer sees of a version: it changes with every word on any of the obligations that await one.</summary>
    public static string TagOf(TextChange change, IEnumerable<Obligation> awaiting)
    {
        var content = Json.Write(new { change, awaiting });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..32];
    }

    /// <summary>The obligations that await a decision because of a version. Pure.</summary>
    public static IReadOnlyList<Obligation> Awaiting(IEnumerable<Obligation> obligations, string version) =>
        [.. obligations.Where(obligation => obligation.Pending?.To == version && !obligation.HasProvisionGone)];

    public async Task<Outcome> ExecuteAsync(LawId id, string version, VersionRequest request, Act act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(act);
        var decision = LawDecision.Of(act, AskedFor(version, request));
        var firstPlan = PlanStore.IdOf(PlanKind, $"{id} {version} {decision.Request}");
        if (await laws.FindAsync(id, cancellationToken) is not { Law: var law } || law.Changes?.FirstOrDefault(change => change.To == version) is not { } change)
        {
            return new Outcome.NotFound();
        }

        if (change.Decision is { } decided)
        {
            return LawDecision.IsPlanOf(decided.Plan, firstPlan)
                ? await RecallAsync(id, version, decided, decision, cancellationToken)
                : new Outcome.AlreadyDecided(decided.On);
        }

        if (law.TextVersion != version)
        {
            return new Outcome.Superseded(law.TextVersion);
        }

        var awaiting = Awaiting(await laws.ListObligationsAsync(id, cancellationToken), version);
        StateChangedException.Check(act.Expected, () => TagOf(change, awaiting));
        var endOn = request.EndOn ?? request.EffectiveOn ?? change.EffectiveOn;
        var faults = Faults(request, awaiting, endOn);
        if (faults.Count > 0)
        {
            return new Outcome.Invalid(faults);
        }

        var steps = new VersionPlan(id, version, request, endOn, act.Caller.Id, clock.Today, act.Expected, decision.IsKeyed ? decision.Request : null);
        var content = Json.Write(steps);
        if (content.Length > LongestPlan)
        {
            return new Outcome.Invalid([InputFault.Of("text-too-long", "decisions", "At most {most} characters in all.", ("most", LongestPlan))]);
        }

        var plan = await plans.BeginAsync(firstPlan + LawDecision.PlanSuffixOf(act.Expected), content, cancellationToken);
        IdempotencyKeyReusedException.Check(decision.Request, AskedFor(version, Json.Read<VersionPlan>(plan.Content).Request), decision.Asked);
        return await CarryOnAsync(plan, cancellationToken);
    }

    private static string AskedFor(string version, VersionRequest request) => $"decide {version} {Json.Write(request)}";

    /// <summary>What the caller's own decision was answered; what was not carried out to its end then is carried on first.</summary>
    private async Task<Outcome> RecallAsync(LawId id, string version, VersionDecision decided, LawDecision decision, CancellationToken cancellationToken)
    {
        // A decision that an earlier version of the product recorded has no answer beside it.
        if (await laws.FindAnswerAsync(id, decision.Request, cancellationToken) is { } kept)
        {
            IdempotencyKeyReusedException.Check(decision.Request, kept.Asked, decision.Asked);
        }

        return await plans.FindAsync(decided.Plan, cancellationToken) is { Done: false } begun
            ? await CarryOnAsync(begun, cancellationToken)
            : new Outcome.Decided(id, version, decided);
    }

    public Task CarryOutAsync(Plan plan, DateOnly today, CancellationToken cancellationToken) => CarryOnAsync(plan, cancellationToken);

    /// <exception cref="StateChangedException">What awaits a decision is no longer as the caller saw it; nothing was done, and this plan never will do it.</exception>
    private async Task<Outcome> CarryOnAsync(Plan plan, CancellationToken cancellationToken)
    {
        var steps = Json.Read<VersionPlan>(plan.Content);
        if (await plans.TakeFirstAsync(plan, () => RecordAsync(plan, steps, cancellationToken), cancellationToken) is not { } decided)
        {
            // Another decided first, or a newer version came: nothing of this plan was done.
            await plans.FinishAsync(plan, cancellationToken);
            return await laws.FindAsync(steps.Law, cancellationToken) is { Law: var law }
                ? law.Changes?.FirstOrDefault(change => change.To == steps.Version)?.Decision is { } other
                    ? new Outcome.AlreadyDecided(other.On)
                    : new Outcome.Superseded(law.TextVersion)
                : new Outcome.NotFound();
        }

        if (decided is { Ended.Count: > 0, EndedOn: { } on })
        {
            var act = new Act(new Caller(steps.By, Role.Officer, null), plan.Id);
            await ending.ExecuteAsync(steps.Law, new EndingRequest(on, decided.Ended), act, cancellationToken);
        }

        await carry.CarryAsync(steps.Law, steps.Version, [.. decided.Kept, .. decided.Corrected], steps.By, steps.On, cancellationToken);
        await plans.FinishAsync(plan, cancellationToken);
        return new Outcome.Decided(steps.Law, steps.Version, decided);
    }

    /// <summary>Writes the decision into the register, once. Null when it can no longer be written.</summary>
    private async Task<VersionDecision?> RecordAsync(Plan plan, VersionPlan steps, CancellationToken cancellationToken)
    {
        var relay = new Asked(() => agenda.AskRelayAsync(AgendaItem.Relay(steps.Law), cancellationToken), clock.Time);
        for (var attempt = 1; ; attempt++)
        {
            await relay.MakeGoodAsync();
            if (await laws.FindAsync(steps.Law, cancellationToken) is not { } found
                || found.Law.Changes?.FirstOrDefault(each => each.To == steps.Version) is not { } change)
            {
                return null;
            }

            if (change.Decision is { } decided)
            {
                return decided.Plan == plan.Id ? decided : null;
            }

            if (found.Law.TextVersion != steps.Version)
            {
                return null;
            }

            var rows = await laws.ListObligationRowsAsync(steps.Law, cancellationToken);
            IReadOnlyList<Obligation> obligations = [.. rows.Select(row => row.Obligation)];
            StateChangedException.Check(steps.Expected, () => TagOf(change, Awaiting(obligations, steps.Version)));
            var register = VersionRegister.Of(found.Law, obligations, change, steps.Request, plan.Id, steps.By, steps.On, steps.EndOn);
            var tags = rows.ToDictionary(row => row.Obligation.Id, row => row.ETag);
            var answer = steps.Key is { } key ? new KeptAnswer(key, AskedFor(steps.Version, steps.Request), Json.Write(register.Decision), plan.Id) : null;
            try
            {
                await relay.CommitAsync(() => laws.SaveAsync(
                    register.Law, found.ETag, [.. register.Changed.Select(obligation => (obligation, tags[obligation.Id]))], register.Added, cancellationToken, answer));
                return register.Decision;
            }
            catch (Exception fault) when (StorageFaults.MeansReread(fault) && attempt < MostAttempts && !cancellationToken.IsCancellationRequested)
            {
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    /// <summary>What is wrong with a request, before anything is written. Pure.</summary>
    private static List<InputFault> Faults(VersionRequest request, IReadOnlyList<Obligation> awaiting, DateOnly? endOn)
    {
        var faults = new List<InputFault>();
        if (OpeningRules.IsOutOfRange(request.EffectiveOn))
        {
            faults.Add(new InputFault("date-out-of-range", "effectiveOn", OpeningRules.RangeInWords));
        }

        if (OpeningRules.IsOutOfRange(request.EndOn))
        {
            faults.Add(new InputFault("date-out-of-range", "endOn", OpeningRules.RangeInWords));
        }

        var named = request.Decisions.Select(decision => decision.Number).ToList();
        var numbers = awaiting.Select(obligation => obligation.Id.Number).ToList();
        if (named.Distinct().Count() != named.Count || named.Except(numbers).Any())
        {
            faults.Add(InputFault.Of("obligation-unknown", "decisions", "Name each of {numbers} once.", ("numbers", numbers)));
        }

        if (numbers.Except(named).ToList() is { Count: > 0 } undecided)
        {
            faults.Add(InputFault.Of("provision-undecided", "decisions", "Say keep, correct or end for {numbers}.", ("numbers", undecided)));
        }

        if (endOn is null && request.Decisions.Any(decision => decision.Choice == ProvisionChoice.End))
        {
            faults.Add(InputFault.Of("date-missing", "endOn", "The text does not say when the amendment took effect; give the date."));
        }

        foreach (var decision in request.Decisions)
        {
            var obligation = awaiting.FirstOrDefault(obligation => obligation.Id.Number == decision.Number);
            if (obligation is null || decision is { Choice: not ProvisionChoice.Correct, Correction: null })
            {
                continue;
            }

            if (decision.Choice != ProvisionChoice.Correct)
            {
                faults.Add(InputFault.Of("field-not-for-choice", $"decisions.{decision.Number}.correction", "Only for the choice correct."));
            }
            else if (obligation.Pending!.Fate == PendingFate.Gone)
            {
                faults.Add(InputFault.Of("choice-not-for-gone", $"decisions.{decision.Number}.choice", "Its article is gone: keep or end."));
            }
            else
            {
                faults.AddRange(ReviewObligation.Faults(decision.Correction ?? new Correction())
                    .Select(fault => fault with { Field = $"decisions.{decision.Number}.correction.{fault.Field}" }));
                if (obligation.Confirmation is not null && decision.Correction?.Kind is { } kind && kind != obligation.Candidate.Kind)
                {
                    faults.Add(InputFault.Of("kind-confirmed", $"decisions.{decision.Number}.correction.kind", "A confirmed obligation keeps its kind; end it instead."));
                }
            }
        }

        return faults;
    }

    /// <summary>The steps of a decision.</summary>
    /// <param name="Expected">Tag of what the officer saw (If-Match), or null.</param>
    /// <param name="Key">Id of the request, where it had an Idempotency-Key.</param>
    private sealed record VersionPlan(LawId Law, string Version, VersionRequest Request, DateOnly? EndOn, string By, DateOnly On, string? Expected = null, string? Key = null);

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Decided), "decided")]
    [JsonDerivedType(typeof(AlreadyDecided), "already-decided")]
    [JsonDerivedType(typeof(Superseded), "superseded")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Decided(LawId Law, string Version, VersionDecision Decision) : Outcome;

        /// <summary>Another act decided about the version.</summary>
        public sealed record AlreadyDecided(DateOnly On) : Outcome;

        /// <summary>A newer version counts by now; what is open was compared with that one.</summary>
        /// <param name="Version">The one that counts.</param>
        public sealed record Superseded(string Version) : Outcome;

        /// <summary>There is no such law, or no such version that took another's place.</summary>
        public sealed record NotFound : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
