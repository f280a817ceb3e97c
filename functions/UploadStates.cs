using Microsoft.Extensions.Options;
using Supervision.Deliveries;
using Supervision.Deliveries.InParts;
using Supervision.Identity;

namespace Supervision.Functions;

/// <summary>What has arrived of an upload in parts, as its sender needs it to go on.</summary>
public sealed class UploadStates(UploadStore uploads, IOptions<DeliveryOptions> options)
{
    internal async Task<UploadState?> FindAsync(DepartmentId department, UploadId id, CancellationToken cancellationToken) =>
        await uploads.FindAsync(department, id, cancellationToken) is { Upload: { Status: not UploadStatus.Ended } upload }
            ? await OfAsync(upload, isNew: false, cancellationToken)
            : null;

    /// <param name="isNew">True when nothing can have arrived yet.</param>
    internal async Task<UploadState> OfAsync(UploadInParts upload, bool isNew, CancellationToken cancellationToken)
    {
        var parts = isNew
            ? [.. upload.Files.Select(IReadOnlyList<StoredPart> (_) => [])]
            : await Task.WhenAll(upload.Files.Select((_, index) => uploads.ListPartsAsync(upload.Id, index + 1, cancellationToken)));
        return new UploadState(
            upload.Id,
            upload.Department,
            upload.Kind,
            upload.Status,
            upload.Begun,
            upload.Until,
            options.Value.MostBytes,
            [.. upload.Files.Select((file, index) => new UploadedFile(index + 1, file.Name, file.Length, parts[index]))],
            upload.Delivery);
    }
}

/// <summary>An upload in parts and what has arrived of it.</summary>
/// <param name="Until">When it counts as abandoned, UTC.</param>
/// <param name="MostPartBytes">The most bytes of one part.</param>
/// <param name="Delivery">The delivery it came to.</param>
internal sealed record UploadState(
    UploadId Id,
    DepartmentId Department,
    DeliveryKind Kind,
    UploadStatus Status,
    DateTimeOffset Begun,
    DateTimeOffset Until,
    long MostPartBytes,
    IReadOnlyList<UploadedFile> Files,
    DeliveryId? Delivery);

/// <param name="Number">From 1, in the order announced.</param>
/// <param name="Length">Bytes, as announced.</param>
/// <param name="Parts">What has arrived.</param>
internal sealed record UploadedFile(int Number, string Name, long Length, IReadOnlyList<StoredPart> Parts);
