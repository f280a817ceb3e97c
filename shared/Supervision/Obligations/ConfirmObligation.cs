using Azure;
using Microsoft.Extensions.Options;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Laws.Reading;
using Supervision.Storage;
using Supervision.Sweeping;
using Supervision.Time;

namespace Supervision.Obligations;

/// <summary>An officer's word on a proposed obligation.</summary>
/// <param name="Departments">Who owes it: one department, or for a class of organs the list of its members. One deadline each.</param>
/// <param name="CoDepartments">Who owes it jointly with each of them.</param>
/// <param name="Due">When it is due, where the officer says so.</param>
/// <param name="Trigger">The date of the event that starts the clock, where the officer says so; else the law's effective date.</param>
/// <param name="Instrument">Kind of what is to be filed for record, where the profile's periods differ by it.</param>
public sealed record ConfirmationRequest(
    IReadOnlyList<DepartmentId> Departments,
    IReadOnlyList<DepartmentId>? CoDepartments = null,
    DueRule? Due = null,
    DateOnly? Trigger = null,
    string? Instrument = null);

/// <summary>
/// Confirms an obligation and opens its deadlines. It touches the register and every home partition, so it is a plan: written down first,
/// each step repeatable, repeated by the sweep after a crash. Of two officers who confirm differently the first wins.
/// </summary>
public sealed class ConfirmObligation(
    LawStore laws,
    DeadlineStore deadlines,
    DirectoryStore directory,
    OpeningRules rules,
    PlanStore plans,
    AgendaStore agenda,
    DeadlineDecisions decisions,
    EndObligations ending,
    LegislatureClock clock,
    RandomIds ids,
    IOptions<SweepOptions> options) : IPlanCarrier
{
    /// <summary>The most members of a class of organs.</summary>
    public const int MostDepartments = 300;

    private const string PlanKind = "plan";
    private const int MostCoDepartments = 30;
    private const int MostAttempts = 8;

    public async Task<Outcome> ExecuteAsync(
        ObligationId id, ConfirmationRequest request, Act act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(act);
        var decision = Decision.IdOf(act.Caller.Id, $"{id}:{act.IdempotencyKey ?? ids.Next()}");
        var asked = act.IdempotencyKey is null ? null : $"confirm {id} {Json.Write(request)}";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await JudgeAsync(id, request, act, decision, asked, cancellationToken);
            }
            catch (StateChangedException changed) when (act.Expected is null)
            {
                // Changed since this very attempt read it, and the caller has not said which state was seen: what is there now is judged.
                if (attempt == MostAttempts)
                {
                    throw new DecisionContendedException(decision, changed);
                }

                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    private async Task<Outcome> JudgeAsync(
        ObligationId id, ConfirmationRequest request, Act act, string decision, string? asked, CancellationToken cancellationToken)
    {
        var law = await laws.FindAsync(id.Law, cancellationToken);
        var found = await laws.FindObligationAsync(id, cancellationToken);
        // An import that has not finished may have left rows that the law does not count yet.
        if (law is null || found is not { } read || id.Number > law.Value.Law.Obligations)
        {
            return new Outcome.NotFound();
        }

        if (read.Obligation.Confirmation is { Plan: var carrying } && IsPlanOf(carrying, decision))
        {
            return await RecallAsync(read.Obligation, carrying, decision, asked, cancellationToken);
        }

        LawDecisions.Check(act.Expected, read.ETag);
        if (law.Value.Law.RepealedOn is not null || read.Obligation.Ended is not null)
        {
            return new Outcome.Ended();
        }

        if (read.Obligation.Status == ObligationStatus.Rejected)
        {
            return new Outcome.Rejected();
        }

        if (read.Obligation.Confirmation is not null)
        {
            return new Outcome.AlreadyConfirmed(read.Obligation);
        }

        if (read.Obligation.Pending is { } pending && law.Value.Law.TextVersions.Contains(pending.To))
        {
            return new Outcome.ProvisionChanged(pending.To);
        }

        var today = clock.Today;
        var faults = await CheckAsync(request, cancellationToken);
        var opening = rules.Open(law.Value.Law, read.Obligation.Candidate, request.Due, request.Trigger, today, read.Obligation.Since, request.Instrument);
        if (opening is Opening.Faulty faulty)
        {
            faults.AddRange(faulty.Faults);
        }

        if (faults.Count > 0)
        {
            return new Outcome.Invalid(faults);
        }

        // The plan holds for the state that it was made from and for no other, however late it is carried out.
        var seen = act.Expected ?? LawStore.TagOf(read.ETag);
        var steps = new ConfirmationPlan(
            id,
            read.Obligation.Candidate.Kind,
            law.Value.Law.Committee,
            request.Departments,
            request.CoDepartments ?? [],
            (opening as Opening.Clock)?.First,
            act.Caller.Id,
            decision,
            today,
            seen,
            asked,
            ClockFacts.Of(law.Value.Law));
        var content = Json.Write(steps);
        var plan = await plans.BeginAsync(
            PlanStore.IdOf(PlanKind, decision) + LawDecision.PlanSuffixOf($"{seen} {Json.Write(steps.Read)}"), content, cancellationToken);
        IdempotencyKeyReusedException.Check(decision, Json.Read<ConfirmationPlan>(plan.Content).Asked ?? asked, asked);
        return await CarryOutAsync(plan, isOfNow: plan.Content == content, cancellationToken);
    }

    public string Kind => PlanKind;

    public Task CarryOutAsync(Plan plan, DateOnly today, CancellationToken cancellationToken) => CarryOutAsync(plan, isOfNow: false, cancellationToken);

    /// <summary>What the caller's own decision was answered, whatever came after it; what was not carried out to its end then is carried on first.</summary>
    private async Task<Outcome> RecallAsync(Obligation obligation, string carrying, string decision, string? asked, CancellationToken cancellationToken)
    {
        // A confirmation that an earlier version of the product recorded has no answer beside it.
        var answer = asked is not null && await laws.FindAnswerAsync(obligation.Id.Law, decision, cancellationToken) is { } kept
            ? kept.Read<Obligation>(asked)
            : obligation;
        return await plans.FindAsync(carrying, cancellationToken) is { Done: false } begun
            ? await CarryOutAsync(begun, isOfNow: false, cancellationToken)
            : new Outcome.Confirmed(answer);
    }

    /// <summary>Takes the steps of a plan that are not taken yet. Repeating it changes nothing.</summary>
    /// <param name="isOfNow">True when what the plan was made from has just been read.</param>
    /// <exception cref="StateChangedException">
    /// The obligation, or what the law says of its dates, is no longer as the plan was made from; nothing was done, and this plan never will do it.
    /// </exception>
    private async Task<Outcome> CarryOutAsync(Plan plan, bool isOfNow, CancellationToken cancellationToken)
    {
        var steps = Json.Read<ConfirmationPlan>(plan.Content);
        var confirmed = await plans.TakeFirstAsync(plan, () => ConfirmAsync(plan, steps, isOfNow, cancellationToken), cancellationToken);
        if (confirmed.Confirmation?.Plan is var carrying && carrying != plan.Id)
        {
            await plans.FinishAsync(plan, cancellationToken);
            return carrying is null ? confirmed.Ended is not null ? new Outcome.Ended() : new Outcome.Rejected()
                : !IsPlanOf(carrying, steps.Decision) ? new Outcome.AlreadyConfirmed(confirmed)
                : await plans.FindAsync(carrying, cancellationToken) is { Done: false } begun ? await CarryOutAsync(begun, isOfNow: false, cancellationToken)
                : new Outcome.Confirmed(confirmed);
        }

        var hasEnded = false;
        if (steps.First is { } first)
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.HomesAtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(
                steps.Departments, parallel, async (department, stop) => await OpenAsync(plan, steps, first, department, stop));

            // The law or the provision may have ended between the look at it and the opening.
            hasEnded = await ending.EndIfEndedAsync(steps.Obligation, [.. steps.Departments.Select(department => new DeadlineId(steps.Obligation, department, first.Label))], cancellationToken);
        }

        await plans.FinishAsync(plan, cancellationToken);
        return hasEnded ? new Outcome.Ended() : new Outcome.Confirmed(confirmed);
    }

    private static bool IsPlanOf(string plan, string decision) => LawDecision.IsPlanOf(plan, PlanStore.IdOf(PlanKind, decision));

    /// <returns>The obligation as it stands confirmed, perhaps by another; unconfirmed when it was rejected or ended meanwhile.</returns>
    private async Task<Obligation> ConfirmAsync(Plan plan, ConfirmationPlan steps, bool isOfNow, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (obligation, etag) = await laws.FindObligationAsync(steps.Obligation, cancellationToken)
                ?? throw new InvalidOperationException($"Obligation {steps.Obligation} of plan {plan.Id} is missing.");
            if (obligation.Confirmation is not { Plan: var carrying } || !IsPlanOf(carrying, steps.Decision))
            {
                LawDecisions.Check(steps.Expected, etag);
            }

            if (obligation.Confirmation is not null || obligation.Ended is not null || obligation.Status == ObligationStatus.Rejected)
            {
                return obligation;
            }

            if (!isOfNow && steps.Read is { } read && await laws.FindAsync(steps.Obligation.Law, cancellationToken) is { Law: var law } && ClockFacts.Of(law) != read)
            {
                throw new StateChangedException(LawStore.TagOf(etag));
            }

            var deadlines = steps.First is { } first
                ? steps.Departments.Select(department => new DeadlineId(steps.Obligation, department, first.Label)).ToList()
                : [];
            var confirmed = obligation with
            {
                Status = ObligationStatus.Confirmed,
                Confirmation = new Confirmation(plan.Id, steps.By, steps.On, steps.Departments, steps.CoDepartments, deadlines),
            };
            try
            {
                await agenda.AskRelayAsync(AgendaItem.Relay(steps.Obligation.Law), cancellationToken);
                var answer = steps.Asked is { } asked ? new KeptAnswer(steps.Decision, asked, Json.Write(confirmed), plan.Id) : null;
                await laws.ReplaceObligationAsync(confirmed, etag, cancellationToken, answer);
                return confirmed;
            }
            catch (RequestFailedException changed) when (changed.Status is 409 or 412)
            {
                // Confirmed meanwhile, perhaps by this very plan: look again.
            }
        }
    }

    private async Task OpenAsync(Plan plan, ConfirmationPlan steps, FirstOccurrence first, DepartmentId department, CancellationToken cancellationToken)
    {
        var id = new DeadlineId(steps.Obligation, department, first.Label);
        await deadlines.PointAsync(steps.CoDepartments, id, cancellationToken);

        await decisions.DecideAsync<bool>(
            id,
            new Decision(steps.Decision, steps.By, steps.On),
            remember: false,
            head => head is null
                ? new Verdict<bool>.Record(OpenedBy(plan.Id, steps.Kind, steps.Committee, steps.CoDepartments, first, steps.On), true)
                : new Verdict<bool>.Nothing(true),
            cancellationToken);
    }

    internal static DeadlineOpened OpenedBy(
        string plan, ObligationKind kind, string committee, IReadOnlyList<DepartmentId> coDepartments, FirstOccurrence occurrence, DateOnly on,
        IReadOnlyList<DepartmentId>? owedFor = null) => new(
        kind,
        coDepartments,
        committee,
        occurrence.Provenance,
        Inherited: occurrence.Provenance.Result < on,
        occurrence.PeriodStart,
        occurrence.PeriodEnd,
        occurrence.Recurrence,
        occurrence.NextOpensOn,
        plan,
        owedFor);

    private async Task<List<InputFault>> CheckAsync(ConfirmationRequest request, CancellationToken cancellationToken)
    {
        var faults = new List<InputFault>();
        var partners = request.CoDepartments ?? [];
        if (request.Departments.Count is 0 or > MostDepartments)
        {
            faults.Add(InputFault.Of("departments-count", "departments", "Name 1 to {most} departments.", ("most", MostDepartments)));
        }

        if (partners.Count > MostCoDepartments)
        {
            faults.Add(InputFault.Of("co-departments-count", "coDepartments", "At most {most}.", ("most", MostCoDepartments)));
        }

        if (request.Departments.Concat(partners).Distinct().Count() != request.Departments.Count + partners.Count)
        {
            faults.Add(InputFault.Of("department-twice", "departments", "A department is named twice."));
        }

        if (faults.Count == 0)
        {
            foreach (var department in request.Departments.Concat(partners))
            {
                if (await directory.FindAsync(department, cancellationToken) is not { } found)
                {
                    faults.Add(InputFault.Of("department-unknown", "departments", "There is no department {department}.", ("department", department)));
                }
                else if (found.ValidTo < clock.Today)
                {
                    faults.Add(InputFault.Of("department-ended", "departments", "{department} has ended; name its successor.", ("department", department)));
                }
            }
        }

        return faults;
    }

    /// <summary>The steps of a confirmation.</summary>
    /// <param name="Expected">Tag of the obligation that it was made from; null in a plan of an earlier version of the product, which holds for any.</param>
    /// <param name="Read">What the law said of its dates and level; null in a plan of an earlier version of the product, which holds for any.</param>
    internal sealed record ConfirmationPlan(
        ObligationId Obligation,
        ObligationKind Kind,
        string Committee,
        IReadOnlyList<DepartmentId> Departments,
        IReadOnlyList<DepartmentId> CoDepartments,
        FirstOccurrence? First,
        string By,
        string Decision,
        DateOnly On,
        string? Expected = null,
        string? Asked = null,
        ClockFacts? Read = null);

    /// <summary>What a law says of itself that clocks are reckoned from.</summary>
    internal sealed record ClockFacts(DateOnly? EffectiveOn, DateOnly? PromulgatedOn, DateOnly? ApprovedOn, DateOnly? AdoptedOn, LawLevel? Level)
    {
        public static ClockFacts Of(Law law) => new(law.EffectiveOn, law.PromulgatedOn, law.ApprovedOn, law.AdoptedOn, law.Level);
    }

    /// <summary>What came of a confirmation.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Confirmed(Obligation Obligation) : Outcome;

        /// <summary>Another decision confirmed it first.</summary>
        public sealed record AlreadyConfirmed(Obligation Obligation) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;

        /// <summary>The law was repealed or the provision has gone.</summary>
        public sealed record Ended : Outcome;

        /// <summary>A person found that it is no obligation; it counts again only after it was taken back into review.</summary>
        public sealed record Rejected : Outcome;

        /// <summary>A further version of the text changed its words, and an officer has not decided about it yet.</summary>
        public sealed record ProvisionChanged(string Version) : Outcome;

        public sealed record NotFound : Outcome;
    }
}
