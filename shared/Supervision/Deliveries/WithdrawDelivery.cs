using System.Text.Json.Serialization;
using Azure;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.History;
using Supervision.Identity;
using Supervision.Papers;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Deliveries;

/// <summary>
/// A department takes back what it delivered, with a reason, as long as no officer has accepted it at any deadline that it counts for; it then counts
/// for none of them. Nothing is removed: files and receipt stay.
/// </summary>
public sealed class WithdrawDelivery(
    SupervisionStorage storage,
    DeliveryStore deliveries,
    DeadlineStore deadlines,
    OwedDeadlines owed,
    DeadlineDecisions decisions,
    CarryWithdrawal carry,
    AgendaStore agenda,
    PaperStore papers,
    LegislatureClock clock)
{
    private const int MostAttempts = 8;

    public async Task<Outcome> ExecuteAsync(DepartmentId department, DeliveryId id, string reason, Act act, CancellationToken cancellationToken)
    {
        if (TextFaults.Of("reason", reason) is { } fault)
        {
            return new Outcome.Invalid([fault]);
        }

        if (await deliveries.FindAsync(department, id, cancellationToken) is not { } found)
        {
            return new Outcome.NotFound();
        }

        return found.Delivery.Match is not null
            ? await WithdrawMatchedAsync(found.Delivery, found.ETag, reason, act, cancellationToken)
            : await WithdrawUnmatchedAsync(department, id, reason, act, cancellationToken);
    }

    /// <summary>
    /// It goes first from the deadline that it was matched to, and the same transaction names the further ones; a crash after it leaves those to the
    /// relay. An acceptance at any of them keeps it standing everywhere.
    /// </summary>
    private async Task<Outcome> WithdrawMatchedAsync(Delivery read, ETag etag, string reason, Act act, CancellationToken cancellationToken)
    {
        var (id, department, deadline) = (read.Id, read.Department, read.Match!.Deadline);

        // It goes from every deadline that it counts for: whoever takes it back must deliver for all of them.
        foreach (var each in (read.AlsoFor ?? []).Prepend(deadline))
        {
            if (!await owed.MayDeliverAsync(act.Caller.HeirAt(department), department, each, cancellationToken))
            {
                return new Outcome.NotYours();
            }
        }

        var decision = Decision.Of(act, clock.Today, $"withdraw {id}");
        var papersOf = new Dictionary<DeadlineId, PaperRef> { [deadline] = await papers.PutAsync(deadline, reason, cancellationToken) };
        var seen = await LookAsync(read, etag);
        var terms = new DecisionTerms<Outcome>
        {
            // The deadline, at which it no longer stands, must be found without it.
            Relay = decisions.RelayOf(deadline, id, cancellationToken),
            Remember = act.IdempotencyKey is not null,
            ReadAnewAsync = async () =>
            {
                var (again, tag) = await deliveries.FindAsync(department, id, cancellationToken) ?? throw new InvalidOperationException($"Delivery {id} is missing.");
                seen = await LookAsync(again, tag);
            },
        };
        var outcome = await decisions.DecideAsync(deadline, decision, terms, Judge, cancellationToken);
        if (outcome is not Outcome.Accepted && await deliveries.FindAsync(department, id, cancellationToken) is { } after)
        {
            // Also where an earlier attempt recorded it and broke off.
            await carry.ExecuteAsync(after.Delivery, cancellationToken);
        }

        return outcome;

        Verdict<Outcome> Judge(DeadlineHead? head)
        {
            if (head?.State.Deliveries.FirstOrDefault(each => each.Delivery == id) is not { } standing)
            {
                return new Verdict<Outcome>.Nothing(new Outcome.DoesNotStand());
            }

            if (standing.Accepted || seen.IsAcceptedElsewhere)
            {
                return new Verdict<Outcome>.Nothing(new Outcome.Accepted());
            }

            var withdrawal = seen.Further.Count == 0 ? null
                : new DeliveryWithdrawal(decision.Id, decision.By, decision.On, [.. seen.Further.Select(further => new FurtherWithdrawal(further, papersOf[further]))]);
            return new Verdict<Outcome>.Record(
                carry.FactOf(head.State, seen.Delivery, papersOf[deadline], decision.On),
                new Outcome.Withdrawn(id),
                (batch, _) => DeliveryStore.Write(batch, seen.Delivery with { Review = ReviewState.Withdrawn, Withdrawal = withdrawal }, seen.ETag));
        }

        async Task<Seen> LookAsync(Delivery delivery, ETag tag)
        {
            var heads = await Task.WhenAll((delivery.AlsoFor ?? []).Distinct().Select(further => deadlines.FindAsync(further, cancellationToken)));
            var standing = heads.OfType<DeadlineHead>().Where(head => head.State.Deliveries.Any(each => each.Delivery == id)).Select(head => head.State).ToList();
            foreach (var state in standing)
            {
                if (!papersOf.ContainsKey(state.Id))
                {
                    papersOf[state.Id] = await papers.PutAsync(state.Id, reason, cancellationToken);
                }
            }

            return new Seen(
                delivery,
                tag,
                [.. standing.Select(state => state.Id)],
                standing.Exists(state => state.Deliveries.Any(each => each.Delivery == id && each.Accepted)));
        }
    }

    /// <summary>Its own chain gets one more link, under the row's ETag; a second run finds it withdrawn.</summary>
    private async Task<Outcome> WithdrawUnmatchedAsync(
        DepartmentId department, DeliveryId id, string reason, Act act, CancellationToken cancellationToken)
    {
        if (!await owed.MayDeliverAsync(act.Caller.HeirAt(department), department, null, cancellationToken))
        {
            return new Outcome.NotYours();
        }

        var paper = await papers.PutAsync(department, id.Value, reason, cancellationToken);
        var relay = new Asked(() => agenda.AskRelayAsync(AgendaItem.Relay(department, id), cancellationToken), clock.Time);
        for (var attempt = 1; ; attempt++)
        {
            await relay.MakeGoodAsync();
            var (delivery, etag) = await deliveries.FindAsync(department, id, cancellationToken)
                ?? throw new InvalidOperationException($"Delivery {id} is missing.");
            if (delivery.Match is not null)
            {
                // An officer matched it meanwhile.
                return await WithdrawMatchedAsync(delivery, etag, reason, act, cancellationToken);
            }

            if (!delivery.Stands)
            {
                return delivery.Review == ReviewState.Withdrawn ? new Outcome.Withdrawn(id) : new Outcome.DoesNotStand();
            }

            var first = await storage.Supervision.FindAsync(department.Value, Fact.KeyOf(id.Value, 1), cancellationToken)
                ?? throw new InvalidOperationException($"The history of delivery {id} is missing.");
            var head = new ChainHead(1, first.GetString("Hash"), Fact.FromContent(id.Value, first.GetString("Content")).Recorded);
            StateChangedException.Check(act.Expected, () => DeadlineHead.TagOf(head));
            var decision = Decision.Of(act, clock.Today, $"withdraw {id}");
            var fact = head.Next(id.Value, clock.Now, decision.On, decision.By, decision.Id, new UnmatchedDeliveryWithdrawn(id, paper));
            var batch = new TableBatch(department.Value)
                .Add(DeadlineStore.FactRow(department, fact, fact.ToContent()));
            DeliveryStore.Write(batch, delivery with { Review = ReviewState.Withdrawn }, etag);
            try
            {
                await relay.CommitAsync(() => storage.Supervision.SubmitAsync(batch, cancellationToken));
                return new Outcome.Withdrawn(id);
            }
            catch (Exception fault) when (StorageFaults.MeansReread(fault) && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == MostAttempts)
                {
                    throw new DecisionContendedException(decision.Id, fault);
                }

                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    /// <summary>A matched delivery as it was read.</summary>
    /// <param name="Further">The further deadlines that it counts for.</param>
    private sealed record Seen(Delivery Delivery, ETag ETag, IReadOnlyList<DeadlineId> Further, bool IsAcceptedElsewhere);

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Withdrawn), "withdrawn")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(DoesNotStand), "does-not-stand")]
    [JsonDerivedType(typeof(Accepted), "accepted")]
    [JsonDerivedType(typeof(NotYours), "not-yours")]
    [JsonDerivedType(typeof(Invalid), "invalid")]
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Withdrawn(DeliveryId Delivery) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>It was returned or withdrawn before.</summary>
        public sealed record DoesNotStand : Outcome;

        /// <summary>An officer accepted it: only the office can return it.</summary>
        public sealed record Accepted : Outcome;

        /// <summary>The caller's department took over other duties than this one.</summary>
        public sealed record NotYours : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
