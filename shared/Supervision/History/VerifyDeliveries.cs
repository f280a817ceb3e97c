using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Azure;
using Supervision.Deliveries;
using Supervision.History.Removals;
using Supervision.Identity;

namespace Supervision.History;

/// <summary>
/// Compares deliveries with the content hashes in the facts of their receipt, and every file of theirs with its hash, by reading it from
/// beginning to end. Reads only.
/// </summary>
public sealed class VerifyDeliveries(DeliveryStore deliveries, RemovalStore removals)
{
    private const int AtOnce = 8;

    /// <summary>Adds what was found to a verification of chains of one home.</summary>
    /// <param name="read">Told of each file that was read, perhaps of several at once; or null.</param>
    internal async Task<Verification> AddAsync(
        Verification verification,
        DepartmentId home,
        IReadOnlyList<(string Chain, string Content)> links,
        Action? read,
        CancellationToken cancellationToken)
    {
        var receipts = links.Select(link => (link.Chain, Receipt: ReceiptIn(link.Content))).Where(pair => pair.Receipt is not null).ToList();
        var breaks = new ChainBreak?[receipts.Count];
        var files = new ConcurrentDictionary<DeliveryId, IReadOnlyList<FileFound>>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, receipts.Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, stop) =>
            {
                var (chain, (id, hash)) = (receipts[index].Chain, receipts[index].Receipt!.Value);
                (Delivery Delivery, ETag ETag)? row;
                try
                {
                    row = await deliveries.FindAsync(home, id, stop);
                }
                catch (Exception fault) when (ChainCheck.IsUnreadable(fault))
                {
                    breaks[index] = new ChainBreak(id.Value, "delivery-unreadable", fault.Message);
                    return;
                }

                breaks[index] = row is not { } found
                        ? new ChainBreak(id.Value, "delivery-missing", $"{chain} received it; its row is not there.")
                    : found.Delivery.ContentHash != hash || DeliveryRules.ContentHash(found.Delivery) != hash
                        ? new ChainBreak(id.Value, "delivery-differs", $"It is not the delivery that {chain} received.")
                    : null;

                // A delivery may have been received by several chains; what it says of its files is believed only where its hash is right.
                if (breaks[index] is null && files.TryAdd(id, []))
                {
                    files[id] = await ReadFilesAsync(home, row!.Value.Delivery, read, stop);
                }
            });
        var found = files.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal).SelectMany(pair => pair.Value).ToList();
        return verification with
        {
            Deliveries = receipts.Count,
            Files = found.Count(file => file.Read),
            Removed = [.. verification.Removed, .. found.Where(file => !file.Read && file.Break is null).Select(file => file.Key)],
            Breaks = [.. verification.Breaks, .. breaks.OfType<ChainBreak>(), .. found.Select(file => file.Break).OfType<ChainBreak>()],
        };
    }

    private async Task<IReadOnlyList<FileFound>> ReadFilesAsync(DepartmentId home, Delivery delivery, Action? read, CancellationToken cancellationToken)
    {
        var found = new List<FileFound>();
        for (var number = 1; number <= delivery.Files.Count; number++)
        {
            found.Add(await ReadFileAsync(RemovalTarget.File(home, delivery.Id, number), delivery.Files[number - 1], cancellationToken));
            read?.Invoke();
        }

        return found;
    }

    private async Task<FileFound> ReadFileAsync(RemovalTarget file, DeliveredFile stored, CancellationToken cancellationToken)
    {
        var key = file.Content;
        try
        {
            await using var content = await deliveries.OpenAsync(stored, cancellationToken);
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
            return new FileFound(key, Read: true, hash == stored.Sha256 ? null : new ChainBreak(key, "file-differs", "It is not the file that was received."));
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            try
            {
                return new FileFound(key, Read: false, await removals.WasDecidedAsync(file, cancellationToken)
                    ? null
                    : new ChainBreak(key, "file-missing", $"{stored.Blob} is not there, and no decision removed it."));
            }
            catch (Exception fault) when (ChainCheck.IsUnreadable(fault))
            {
                return new FileFound(
                    key,
                    Read: false,
                    new ChainBreak(key, "removal-unreadable", $"It is not there, and what was decided on it cannot be read: {fault.Message}"));
            }
        }
    }

    /// <param name="Read">False where the file is not there.</param>
    private sealed record FileFound(string Key, bool Read, ChainBreak? Break);

    /// <summary>The delivery of which a fact is the receipt, and its hash; null where it is another fact, or cannot be read.</summary>
    private static (DeliveryId Id, string Hash)? ReceiptIn(string content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            return json.RootElement.TryGetProperty("body", out var body)
                && body.TryGetProperty("contentHash", out var hash)
                && body.TryGetProperty("delivery", out var delivery)
                && DeliveryId.TryParse(delivery.GetString(), out var id)
                    ? (id, hash.GetString() ?? "")
                    : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Whoever checks the chain names it.
            return null;
        }
    }
}
