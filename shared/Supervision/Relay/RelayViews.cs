using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Explanations;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;
using Supervision.Views;

namespace Supervision.Relay;

/// <summary>Brings the lists up to the state of a deadline, a law or a delivery. Doing it twice writes nothing new.</summary>
public sealed class RelayViews(SupervisionStorage storage, DeadlineStore deadlines, CarryChain chain, ViewStore views, LegislatureClock clock)
{
    /// <summary>
    /// Takes the steps that wait at other deadlines, shows what changed of this one, and then removes the mark, unless it was set anew
    /// meanwhile.
    /// </summary>
    public async Task CarryAsync(DeadlineId id, Titles titles, CancellationToken cancellationToken)
    {
        var key = DeadlineStore.ChangedKey(id);
        if (await storage.Supervision.FindAsync(id.Home.Value, key, cancellationToken) is not { } changed)
        {
            return;
        }

        var head = await deadlines.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Deadline {id} changed and is missing.");
        if (head.State.ChainSteps.Count > 0)
        {
            await chain.ExecuteAsync(head.State, cancellationToken);
            changed = await storage.Supervision.FindAsync(id.Home.Value, key, cancellationToken) ?? changed;
            head = (await deadlines.FindAsync(id, cancellationToken))!;
        }

        await ShowAsync(head, titles, cancellationToken);
        await storage.Supervision.DeleteUnchangedAsync(id.Home.Value, key, changed.ETag, cancellationToken);
    }

    public async Task CarryAsync(LawId id, Titles titles, CancellationToken cancellationToken)
    {
        var law = await titles.LawAsync(id, cancellationToken);
        await views.WriteAsync(ViewNames.Laws, id.Value, (2 * law.Obligations) + (2 * law.TextVersions.Count) + (law.RepealedOn is null ? 0 : 1), Json.Write(law), cancellationToken);
    }

    /// <summary>Lists a delivery that matches no deadline, until an officer has matched it or the department has withdrawn it.</summary>
    public async Task CarryAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.CameUnmatched)
        {
            var waits = delivery is { Match: null, Stands: true };
            var row = $"{delivery.Department}-{delivery.Id}";
            await views.WriteAsync(ViewNames.Unmatched, row, waits ? 1 : 2, waits ? Json.Write(delivery) : null, cancellationToken);
            await SealAsync(delivery, cancellationToken);
        }
    }

    /// <summary>Lets the chain that a delivery has of its own be sealed with the day.</summary>
    private async Task SealAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        StoredLink? last = null;
        var seq = 0;
        await foreach (var row in storage.Supervision.ListAsync(delivery.Department.Value, $"fact-{delivery.Id}-", null, cancellationToken))
        {
            last = new StoredLink(row.RowKey, row.GetString("Content"));
            seq++;
        }

        if (last is not null)
        {
            await views.WriteAsync(DigestStore.ChangedOn(clock.Today), delivery.Id.Value, seq, Fact.HashOf(last.Content), cancellationToken);
        }
    }

    private async Task ShowAsync(DeadlineHead head, Titles titles, CancellationToken cancellationToken)
    {
        var state = head.State;
        var summary = Json.Write(await SummaryAsync(state, titles, cancellationToken));
        var row = state.Id.Value;
        var seq = head.Chain.Seq;
        var month = DeadlineState.MonthOf(state.Due);
        List<Task> writes =
        [
            views.WriteAsync(DigestStore.ChangedOn(clock.Today), row, seq, head.Chain.Hash, cancellationToken),
            views.WriteAsync(ViewNames.Law(state.Id.Obligation.Law), row, seq, summary, cancellationToken),
            .. state.DueMonths.Select(each => views.WriteAsync(ViewNames.Due(each), row, seq, each == month ? summary : null, cancellationToken)),
        ];
        if (state.Raised is not null || state.Round > 1)
        {
            var pending = state.Alert is not null;
            writes.Add(views.WriteAsync(ViewNames.OpenAlerts(state.Committee), row, seq, pending ? summary : null, cancellationToken));
        }

        if (state.StepCount > 0)
        {
            writes.Add(views.WriteAsync(ViewNames.Proposals, row, seq, state.PendingSteps.Count > 0 ? summary : null, cancellationToken));
        }

        await Task.WhenAll(writes);
    }

    private static async Task<DeadlineSummary> SummaryAsync(DeadlineState state, Titles titles, CancellationToken cancellationToken)
    {
        var law = await titles.LawAsync(state.Id.Obligation.Law, cancellationToken);
        var obligation = await titles.ObligationAsync(state.Id.Obligation, cancellationToken);
        var department = await titles.DepartmentAsync(state.Id.Home, cancellationToken);
        return new DeadlineSummary(
            state.Id,
            state.Kind,
            law.Title,
            law.TitleEn,
            obligation.Candidate.Article,
            obligation.Candidate.Instrument,
            department.Id,
            department.Name,
            department.NameEn,
            state.CoDepartments,
            state.OriginalDue,
            state.Due,
            state.Provenance.Provisional,
            state.Provenance.Basis == DueBasis.ProfileDefault,
            state.IsSilent,
            state.Fulfilment?.FulfilledOn,
            state.Fulfilment?.Accepted ?? false,
            state.Round,
            state.Alert?.Id.Stage,
            state.Alert?.RaisedOn,
            state.Alert?.Status,
            state.Trigger,
            state.Fulfilment?.ReceivedOn,
            state.Closure?.On,
            state.DeferredOn,
            state.ExtendedUntil is not null,
            state.Explanation is { Status: ExplanationStatus.Accepted },
            state.AllDeciding,
            state.PendingSteps);
    }
}
