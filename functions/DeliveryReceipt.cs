using Supervision.Deliveries;
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
internal sealed record ReceiptFile(string Name, long Length, string Sha256);
