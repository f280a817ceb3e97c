using Microsoft.Extensions.Logging;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Gathering;


/// <summary>
/// Goes through the items of a source: what was taken is passed over, what fails is tried again, after five times or where trying cannot help
/// it is set aside with the reason, and the rest goes on.
/// </summary>
public sealed partial class ItemLedger(SourceStore store, TimeProvider time, ILogger<ItemLedger> logger)
{
    private const int MostAttempts = 5;
    private const int LongestDetail = 1_000;
    private static readonly TimeSpan AsideRetriedAfter = TimeSpan.FromHours(23);

    /// <summary>Judges one item; null when there was nothing to do with it.</summary>
    internal async Task<ItemState?> PassAsync(string source, string id, Func<Task<DeliveryId>> takeAsync, CancellationToken cancellationToken)
    {
        var key = SourceStore.KeyOf(id);
        var now = time.GetUtcNow();
        var known = await store.FindItemAsync(source, key, cancellationToken);
        if (known is { State: ItemState.Taken } || (known is { State: ItemState.Aside } && now - known.LastTried < AsideRetriedAfter))
        {
            return null;
        }

        var item = (known ?? new GatheredItem(source, key, SourceStore.NameOf(id), ItemState.Failing, now, now, 0)) with
        {
            LastTried = now,
            Attempts = (known?.Attempts ?? 0) + 1,
        };
        try
        {
            // A crash after this and before the row is written leads to the same receipt the next time.
            var delivery = await takeAsync();
            item = item with { State = ItemState.Taken, Delivery = delivery, Reason = null, Detail = null };
        }
        catch (GatherFaultException fault)
        {
            item = NotTaken(item, fault.Code, fault.Message, fault.IsPassing);
        }
        catch (Exception fault) when (StorageFaults.MeansReread(fault) && !cancellationToken.IsCancellationRequested)
        {
            item = NotTaken(item, "busy", fault.Message, isPassing: true);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A fault of ours: the item must not keep the others waiting, and the fault must be seen.
            LogFailed(source, item.Name, fault);
            item = NotTaken(item, "internal", fault.GetType().Name, isPassing: true);
        }

        await store.SaveItemAsync(item, cancellationToken);
        return item.State;
    }

    private GatheredItem NotTaken(GatheredItem item, string reason, string detail, bool isPassing)
    {
        var aside = !isPassing || item.Attempts >= MostAttempts;
        if (aside)
        {
            LogAside(item.Source, item.Name, reason);
        }

        return item with
        {
            State = aside ? ItemState.Aside : ItemState.Failing,
            Reason = reason,
            Detail = detail.Length > LongestDetail ? detail[..LongestDetail] : detail,
        };
    }

    [LoggerMessage(LogLevel.Warning, "Item {Item} of source {Source} is set aside: {Reason}")]
    private partial void LogAside(string source, string item, string reason);

    [LoggerMessage(LogLevel.Error, "Item {Item} of source {Source} failed.")]
    private partial void LogFailed(string source, string item, Exception fault);
}
