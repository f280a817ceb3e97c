using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Explanations;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Storage;
using Supervision.Time;
using Supervision.Views;

namespace Supervision.Relay;

/// <summary>Brings the lists up to the state of a deadline, a law or a delivery. Doing it twice writes nothing new.</summary>
public sealed class RelayViews(
    SupervisionStorage storage, DeadlineStore deadlines, CarryChain chain, ChangeCommittee committee, ViewStore views, LegislatureClock clock)
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

        // Opened or decided on in the moment in which its law went to another committee.
        if (head.State.Committee != (await titles.LawAsync(id.Obligation.Law, cancellationToken)).Committee
            && await committee.AlignAsync(head.State, cancellationToken))
        {
            changed = await storage.Supervision.FindAsync(id.Home.Value, key, cancellationToken) ?? changed;
            head = (await deadlines.FindAsync(id, cancellationToken))!;
        }

        await ShowAsync(head, titles, cancellationToken);
        await storage.Supervision.DeleteUnchangedAsync(id.Home.Value, key, changed.ETag, cancellationToken);
    }

    public async Task CarryAsync(LawId id, Titles titles, CancellationToken cancellationToken)
    {
        var law = await titles.LawAsync(id, cancellationToken);
        await views.WriteAsync(ViewNames.Laws, id.Value, law.ListSeq, Json.Write(law), cancellationToken);
    }

    /// <summary>Lists a delivery that matches no deadline, until an officer has matched it or the department has withdrawn it.</summary>
    public async Task CarryAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.CameUnmatched)
        {
            var row = RowOf(delivery);
            await views.WriteAsync(row.Partition, row.Row, row.Seq, row.Json, cancellationToken);
            await SealAsync(delivery, cancellationToken);
        }
    }

    /// <summary>The row that the list of unmatched deliveries must hold of one that came unmatched.</summary>
    internal static ViewRow RowOf(Delivery delivery)
    {
        var waits = delivery is { Match: null, Stands: true };
        return new ViewRow(ViewNames.Unmatched, $"{delivery.Department}-{delivery.Id}", waits ? 1 : 2, waits ? Json.Write(delivery) : null);
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

    /// <summary>The rows that the lists must hold of a deadline, but for the list of what changed on a day.</summary>
    internal static async Task<IReadOnlyList<ViewRow>> RowsAsync(DeadlineState state, int seq, Titles titles, CancellationToken cancellationToken)
    {
        var shown = await SummaryAsync(state, titles, cancellationToken);
        var summary = Json.Write(shown);
        var row = state.Id.Value;
        var month = DeadlineState.MonthOf(state.Due);
        List<ViewRow> rows =
        [
            new(ViewNames.Law(state.Id.Obligation.Law), row, seq, summary),
            .. state.DueMonths.Select(each => new ViewRow(ViewNames.Due(each), row, seq, each == month ? summary : null)),
            new(ViewNames.Awaited, row, seq, state.IsOpen ? summary : null),
            new(ViewNames.Ended, row, seq, state.IsOpen ? null : summary),
        ];
        if (state.Raised is not null || state.Round > 1)
        {
            rows.Add(new ViewRow(ViewNames.OpenAlerts(state.Committee), row, seq, state.Alert is null ? null : summary));
            rows.AddRange((state.FormerCommittees ?? []).Where(former => former != state.Committee)
                .Select(former => new ViewRow(ViewNames.OpenAlerts(former), row, seq, null)));
        }

        if (state.StepCount > 0)
        {
            rows.Add(new ViewRow(ViewNames.Proposals, row, seq, state.PendingSteps.Count > 0 ? summary : null));
        }

        rows.AddRange(StandingLists.RowsOf(state, seq, shown, summary));
        return rows;
    }

    private async Task ShowAsync(DeadlineHead head, Titles titles, CancellationToken cancellationToken)
    {
        var (state, seq) = (head.State, head.Chain.Seq);
        var rows = await RowsAsync(state, seq, titles, cancellationToken);
        var standing = rows.Where(row => row.Partition == StandingLists.Partition).ToList();
        await Task.WhenAll(rows.Except(standing).Append(new ViewRow(DigestStore.ChangedOn(clock.Today), state.Id.Value, seq, head.Chain.Hash))
            .Select(row => views.WriteAsync(row, cancellationToken)).Append(views.PlaceAsync(standing, cancellationToken)));
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
            state.PendingSteps,
            state.ToReview is { Count: > 0 } waiting ? waiting : null);
    }
}
