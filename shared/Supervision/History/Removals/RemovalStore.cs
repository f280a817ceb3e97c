using Azure;
using Azure.Data.Tables;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;
using Supervision.Views;

namespace Supervision.History.Removals;

/// <summary>A removal as it was read, with the end of its chain.</summary>
public sealed record RemovalHead(Removal Removal, ChainHead Chain, ETag ETag)
{
    /// <summary>Names the state by its last fact, for If-Match.</summary>
    public string Tag => DeadlineHead.TagOf(Chain);
}

/// <summary>
/// Removals, each with a history chain of its own, in the partition of the history that points to what is removed; and the marks by which
/// readers know that a content was removed by decision.
/// </summary>
public sealed class RemovalStore(SupervisionStorage storage, AgendaStore agenda, ViewStore views, LegislatureClock clock)
{
    internal const string RowPrefix = "removal-";
    private const string MarkPrefix = "removed-";
    private const string RequestOf = "Removal";

    public async Task<RemovalHead?> FindAsync(DepartmentId home, RemovalId id, CancellationToken cancellationToken) =>
        await storage.Supervision.FindAsync(home.Value, RowPrefix + id, cancellationToken) is { } row ? HeadOf(row) : null;

    /// <summary>True once it was decided that the content is removed.</summary>
    /// <param name="content">Id of a paper, or <c>{delivery}-{number of its file}</c>.</param>
    public async Task<bool> IsRemovedAsync(DepartmentId home, string content, CancellationToken cancellationToken) =>
        await storage.Supervision.FindAsync(home.Value, MarkPrefix + content, cancellationToken) is not null;

    /// <summary>The contents removed by decision in a home whose key begins so, by key: all, or those of one delivery.</summary>
    public async Task<IReadOnlySet<string>> ListRemovedAsync(DepartmentId home, string prefix, CancellationToken cancellationToken)
    {
        var contents = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in storage.Supervision.ListAsync(home.Value, MarkPrefix + prefix, null, cancellationToken))
        {
            contents.Add(row.RowKey[MarkPrefix.Length..]);
        }

        return contents;
    }

    /// <summary>One page of all removals, for lists.</summary>
    public async Task<(IReadOnlyList<Removal> Removals, string? Continuation)> PageAsync(
        string? continuation, int size, CancellationToken cancellationToken)
    {
        var (contents, next) = await views.PageAsync(ViewNames.Removals, continuation, size, cancellationToken);
        return ([.. contents.Select(Json.Read<Removal>)], next);
    }

    /// <summary>
    /// Records a step of a removal in one transaction, after asking the sweep to look at it, so that a crash between the step and what
    /// follows it is made good.
    /// </summary>
    /// <param name="request">Row key under which the request that asked for the step is remembered, or null.</param>
    internal async Task CommitAsync(
        RemovalHead? head, Removal removal, FactBody body, string by, CancellationToken cancellationToken, string? request = null)
    {
        var home = removal.Target.Home;
        var fact = (head?.Chain ?? ChainHead.Empty).Next(removal.Id.Value, clock.Now, clock.Today, by, $"{removal.Id}-{removal.Status}", body);
        var content = fact.ToContent();
        var row = new TableEntity(home.Value, RowPrefix + removal.Id)
        {
            ["Removal"] = Json.Write(removal),
            ["Seq"] = fact.Seq,
            ["Hash"] = Fact.HashOf(content),
            ["Recorded"] = fact.Recorded,
        };
        var batch = new TableBatch(home.Value).Add(DeadlineStore.FactRow(home, fact, content));
        _ = head is null ? batch.Add(row) : batch.Replace(row, head.ETag);
        if (removal.Status == RemovalStatus.Confirmed)
        {
            batch.Upsert(new TableEntity(home.Value, MarkPrefix + removal.Target.Content) { ["Removal"] = removal.Id.Value });
        }

        if (request is not null)
        {
            batch.Add(new TableEntity(home.Value, request) { [RequestOf] = removal.Id.Value });
        }

        var asked = new Asked(() => agenda.AskAsync(clock.Today, AgendaItem.Remove(home, removal.Id), cancellationToken), clock.Time);
        await asked.CommitAsync(() => storage.Supervision.SubmitAsync(batch, cancellationToken));
    }

    /// <summary>What a request that is remembered asked for.</summary>
    /// <returns>Null when it is not remembered; the id of a removal; or empty, when the key was used for something else.</returns>
    internal async Task<string?> RecallAsync(DepartmentId home, string request, CancellationToken cancellationToken) =>
        await storage.Supervision.FindAsync(home.Value, request, cancellationToken) is { } row ? row.GetString(RequestOf) ?? "" : null;

    /// <summary>Brings the list up to a removal's state, and the list of what changed today, from which the day is sealed.</summary>
    internal Task ShowAsync(RemovalHead head, CancellationToken cancellationToken) => Task.WhenAll(
        views.WriteAsync(ViewNames.Removals, RowKeyOf(head.Removal), head.Chain.Seq, Json.Write(head.Removal), cancellationToken),
        views.WriteAsync(DigestStore.ChangedOn(clock.Today), head.Removal.Id.Value, head.Chain.Seq, head.Chain.Hash, cancellationToken));

    /// <summary>True when the history says that a second person decided to remove the content. Marks and states are not asked.</summary>
    internal async Task<bool> WasDecidedAsync(RemovalTarget target, CancellationToken cancellationToken)
    {
        var id = RemovalId.Of(target);
        await foreach (var row in storage.Supervision.ListAsync(target.Home.Value, $"fact-{id}-", null, cancellationToken))
        {
            if (Fact.FromContent(id.Value, row.GetString("Content")).Body is RemovalConfirmed)
            {
                return true;
            }
        }

        return false;
    }

    internal static string RowKeyOf(Removal removal) => $"{removal.Target.Home}-{removal.Id}";

    /// <summary>Deletes a content's blob with every version and snapshot. What is gone already is left out; repeating it changes nothing.</summary>
    internal async Task DeleteContentAsync(Removal removal, CancellationToken cancellationToken)
    {
        var container = removal.Target.IsPaper ? storage.Papers : storage.Deliveries;
        await container.DeleteWithHistoryAsync(removal.Blob, cancellationToken);
    }

    internal static RemovalHead HeadOf(TableEntity row) => new(
        Json.Read<Removal>(row.GetString("Removal")),
        new ChainHead(row.GetInt32("Seq")!.Value, row.GetString("Hash"), row.GetDateTimeOffset("Recorded")!.Value),
        row.ETag);
}
