using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Deliveries.InParts;

/// <summary>
/// Ends an upload in parts: given up by the department, or when its time is over. It is marked as ended first, which no commit survives; then
/// what has arrived is removed, then the row. A second run goes on where the first broke off.
/// </summary>
public sealed class EndUpload(SupervisionStorage storage, UploadStore uploads, LegislatureClock clock)
{
    private const int MostAttempts = 8;

    /// <summary>The department gives it up.</summary>
    public async Task<Outcome> GiveUpAsync(DepartmentId department, UploadId id, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await uploads.FindAsync(department, id, cancellationToken) is not { } found)
            {
                return Outcome.NotFound;
            }

            if (found.Upload.Status == UploadStatus.Received)
            {
                return Outcome.Received;
            }

            if (await TryRemoveAsync(found.Upload, found.ETag, cancellationToken))
            {
                return Outcome.Ended;
            }

            await StorageFaults.PauseAsync(Math.Min(attempt, MostAttempts), clock.Time, cancellationToken);
        }
    }

    /// <summary>Removes what is left of an upload whose time is over; of one that came to a delivery only the row.</summary>
    /// <returns>False when there is none; null when its time is not over, or it has just changed.</returns>
    public async Task<bool?> EndDueAsync(DepartmentId home, UploadId id, CancellationToken cancellationToken)
    {
        if (await uploads.FindAsync(home, id, cancellationToken) is not { } found)
        {
            return false;
        }

        if (found.Upload.Until > clock.Now)
        {
            return null;
        }

        return await TryRemoveAsync(found.Upload, found.ETag, cancellationToken) ? true : null;
    }

    private async Task<bool> TryRemoveAsync(UploadInParts upload, Azure.ETag etag, CancellationToken cancellationToken)
    {
        if (upload.Status is UploadStatus.Open or UploadStatus.Fixed)
        {
            try
            {
                await storage.Supervision.ReplaceAsync(UploadStore.Row(upload with { Status = UploadStatus.Ended }), etag, cancellationToken);
            }
            catch (Azure.RequestFailedException changed) when (changed.Status is 404 or 412)
            {
                return false;
            }

            if (await uploads.FindAsync(upload.Department, upload.Id, cancellationToken) is not { Upload: { Status: UploadStatus.Ended } ended, ETag: var now })
            {
                return false;
            }

            (upload, etag) = (ended, now);
        }

        // The files of a delivery stay where they are.
        if (upload.Status == UploadStatus.Ended || upload.Delivery != upload.Id.Delivery)
        {
            foreach (var (index, _) in upload.Files.Index())
            {
                await uploads.DiscardAsync(upload.Id, index + 1, cancellationToken);
            }
        }

        await ForgetRequestAsync(upload, cancellationToken);
        await storage.Supervision.DeleteUnchangedAsync(upload.Department.Value, UploadStore.RowPrefix + upload.Id, etag, cancellationToken);
        return true;
    }

    /// <summary>What remembers the request goes too, unless another upload has been begun under it.</summary>
    private async Task ForgetRequestAsync(UploadInParts upload, CancellationToken cancellationToken)
    {
        if (upload.Request is { } request
            && await storage.Supervision.FindAsync(upload.Department.Value, request, cancellationToken) is { } row
            && row.GetString("Upload") == upload.Id.Value)
        {
            await storage.Supervision.DeleteUnchangedAsync(upload.Department.Value, request, row.ETag, cancellationToken);
        }
    }

    /// <summary>What came of giving up.</summary>
    public enum Outcome
    {
        Ended,
        NotFound,

        /// <summary>It came to a delivery, which is withdrawn, not given up.</summary>
        Received,
    }
}
