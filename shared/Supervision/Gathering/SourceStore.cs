using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Gathering;

/// <summary>How a source stands.</summary>
/// <param name="Since">When it was first looked at.</param>
/// <param name="LastAnswered">When it last answered as it should.</param>
/// <param name="LastItem">When an item was last taken.</param>
/// <param name="FaultCode">What went wrong the last time, or null.</param>
/// <param name="FaultsInARow">Runs in a row that failed.</param>
/// <param name="Taken">Items taken so far.</param>
/// <param name="LastRead">When it was last read whole.</param>
public sealed record SourceState(
    string Source,
    DateTimeOffset Since,
    DateTimeOffset? LastAnswered = null,
    DateTimeOffset? LastItem = null,
    string? FaultCode = null,
    string? FaultDetail = null,
    int FaultsInARow = 0,
    int Taken = 0,
    string? ETag = null,
    DateTimeOffset? LastModified = null,
    DateTimeOffset? LastRead = null);

/// <summary>What became of an item.</summary>
public enum ItemState
{
    /// <summary>Received; the receipt is the delivery's.</summary>
    Taken,

    /// <summary>Failed, and is tried again.</summary>
    Failing,

    /// <summary>Cannot be taken as it is. It is tried again once a day, and whenever the source changes it.</summary>
    Aside,
}

/// <summary>An item of a source.</summary>
/// <param name="Item">Hash of its id.</param>
/// <param name="Name">Its id as the source gives it, shortened.</param>
/// <param name="Delivery">The delivery it became.</param>
/// <param name="Reason">Stable code of why it was not taken.</param>
public sealed record GatheredItem(
    string Source,
    string Item,
    string Name,
    ItemState State,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastTried,
    int Attempts,
    DeliveryId? Delivery = null,
    string? Reason = null,
    string? Detail = null);

/// <summary>States of sources and of their items, in the directory table.</summary>
public sealed class SourceStore(SupervisionStorage storage)
{
    private const string SourcePartition = "source";
    private const string Content = "Content";
    private const int LongestName = 200;

    /// <summary>The key of an item: its id may hold anything.</summary>
    public static string KeyOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..40];

    public static string NameOf(string id) => id.Split('\n')[0] is { Length: > LongestName } name ? name[..LongestName] : id.Split('\n')[0];

    public async Task<SourceState?> FindAsync(string source, CancellationToken cancellationToken) =>
        await storage.Directory.FindAsync(SourcePartition, source, cancellationToken) is { } row ? Json.Read<SourceState>(row.GetString(Content)) : null;

    public async Task<IReadOnlyList<SourceState>> ListAsync(CancellationToken cancellationToken)
    {
        var states = new List<SourceState>();
        await foreach (var row in storage.Directory.ListAsync(SourcePartition, "", null, cancellationToken))
        {
            states.Add(Json.Read<SourceState>(row.GetString(Content)));
        }

        return states;
    }

    public Task SaveAsync(SourceState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        return storage.Directory.UpsertAsync(new TableEntity(SourcePartition, state.Source) { [Content] = Json.Write(state) }, cancellationToken);
    }

    public async Task<GatheredItem?> FindItemAsync(string source, string key, CancellationToken cancellationToken) =>
        await storage.Directory.FindAsync(ItemPartition(source), key, cancellationToken) is { } row ? Json.Read<GatheredItem>(row.GetString(Content)) : null;

    public Task SaveItemAsync(GatheredItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        return storage.Directory.UpsertAsync(
            new TableEntity(ItemPartition(item.Source), item.Item) { [Content] = Json.Write(item), ["State"] = item.State.ToString() }, cancellationToken);
    }

    /// <summary>One page of a source's items that were not taken.</summary>
    public async Task<(IReadOnlyList<GatheredItem> Items, string? Continuation)> PageNotTakenAsync(
        string source, string? continuation, int size, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"State ne {nameof(ItemState.Taken)}");
        var page = await storage.Directory.PageAsync(ItemPartition(source), "", filter, continuation, size, cancellationToken);
        return ([.. page.Rows.Select(row => Json.Read<GatheredItem>(row.GetString(Content)))], page.Continuation);
    }

    private static string ItemPartition(string source) => "gathered-" + source;
}
