using Supervision.Deliveries;
using Supervision.History.Removals;
using Supervision.Identity;

namespace Supervision.Functions;

/// <summary>Proof given at upload.</summary>
/// <param name="Id">Id of the delivery.</param>
/// <param name="ReceivedAt">The server's time, UTC.</param>
/// <param name="Match">The deadline matched, with f, on time or days late; null when none or several fit.</param>
internal sealed record DeliveryReceipt(
    DeliveryId Id,
    DeliveryKind Kind,
    DepartmentId Department,
    DateTimeOffset ReceivedAt,
    DateOnly ReceivedOn,
    DeliveryMetadata Metadata,
    IReadOnlyList<ReceiptFile> Files,
    string ContentHash,
    DeliveryMatch? Match,
    IReadOnlyList<string> Findings,
    ReviewState Review,
    string? ReviewNote)
{
    /// <param name="removed">What was removed by decision: delivery and number of each file.</param>
    public static DeliveryReceipt Of(Delivery delivery, IReadOnlySet<string> removed) => Of(delivery) with
    {
        Files =
        [
            .. delivery.Files.Select((file, index) => new ReceiptFile(
                file.Name, file.Length, file.Sha256, removed.Contains(RemovalTarget.FileKey(delivery.Id, index + 1)) ? true : null)),
        ],
    };

    public static DeliveryReceipt Of(Delivery delivery) => new(
        delivery.Id,
        delivery.Kind,
        delivery.Department,
        delivery.ReceivedAt,
        delivery.ReceivedOn,
        delivery.Metadata,
        [.. delivery.Files.Select(file => new ReceiptFile(file.Name, file.Length, file.Sha256))],
        delivery.ContentHash,
        delivery.Match,
        delivery.Findings,
        delivery.Review,
        delivery.ReviewNote);
}

/// <param name="Length">Bytes.</param>
/// <param name="Sha256">SHA-256 of the bytes, lower-case hexadecimal.</param>
/// <param name="Removed">True once it was removed by decision; absent before.</param>
internal sealed record ReceiptFile(string Name, long Length, string Sha256, bool? Removed = null);
