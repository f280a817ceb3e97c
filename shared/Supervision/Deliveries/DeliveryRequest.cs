using Supervision.Identity;

namespace Supervision.Deliveries;

/// <summary>A file as it came in: spooled, counted and hashed.</summary>
public sealed record IncomingFile(string Name, string ContentType, long Length, string Sha256, Stream Content);

/// <summary>An upload that was read whole and whose shape is in order.</summary>
/// <param name="IdempotencyKey">The caller's key of this request, or null.</param>
public sealed record DeliveryRequest(
    DepartmentId Department, DeliveryKind Kind, string Caller, string? IdempotencyKey, DeliveryMetadata Metadata, IReadOnlyList<IncomingFile> Files);
