using System.Text.Json.Serialization;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.History;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Papers;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Deliveries;

/// <summary>
/// A department takes back what it delivered, with a reason, as long as no officer has accepted it. Nothing is removed: files and receipt
/// stay.
/// </summary>
public sealed class WithdrawDelivery(
    SupervisionStorage storage,
    DeliveryStore deliveries,
    DeadlineDecisions decisions,
    AgendaStore agenda,
    OpeningRules rules,
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

        return found.Delivery.Match is { } match
            ? await WithdrawMatchedAsync(found.Delivery, match.Deadline, reason, act, cancellationToken)
            : await WithdrawUnmatchedAsync(department, id, reason, act, cancellationToken);
    }

    private async Task<Outcome> WithdrawMatchedAsync(
        Delivery delivery, DeadlineId deadline, string reason, Act act, CancellationToken cancellationToken)
    {
        var decision = Decision.Of(act, clock.Today, $"withdraw {delivery.Id}");
        var paper = await papers.PutAsync(deadline, reason, cancellationToken);
        return await decisions.DecideAsync<Outcome>(deadline, decision, remember: act.IdempotencyKey is not null, Judge, cancellationToken);

        Verdict<Outcome> Judge(DeadlineHead? head)
        {
            if (head?.State.Deliveries.FirstOrDefault(each => each.Delivery == delivery.Id) is not { } standing)
            {
                return new Verdict<Outcome>.Nothing(new Outcome.DoesNotStand());
            }

            if (standing.Accepted)
            {
                return new Verdict<Outcome>.Nothing(new Outcome.Accepted());
            }

            var then = DeadlineLifeCycle.Without(head.State, delivery.Id, decision.On);
            var opens = rules.NextAfterFulfilment(then);
            return new Verdict<Outcome>.Record(
                new DeliveryWithdrawn(delivery.Id, paper, opens),
                new Outcome.Withdrawn(delivery.Id),
                (batch, _) => DeliveryStore.Write(batch, delivery with { Review = ReviewState.Withdrawn }));
        }
    }

    /// <summary>Its own chain gets one more link, under the row's ETag; a second run finds it withdrawn.</summary>
    private async Task<Outcome> WithdrawUnmatchedAsync(
        DepartmentId department, DeliveryId id, string reason, Act act, CancellationToken cancellationToken)
    {
        var paper = await papers.PutAsync(department, id.Value, reason, cancellationToken);
        var relay = new Asked(() => agenda.AskRelayAsync(AgendaItem.Relay(department, id), cancellationToken), clock.Time);
        for (var attempt = 1; ; attempt++)
        {
            await relay.MakeGoodAsync();
            var (delivery, etag) = await deliveries.FindAsync(department, id, cancellationToken)
                ?? throw new InvalidOperationException($"Delivery {id} is missing.");
            if (delivery.Match is { } match)
            {
                // An officer matched it meanwhile.
                return await WithdrawMatchedAsync(delivery, match.Deadline, reason, act, cancellationToken);
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

    /// <summary>What came of it.</summary>
    [JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
    [JsonDerivedType(typeof(Withdrawn), "withdrawn")]
    [JsonDerivedType(typeof(NotFound), "not-found")]
    [JsonDerivedType(typeof(DoesNotStand), "does-not-stand")]
    [JsonDerivedType(typeof(Accepted), "accepted")]
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

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;
    }
}
