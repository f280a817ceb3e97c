using Supervision.Identity;

namespace Supervision.Deliveries.InParts;

/// <summary>Where an upload in parts stands.</summary>
public enum UploadStatus
{
    /// <summary>Parts are taken.</summary>
    Open,

    /// <summary>The list of its parts is fixed, and no other is taken any more; it may not have been received yet.</summary>
    Fixed,

    /// <summary>It came to a delivery.</summary>
    Received,

    /// <summary>It was given up or abandoned; what had arrived is being removed.</summary>
    Ended,
}

/// <summary>A file that is to come in parts.</summary>
/// <param name="Name">The name the sender gave, for display only.</param>
/// <param name="Length">Bytes.</param>
public sealed record AnnouncedFile(string Name, long Length);

/// <summary>A report or rule whose files come in parts.</summary>
/// <param name="By">Id of the key or person that began it.</param>
/// <param name="Until">When it counts as abandoned (UTC).</param>
/// <param name="Request">Key of the row that remembers the request that began it, or null.</param>
/// <param name="List">Once fixed: hash over the hashes of all parts in order.</param>
/// <param name="Delivery">Once received: the delivery it came to, which may be an earlier one with the same content.</param>
public sealed record UploadInParts(
    UploadId Id,
    DepartmentId Department,
    DeliveryKind Kind,
    string By,
    DateTimeOffset Begun,
    DateTimeOffset Until,
    DeliveryMetadata Metadata,
    IReadOnlyList<AnnouncedFile> Files,
    string? Request,
    UploadStatus Status = UploadStatus.Open,
    string? List = null,
    DeliveryId? Delivery = null);

/// <summary>A part of a file as it lies in storage.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">SHA-256 of the bytes, lower-case hexadecimal.</param>
public sealed record StoredPart(int Number, long Length, string Sha256);

/// <summary>The parts of a file that make it up.</summary>
/// <param name="Sha256">SHA-256 of the whole file, hexadecimal.</param>
/// <param name="Parts">SHA-256 of each part, in order.</param>
public sealed record FileOfParts(string Sha256, IReadOnlyList<string> Parts);
