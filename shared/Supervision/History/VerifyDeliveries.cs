using System.Text.Json;
using Supervision.Deliveries;
using Supervision.Identity;

namespace Supervision.History;

/// <summary>Compares deliveries with the content hashes in the facts of their receipt. Reads only.</summary>
public sealed class VerifyDeliveries(DeliveryStore deliveries)
{
    private const int AtOnce = 8;

    /// <summary>Adds what was found to a verification of chains of one home.</summary>
    internal async Task<Verification> AddAsync(
        Verification verification, DepartmentId home, IReadOnlyList<(string Chain, string Content)> links, CancellationToken cancellationToken)
    {
        var receipts = links.Select(link => (link.Chain, Receipt: ReceiptIn(link.Content))).Where(pair => pair.Receipt is not null).ToList();
        var breaks = new ChainBreak?[receipts.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, receipts.Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, stop) =>
            {
                var (chain, (id, hash)) = (receipts[index].Chain, receipts[index].Receipt!.Value);
                (Delivery Delivery, Azure.ETag ETag)? row;
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
            });
        return verification with { Deliveries = receipts.Count, Breaks = [.. verification.Breaks, .. breaks.OfType<ChainBreak>()] };
    }

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
