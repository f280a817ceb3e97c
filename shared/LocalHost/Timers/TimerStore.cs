using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging;

namespace Supervision.LocalHost.Timers;

/// <summary>The blobs, one for each timer, whose leases let one process at a time run it and whose content says when it last ran.</summary>
internal sealed class TimerStore(BlobServiceClient service, LocalHostOptions options, TimeProvider clock, ILogger<TimerLease> logger)
{
    private readonly BlobContainerClient container = service.GetBlobContainerClient(options.TimerContainer);

    /// <summary>How long the lease of a dead process lasts at most.</summary>
    public TimeSpan LeaseDuration { get; } = options.TimerLease;

    /// <summary>Takes the lease, or returns null when another holds it. Storage faults come through.</summary>
    public async Task<TimerLease?> TryAcquireAsync(string function, CancellationToken cancellationToken)
    {
        var blob = container.GetBlobClient($"{function}.json");
        // The id is chosen here: a repeated request whose first answer was lost finds its own lease.
        var lease = blob.GetBlobLeaseClient(Guid.NewGuid().ToString());
        for (var created = false; ; created = true)
        {
            var asked = clock.GetTimestamp();
            try
            {
                await lease.AcquireAsync(LeaseDuration, cancellationToken: cancellationToken);
                return new TimerLease(blob, lease, LeaseDuration, asked, function, clock, logger);
            }
            catch (RequestFailedException held) when (held.ErrorCode == BlobErrorCode.LeaseAlreadyPresent
                || held.ErrorCode == BlobErrorCode.LeaseIsBreakingAndCannotBeAcquired)
            {
                return null;
            }
            catch (RequestFailedException missing) when (missing.Status == 404 && !created)
            {
                await CreateAsync(blob, cancellationToken);
            }
        }
    }

    private async Task CreateAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        try
        {
            var onlyNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await blob.UploadAsync(BinaryData.Empty, onlyNew, cancellationToken);
        }
        catch (RequestFailedException there) when (there.Status is 409 or 412)
        {
            // Another host has just made it, and may hold its lease already.
        }
    }
}
