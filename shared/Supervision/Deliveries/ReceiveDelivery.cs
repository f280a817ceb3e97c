using System.Globalization;
using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Deliveries.Figures;
using Supervision.Departments;
using Supervision.History;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Deliveries;

/// <summary>
/// Receives a report or rule: files to blobs, the delivery, its match and the end of the alert in one transaction. The caller waits for
/// at most three storage round trips one after another: the check of the key; files, look-ups and the relay's mark side by side; the
/// transaction. A crash before the transaction leaves blobs that nothing points to; a lost answer is found again under the request's
/// key or the content's hash.
/// </summary>
public sealed partial class ReceiveDelivery(
    SupervisionStorage storage,
    DirectoryStore directory,
    DeadlineStore deadlines,
    OwedDeadlines owed,
    DeadlineDecisions decisions,
    DeliveryStore deliveries,
    AgendaStore agenda,
    OpeningRules opening,
    LegislatureClock clock,
    RandomIds ids,
    IOptions<DeliveryOptions> options,
    ILogger<ReceiveDelivery> logger)
{
    private const int MostStanding = 50;
    private const int MostAttempts = 8;

    public Task<Outcome> ExecuteAsync(DeliveryRequest request, CancellationToken cancellationToken) =>
        ExecuteAsync(request, Task.FromResult<IReadOnlyList<string>?>(request.Findings ?? []), cancellationToken);

    /// <param name="checking">Codes found while the files go to storage; null when the delivery is not to be received.</param>
    public async Task<Outcome> ExecuteAsync(DeliveryRequest request, Task<IReadOnlyList<string>?> checking, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        if (DeliveryRules.Check(request.Kind, request.Metadata, today) is { Count: > 0 } faults)
        {
            return new Outcome.Invalid(faults);
        }

        var id = request.Ahead?.Delivery ?? DeliveryId.New(ids);
        var day = request.Ahead?.Day ?? clock.Now.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var files = request.Files
            .Select((file, index) => new DeliveredFile(
                file.Name, file.ContentType, file.Length, file.Sha256, DeliveryStore.BlobOf(day, id, index + 1)))
            .ToList();

        var relay = new Asked(() => agenda.AskRelayAsync(AgendaItem.Relay(request.Department, id), cancellationToken), clock.Time);
        var department = directory.FindAsync(request.Department, cancellationToken);
        var candidates = ListCandidatesAsync(request, cancellationToken);
        var puts = request.Ahead is not null ? [] : files.Select((file, index) => deliveries.PutAsync(request.Department, file.Blob, request.Files[index].Content, file.ContentType, cancellationToken));
        await Task.WhenAll([department, candidates, checking, relay.EnsureAsync(), .. puts]);

        Outcome outcome;
        if (await department is null)
        {
            outcome = new Outcome.UnknownDepartment();
        }
        else if (await checking is not { } findings)
        {
            // What was received before is answered as it was, whatever would speak against it now; this attempt's files go in either case.
            var removing = request.Ahead is null ? RemoveQuietlyAsync(files) : Task.CompletedTask;
            outcome = await RecallAsync(request, cancellationToken) is Outcome.Received received ? received : new Outcome.Held();
            await removing;
            return outcome;
        }
        else
        {
            request = request with { Findings = findings };
            outcome = await RecordAsync(new Incoming(request, id, files, await candidates, today, DeliveryRules.ContentHash(request)), relay, cancellationToken);
        }

        if (request.Ahead is null && outcome is not Outcome.Received { Repeated: false })
        {
            await RemoveQuietlyAsync(files);
        }

        return outcome;
    }

    /// <summary>What the same request was answered before, or where it has no key the same content while it stands; null where that is not on record.</summary>
    public async Task<Outcome?> RecallAsync(DeliveryRequest request, CancellationToken cancellationToken)
    {
        var incoming = new Incoming(request, request.Ahead?.Delivery ?? DeliveryId.New(ids), [], [], clock.Today, DeliveryRules.ContentHash(request));
        var memory = new Memory(deliveries, incoming, cancellationToken);
        return (await (request.IdempotencyKey is null ? memory.RecallAsync() : memory.RecallByKeyAsync()))?.Outcome;
    }

    private async Task<IReadOnlyList<DeadlineHead>> ListCandidatesAsync(DeliveryRequest request, CancellationToken cancellationToken) =>
        request.Metadata.Obligation is { } obligation
            ? await deadlines.ListAsync(obligation, request.Department, cancellationToken)
            : await deadlines.ListOpenAsync(
                request.Department,
                request.Kind == DeliveryKind.Rule ? [ObligationKind.ImplementingRule] : [ObligationKind.RecurringReport, ObligationKind.ImplementationReport],
                cancellationToken);

    private async Task<Outcome> RecordAsync(Incoming incoming, Asked relay, CancellationToken cancellationToken)
    {
        // f is another date for a rule than for a report: one must not pass for the other.
        var fitting = incoming.Candidates
            .Where(candidate => (candidate.State.Kind == ObligationKind.ImplementingRule) == (incoming.Request.Kind == DeliveryKind.Rule))
            .ToList();
        if (fitting.Count == 0 && incoming.Candidates.Count > 0)
        {
            return await RecallAsync(incoming.Request, cancellationToken) ?? new Outcome.Invalid(
                [InputFault.Of("obligation-kind", "obligation", "The obligation asks for the other kind: rules fulfil rules, reports the rest.")]);
        }

        var (head, finding) = DeliveryMatching.Choose(incoming.Request.Metadata, fitting);
        if (!await owed.MayDeliverAsync(incoming.Request.Heir, incoming.Request.Department, head?.State.Id, cancellationToken))
        {
            // What this caller delivered before has its receipt, whatever the same would be matched to today.
            return await RecallAsync(incoming.Request, cancellationToken) is Outcome.Received before && before.Delivery.By == incoming.Request.Caller
                ? before
                : new Outcome.NotYours();
        }

        return head is null
            ? await RecordUnmatchedAsync(incoming, finding!, relay, cancellationToken)
            : await RecordMatchedAsync(incoming, head, relay, cancellationToken);
    }

    private Task<Outcome> RecordMatchedAsync(Incoming incoming, DeadlineHead head, Asked relay, CancellationToken cancellationToken)
    {
        var memory = new Memory(deliveries, incoming, cancellationToken);
        var terms = new DecisionTerms<Outcome> { Relay = relay, FirstRead = head, RecallAsync = memory.RecallAsync };
        return decisions.DecideAsync(head.State.Id, DecisionOf(incoming), terms, Judge, cancellationToken);

        Verdict<Outcome> Judge(DeadlineHead? current)
        {
            var state = current!.State;
            if (state.Deliveries.Count >= MostStanding)
            {
                return new Verdict<Outcome>.Nothing(new Outcome.TooMany());
            }

            var claimed = DeliveryRules.ClaimedDate(incoming.Request.Kind, incoming.Request.Metadata, incoming.Today);
            var counts = state.FulfilledOnBeforeFormReturn ?? claimed;
            var match = DeliveryMatch.Of(state, incoming.Request.Kind, counts, incoming.Today);
            var delivery = DeliveryOf(incoming, match, null);
            return new Verdict<Outcome>.Record(
                new DeliveryReceived(incoming.Id, incoming.Today, claimed, incoming.ContentHash, opening.NextAfter(state, counts, incoming.Id)),
                new Outcome.Received(delivery, Repeated: false),
                (batch, _) => memory.Write(batch, delivery));
        }
    }

    /// <summary>A delivery that no deadline awaits is kept all the same, with a history of its own, for an officer to match.</summary>
    private async Task<Outcome> RecordUnmatchedAsync(Incoming incoming, string finding, Asked relay, CancellationToken cancellationToken)
    {
        var memory = new Memory(deliveries, incoming, cancellationToken);
        var home = incoming.Request.Department;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await relay.MakeGoodAsync();
                if (attempt > 1 && await memory.RecallAsync() is { } recorded)
                {
                    return recorded.Outcome;
                }

                var claimed = DeliveryRules.ClaimedDate(incoming.Request.Kind, incoming.Request.Metadata, incoming.Today);
                var delivery = DeliveryOf(incoming, null, finding);
                var decision = DecisionOf(incoming);
                var fact = ChainHead.Empty.Next(
                    incoming.Id.Value,
                    clock.Now,
                    decision.On,
                    decision.By,
                    decision.Id,
                    new UnmatchedDeliveryReceived(incoming.Id, incoming.Today, claimed, incoming.ContentHash));
                var batch = new TableBatch(home.Value).Add(DeadlineStore.FactRow(home, fact, fact.ToContent()));
                memory.Write(batch, delivery);
                await relay.CommitAsync(() => storage.Supervision.SubmitAsync(batch, cancellationToken));
                return new Outcome.Received(delivery, Repeated: false);
            }
            catch (Exception fault) when (StorageFaults.MeansReread(fault) && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == MostAttempts)
                {
                    throw new DecisionContendedException(incoming.Id.Value, fault);
                }

                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    private Delivery DeliveryOf(Incoming incoming, DeliveryMatch? match, string? finding)
    {
        var request = incoming.Request;
        var findings = DeliveryRules.Findings(request.Kind, request.Metadata, incoming.Today, options.Value.LongestFromIssueToReceipt);
        return new Delivery(
            incoming.Id,
            request.Kind,
            request.Department,
            clock.Now,
            incoming.Today,
            request.Caller,
            request.Metadata,
            incoming.Files,
            incoming.ContentHash,
            match,
            [.. finding is null ? findings : [finding, .. findings], .. request.AllFindings]);
    }

    private static Decision DecisionOf(Incoming incoming) => new(
        incoming.Request.IdempotencyKey is null ? incoming.Id.Value : Decision.IdOf(incoming.Request.Caller, incoming.Request.IdempotencyKey),
        incoming.Request.Caller,
        incoming.Today);

    private async Task RemoveQuietlyAsync(List<DeliveredFile> files)
    {
        foreach (var file in files)
        {
            try
            {
                await deliveries.RemoveAsync(file.Blob, CancellationToken.None);
            }
            catch (Exception fault) when (fault is RequestFailedException || StorageFaults.MeansReread(fault))
            {
                LogLeftBehind(file.Blob, fault.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Blob {Blob} of an attempt that came to nothing could not be removed now: {Fault}")]
    private partial void LogLeftBehind(string blob, string fault);

    private sealed record Incoming(
        DeliveryRequest Request, DeliveryId Id, IReadOnlyList<DeliveredFile> Files, IReadOnlyList<DeadlineHead> Candidates, DateOnly Today, string ContentHash);

    /// <summary>Remembers a delivery by the caller's request and by its content, and recalls it.</summary>
    private sealed class Memory(DeliveryStore store, Incoming incoming, CancellationToken cancellationToken)
    {
        private readonly string? requestKey = incoming.Request.IdempotencyKey is { } key
            ? Decision.RequestKeyOf(Decision.IdOf(incoming.Request.Caller, key))
            : null;

        private ETag? returnedContent;

        public void Write(TableBatch batch, Delivery delivery)
        {
            var home = incoming.Request.Department;
            batch.Add(DeliveryStore.Row(delivery));
            if (FigureStore.Row(delivery) is { } figures)
            {
                batch.Upsert(figures);
            }

            if (incoming.Request.Ahead is { } ahead)
            {
                batch.Replace(ahead.Done, ahead.AsRead);
            }

            if (requestKey is not null)
            {
                batch.Add(DeliveryStore.Pointer(home, requestKey, delivery));
            }

            var content = DeliveryStore.Pointer(home, DeliveryStore.ContentKey(incoming.ContentHash), delivery);
            _ = returnedContent is { } etag ? batch.Replace(content, etag) : batch.Add(content);
        }

        public async Task<Recorded<Outcome>?> RecallAsync()
        {
            if (await RecallByKeyAsync() is { } recorded)
            {
                return recorded;
            }

            var home = incoming.Request.Department;
            if (await store.FindPointerAsync(home, DeliveryStore.ContentKey(incoming.ContentHash), cancellationToken) is not { } content)
            {
                return null;
            }

            var receipt = await ReceiptAsync(home, content.Delivery!.Value);
            if (receipt.Delivery.Stands)
            {
                return new Recorded<Outcome>(receipt);
            }

            returnedContent = content.ETag;
            return null;
        }

        public async Task<Recorded<Outcome>?> RecallByKeyAsync()
        {
            var home = incoming.Request.Department;
            return requestKey is not null && await store.FindPointerAsync(home, requestKey, cancellationToken) is { } request
                ? new Recorded<Outcome>(request.Delivery is { } known && request.ContentHash == incoming.ContentHash
                    ? await ReceiptAsync(home, known)
                    : new Outcome.KeyReused())
                : null;
        }

        private async Task<Outcome.Received> ReceiptAsync(DepartmentId home, DeliveryId delivery)
        {
            var (found, _) = await store.FindAsync(home, delivery, cancellationToken)
                ?? throw new InvalidOperationException($"Delivery {delivery} is pointed to and missing.");
            return new Outcome.Received(found, Repeated: delivery != incoming.Id);
        }
    }

    /// <summary>What came of an upload.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Repeated">True when this request or this content had been received before: the receipt is the first one's.</param>
        public sealed record Received(Delivery Delivery, bool Repeated) : Outcome;

        public sealed record Invalid(IReadOnlyList<InputFault> Faults) : Outcome;

        public sealed record UnknownDepartment : Outcome;

        /// <summary>What was checked meanwhile speaks against it.</summary>
        public sealed record Held : Outcome;

        /// <summary>The Idempotency-Key was used for other content.</summary>
        public sealed record KeyReused : Outcome;

        /// <summary>The department that delivers took over other duties than this one.</summary>
        public sealed record NotYours : Outcome;

        /// <summary>The deadline has as many standing deliveries as it may have.</summary>
        public sealed record TooMany : Outcome;
    }
}
