using System.Globalization;
using System.Text.Json.Serialization;
using Azure;
using Supervision.Access;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Papers;
using Supervision.Time;

namespace Supervision.Obligations;

/// <summary>
/// A second person takes back a repeal, or the end of provisions, that was recorded by mistake: what it ended applies again, with the occurrences
/// that would have opened meanwhile. Like the end itself it touches the register and many home partitions, so it is a plan whose steps are repeated
/// until all are taken. First the register says that the end is withdrawn: from then on it ends no obligation. Then each obligation that it had ended
/// is let go, and last every deadline of that obligation says so: from then on nobody closes it by that end who looked at the register before.
/// </summary>
public sealed class WithdrawEnding(
    LawStore laws,
    LawDecisions register,
    EndObligations ending,
    OwedDeadlines owed,
    PlanStore plans,
    DeadlineDecisions decisions,
    PaperStore papers,
    AccessKeys keys,
    OpeningRules rules,
    LegislatureClock clock) : IPlanCarrier
{
    private const string PlanKind = "withdrawal";

    /// <summary>It is written into the plan and into the register.</summary>
    private const int LongestReason = 4_000;

    public string Kind => PlanKind;

    /// <param name="end">Id of the end.</param>
    public async Task<Outcome> ExecuteAsync(LawId id, string end, string reason, Act act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        if (TextFaults.Of("reason", reason) is { } fault)
        {
            return new Outcome.Invalid([fault]);
        }

        if (reason.Length > LongestReason)
        {
            return new Outcome.Invalid([InputFault.Of("text-too-long", "reason", "At most {most} characters.", ("most", LongestReason))]);
        }

        if (await laws.FindAsync(id, cancellationToken) is not { } found)
        {
            return new Outcome.NotFound();
        }

        // An end is withdrawn once: a request repeated without a key is the same one.
        var asked = $"withdraw-ending {end}";
        var decision = LawDecision.Of(act, asked, unnamed: $"{act.Caller.Id} {asked}");
        if (await register.RecallAsync<Outcome>(id, decision, begun => CarryOutAsync(begun, clock.Today, cancellationToken), cancellationToken) is { } recorded)
        {
            return recorded;
        }

        LawDecisions.Check(act.Expected, found.ETag);
        var first = decision.PlanIdOf(PlanKind, id);
        var known = await FindAsync(id, end, cancellationToken);
        if (known is null)
        {
            return new Outcome.NoSuchEnding();
        }

        if (known.By is { } recorder && await keys.AreOneHandAsync(act.Caller, recorder, cancellationToken))
        {
            return new Outcome.OwnEnding();
        }

        if (known.By is null && !act.Caller.Roles.HasFlag(Role.Director))
        {
            return new Outcome.Forbidden();
        }

        if (known.Withdrawn is { } before && !LawDecision.IsPlanOf(before.Plan, first))
        {
            return new Outcome.AlreadyWithdrawn();
        }

        if (known.Withdrawn is null && await FollowersAsync(found.Law, known, cancellationToken) is { Count: > 0 } followers)
        {
            return new Outcome.Followed(followers);
        }

        // A plan that met a further version is over; asked for again, when nothing of that stands any more, it is another.
        var planId = string.Create(CultureInfo.InvariantCulture, $"{first}-{found.Law.Obligations}");
        var steps = new WithdrawalPlan(id, end, reason, act.Caller.Id, clock.Today, decision);
        var plan = await plans.BeginAsync(planId, Json.Write(steps), cancellationToken);
        decision.CheckSame(Json.Read<WithdrawalPlan>(plan.Content).Decision);
        if (!plan.Done)
        {
            await CarryOutAsync(plan, clock.Today, cancellationToken);
        }

        if ((await FindAsync(id, end, cancellationToken))?.Withdrawn is { } withdrawn)
        {
            return LawDecision.IsPlanOf(withdrawn.Plan, first) ? new Outcome.Withdrawn(id, end, withdrawn.On) : new Outcome.AlreadyWithdrawn();
        }

        var (law, _) = await laws.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Law {id} is missing.");
        return new Outcome.Followed(await FollowersAsync(law, known, cancellationToken));
    }

    /// <summary>
    /// Numbers of the obligations that stand, or wait for a person's word, in the place of what the end has ended, or will: with these it would stand
    /// twice.
    /// </summary>
    private async Task<IReadOnlyList<int>> FollowersAsync(Law law, LawEnding end, CancellationToken cancellationToken)
    {
        // Rows beyond the law's count were left by an import that died.
        var obligations = (await laws.ListObligationsAsync(law.Id, cancellationToken)).Where(obligation => obligation.Id.Number <= law.Obligations).ToList();
        var ended = obligations.Where(obligation => end.Covers(obligation.Id.Number) && (obligation.Ended is null || obligation.Ended.Plan == end.Id))
            .Select(obligation => obligation.Id.Number).ToHashSet();
        return
        [
            .. obligations.Where(obligation => obligation.Ended is null && obligation.Status != ObligationStatus.Rejected && obligation.InPlaceOf?.Any(ended.Contains) == true)
                .Select(obligation => obligation.Id.Number).Order(),
        ];
    }

    public async Task CarryOutAsync(Plan plan, DateOnly today, CancellationToken cancellationToken)
    {
        var steps = Json.Read<WithdrawalPlan>(plan.Content);
        if (!await RecordAsync(plan, steps, cancellationToken))
        {
            return;
        }

        var end = await FindAsync(steps.Law, steps.End, cancellationToken) ?? throw new InvalidOperationException($"The row of {steps.End} is missing.");
        foreach (var obligation in await laws.ListObligationsAsync(steps.Law, cancellationToken))
        {
            if (end.Covers(obligation.Id.Number))
            {
                await ReviveAsync(plan, steps, obligation.Id, today, cancellationToken);
            }
        }

        await plans.FinishAsync(plan, cancellationToken);
    }

    private async Task<LawEnding?> FindAsync(LawId law, string end, CancellationToken cancellationToken) =>
        (await laws.ListEndingsAsync(law, cancellationToken)).FirstOrDefault(each => each.Id == end);

    /// <returns>False when another has withdrawn the end, or a further version said again meanwhile what it had ended.</returns>
    private Task<bool> RecordAsync(Plan plan, WithdrawalPlan steps, CancellationToken cancellationToken)
    {
        return register.RecordAsync(
            plan,
            steps.Law,
            steps.Decision,
            ChangeAsync,
            Json.Write<Outcome>(new Outcome.Withdrawn(steps.Law, steps.End, steps.On)),
            cancellationToken);

        async Task<LawChange?> ChangeAsync(Law law)
        {
            var rows = await laws.ListEndingRowsAsync(steps.Law, cancellationToken);
            if (rows.FirstOrDefault(row => row.Ending.Id == steps.End) is not { Ending.Withdrawn: null } row
                || await FollowersAsync(law, row.Ending, cancellationToken) is { Count: > 0 })
            {
                return null;
            }

            // Another who recorded the same repeal still means it.
            var other = rows.FirstOrDefault(each => each != row && each.Ending is { Obligations: null, Withdrawn: null });
            return new LawChange(
                law with
                {
                    RepealedOn = row.Ending.Obligations is null ? other?.Ending.On : law.RepealedOn,
                    EndingsWithdrawn = law.EndingsWithdrawn + 1,
                },
                row with { Ending = row.Ending with { Withdrawn = new EndingWithdrawal(plan.Id, steps.By, steps.On, steps.Reason) } });
        }
    }

    /// <summary>Lets go of what the end had ended. What it did not come to end before it was withdrawn has nothing to be told.</summary>
    private async Task ReviveAsync(Plan plan, WithdrawalPlan steps, ObligationId id, DateOnly today, CancellationToken cancellationToken)
    {
        var obligation = await LetGoAsync(id, steps.End, today, cancellationToken);
        if (obligation.WithdrawnEnds?.Contains(steps.End) != true)
        {
            return;
        }

        var heads = await owed.ListAsync(obligation, cancellationToken).ToListAsync(cancellationToken);
        foreach (var head in heads)
        {
            await RecordAsync(plan, steps, head, obligation.Ended, cancellationToken);
        }

        // Another end may have come, or have been withdrawn itself, since the obligation was let go.
        await ending.EndIfEndedAsync(id, [.. heads.Select(head => head.State.Id)], cancellationToken);
    }

    /// <returns>The obligation as it stands after: not ended, or ended by another end that covers it too.</returns>
    private async Task<Obligation> LetGoAsync(ObligationId id, string end, DateOnly today, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (obligation, etag) = await laws.FindObligationAsync(id, cancellationToken)
                ?? throw new InvalidOperationException($"Obligation {id} is missing.");
            if (obligation.Ended?.Plan != end)
            {
                return obligation;
            }

            var other = (await laws.ListEndingRowsAsync(id.Law, cancellationToken))
                .FirstOrDefault(row => row.Ending.Withdrawn is null && row.Ending.Id != end && row.Ending.On <= today && row.Ending.Covers(id.Number));
            var free = obligation with { Ended = other?.Ending.End, WithdrawnEnds = [.. obligation.WithdrawnEnds ?? [], end] };
            try
            {
                await (other is null
                    ? laws.ReplaceObligationAsync(free, etag, cancellationToken)
                    : laws.ReplaceObligationAsync(free, etag, other, cancellationToken));
            }
            catch (RequestFailedException changed) when (changed.Status == 412)
            {
                // Written meanwhile, perhaps by this very plan: look again.
            }
        }
    }

    private async Task RecordAsync(Plan plan, WithdrawalPlan steps, DeadlineHead head, ObligationEnd? other, CancellationToken cancellationToken)
    {
        var id = head.State.Id;
        if (head.State.HasWithdrawn(steps.End))
        {
            return;
        }

        var paper = await papers.PutAsync(id, steps.Reason, cancellationToken);
        await decisions.DecideAsync<bool>(
            id,
            new Decision($"{plan.Id}-{id}", steps.By, steps.On),
            remember: false,
            now => now!.State.HasWithdrawn(steps.End) ? new Verdict<bool>.Nothing(true) : new Verdict<bool>.Record(FactOf(now.State), true),
            cancellationToken);

        EndWithdrawn FactOf(DeadlineState state)
        {
            var withdrawn = new EndWithdrawn(plan.Id, steps.End, paper, other is null || state.HasWithdrawn(other.Plan) ? null : other);
            return withdrawn with { Opens = rules.NextAfterFulfilment(DeadlineLifeCycle.Revived(state, withdrawn, steps.On)) };
        }
    }

    /// <summary>The steps of a withdrawal.</summary>
    private sealed record WithdrawalPlan(LawId Law, string End, string Reason, string By, DateOnly On, LawDecision Decision);

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Withdrawn), "withdrawn")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(NoSuchEnding), "no-such-ending")]
    [JsonDerivedType(typeof(OwnEnding), "own-ending")]
    [JsonDerivedType(typeof(Forbidden), "forbidden")]
    [JsonDerivedType(typeof(AlreadyWithdrawn), "already-withdrawn")]
    [JsonDerivedType(typeof(Followed), "followed")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Ending">Id of the end.</param>
        /// <param name="On">Local date of the decision.</param>
        public sealed record Withdrawn(LawId Law, string Ending, DateOnly On) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>The law has no end of that id.</summary>
        public sealed record NoSuchEnding : Outcome;

        /// <summary>Nobody withdraws what they recorded themselves, nor with a key that they created: it takes a second person.</summary>
        public sealed record OwnEnding : Outcome;

        /// <summary>Nobody knows any more who recorded it; then only a director withdraws it.</summary>
        public sealed record Forbidden : Outcome;

        /// <summary>Another has withdrawn it.</summary>
        public sealed record AlreadyWithdrawn : Outcome;

        /// <summary>Other obligations of the law took the place of what it ended. Reject or end them first, or let them stand instead.</summary>
        /// <param name="By">Their numbers.</param>
        public sealed record Followed(IReadOnlyList<int> By) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
