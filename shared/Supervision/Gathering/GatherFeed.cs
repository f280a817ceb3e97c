using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Supervision.Identity;

namespace Supervision.Gathering;

/// <summary>Gathers what is new from one department's feed.</summary>
public sealed class GatherFeed(IOptions<GatherOptions> options, TakeItem take, ItemLedger ledger, SourceStore store, TimeProvider time) : IDisposable
{
    private const int MostPages = 20;

    /// <summary>However little the source says has changed, once a day everything is looked at again: what was set aside may be taken now.</summary>
    private static readonly TimeSpan ReadWholeAfter = TimeSpan.FromHours(23);

    // Kept from run to run, so that a circuit breaker remembers.
    private readonly ConcurrentDictionary<string, SourceClient> clients = new(StringComparer.Ordinal);

    public async Task<SourceState> ExecuteAsync(string name, FeedSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var now = time.GetUtcNow();
        var state = await store.FindAsync(name, cancellationToken) ?? new SourceState(name, now);
        try
        {
            state = await GatherAsync(name, source, state, now, cancellationToken);
        }
        catch (GatherFaultException fault)
        {
            state = state with { FaultCode = fault.Code, FaultDetail = fault.Message, FaultsInARow = state.FaultsInARow + 1 };
        }

        await store.SaveAsync(state, cancellationToken);
        return state;
    }

    public void Dispose()
    {
        foreach (var client in clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task<SourceState> GatherAsync(
        string name, FeedSource source, SourceState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var client = clients.GetOrAdd(name, _ => new SourceClient(source, options.Value, time));
        var whole = state.LastRead is not { } last || now - last >= ReadWholeAfter;
        var first = await client.GetAsync(
            source.Address!, options.Value.MostFeedBytes, whole ? null : state.ETag, whole ? null : state.LastModified, cancellationToken);
        if (first.Body is null)
        {
            return Answered(state, now);
        }

        var (taken, complete) = (0, true);
        var page = JsonFeed.Read(first.Body, source.Address!);
        for (var pages = 1; ; pages++)
        {
            var (more, all) = await TakeAsync(name, source, client, page, options.Value.MostItems - taken, cancellationToken);
            taken += more;
            complete &= all;
            if (page.Next is not { } next || taken >= options.Value.MostItems)
            {
                break;
            }

            if (pages == MostPages)
            {
                complete = false;
                break;
            }

            var answer = await client.GetAsync(next, options.Value.MostFeedBytes, null, null, cancellationToken);
            page = JsonFeed.Read(answer.Body!, next);
        }

        // Only when everything of this answer was dealt with may the next run ask for changes alone.
        return Answered(state, now) with
        {
            ETag = complete ? first.ETag : null,
            LastModified = complete ? first.LastModified : null,
            LastRead = now,
            LastItem = taken > 0 ? now : state.LastItem,
            Taken = state.Taken + taken,
        };
    }

    private async Task<(int Taken, bool Complete)> TakeAsync(
        string name, FeedSource source, SourceClient client, FeedPage page, int most, CancellationToken cancellationToken)
    {
        var (taken, complete) = (0, true);

        // Feeds begin with the newest; deliveries are taken in the order in which they were made.
        foreach (var item in page.Items.Reverse())
        {
            if (taken >= most)
            {
                return (taken, false);
            }

            var state = await ledger.PassAsync(name, item.Id, () => TakeAsync(name, source, client, item, cancellationToken), cancellationToken);
            taken += state == ItemState.Taken ? 1 : 0;
            complete &= state != ItemState.Failing;
        }

        return (taken, complete);
    }

    private Task<DeliveryId> TakeAsync(string name, FeedSource source, SourceClient client, FeedItem item, CancellationToken cancellationToken)
    {
        if (item.Fault is { } fault)
        {
            throw new GatherFaultException(fault, "The item is no delivery.", isPassing: false);
        }

        var files = item.Attachments.Select(attachment => new ItemFile(attachment.Name, async (most, stop) =>
        {
            var answer = await client.GetAsync(attachment.Address, most, null, null, stop);
            return new MemoryStream(answer.Body!, writable: false);
        }));
        return take.ExecuteAsync(name, item.Id, DepartmentId.Parse(source.Department), item.Kind, item.Metadata, [.. files], cancellationToken);
    }

    private static SourceState Answered(SourceState state, DateTimeOffset now) =>
        state with { LastAnswered = now, FaultCode = null, FaultDetail = null, FaultsInARow = 0 };
}
