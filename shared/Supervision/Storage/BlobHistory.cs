using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Supervision.Storage;

/// <summary>Deleting a blob for good.</summary>
public static class BlobHistory
{
    /// <summary>
    /// Deletes a blob, its snapshots and its versions. Where the account keeps deleted blobs for a while (soft delete), nobody can read them
    /// through this product, and the service drops them when that while is over. Repeating it changes nothing.
    /// </summary>
    public static async Task DeleteWithHistoryAsync(this BlobContainerClient container, string name, CancellationToken cancellationToken)
    {
        await container.DeleteBlobIfExistsAsync(name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);

        // Where versions are kept, what was current has become one by now.
        await foreach (var blob in container.GetBlobsAsync(
            BlobTraits.None, BlobStates.Version | BlobStates.Snapshots, name, cancellationToken))
        {
            if (blob.Name != name)
            {
                continue;
            }

            var client = container.GetBlobClient(name);
            if (blob.VersionId is { Length: > 0 } version)
            {
                await client.WithVersion(version).DeleteIfExistsAsync(cancellationToken: cancellationToken);
            }
            else if (blob.Snapshot is { Length: > 0 } snapshot)
            {
                await client.WithSnapshot(snapshot).DeleteIfExistsAsync(cancellationToken: cancellationToken);
            }
        }
    }
}
