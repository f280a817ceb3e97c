using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Supervision.StorageContract;

/// <summary>Leases on blobs.</summary>
public sealed class LeaseContract(StorageAccount account) : ContractPart(account)
{
    [Requirement]
    public async Task Only_one_holds_a_lease_until_it_is_released()
    {
        var blob = await NewBlobAsync();
        var first = blob.GetBlobLeaseClient();
        var second = blob.GetBlobLeaseClient();

        var lease = (await first.AcquireAsync(TimeSpan.FromSeconds(60), cancellationToken: Cancellation)).Value;
        await RefusedAsync(409, "LeaseAlreadyPresent", () => second.AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Cancellation));
        await first.RenewAsync(cancellationToken: Cancellation);
        await first.ReleaseAsync(cancellationToken: Cancellation);
        await second.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Cancellation);

        Assert.Equal(first.LeaseId, lease.LeaseId);
        await RefusedAsync(409, "LeaseIdMismatchWithLeaseOperation", () => first.RenewAsync(cancellationToken: Cancellation));
        await RefusedAsync(409, "LeaseIdMismatchWithLeaseOperation", () => first.ReleaseAsync(cancellationToken: Cancellation));
    }

    [Requirement]
    public async Task Its_holder_may_acquire_it_again()
    {
        var blob = await NewBlobAsync();
        var lease = blob.GetBlobLeaseClient();

        await lease.AcquireAsync(TimeSpan.FromSeconds(60), cancellationToken: Cancellation);
        await lease.AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Cancellation);

        var properties = (await blob.GetPropertiesAsync(cancellationToken: Cancellation)).Value;
        Assert.Equal((LeaseState.Leased, LeaseStatus.Locked, LeaseDurationType.Fixed), (properties.LeaseState, properties.LeaseStatus, properties.LeaseDuration));
    }

    [Requirement]
    public async Task A_leased_blob_is_changed_only_with_the_lease_id()
    {
        var blob = await NewBlobAsync();
        var lease = blob.GetBlobLeaseClient();
        await lease.AcquireAsync(TimeSpan.FromSeconds(60), cancellationToken: Cancellation);
        var other = Guid.NewGuid().ToString();

        await RefusedAsync(412, "LeaseIdMissing", () => WriteAsync(blob, null));
        await RefusedAsync(412, "LeaseIdMismatchWithBlobOperation", () => WriteAsync(blob, other));
        await RefusedAsync(412, "LeaseIdMissing", () => blob.DeleteAsync(cancellationToken: Cancellation));
        await RefusedAsync(412, "LeaseIdMissing", () => blob.SetMetadataAsync(new Dictionary<string, string>(), cancellationToken: Cancellation));
        await WriteAsync(blob, lease.LeaseId);

        Assert.Equal("written", (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString());
        await RefusedAsync(409, "LeaseAlreadyPresent", () => blob.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Cancellation));
    }

    [Requirement]
    public async Task A_lease_id_without_a_lease_is_refused()
    {
        var blob = await NewBlobAsync();

        await RefusedAsync(412, "LeaseNotPresentWithBlobOperation", () => WriteAsync(blob, Guid.NewGuid().ToString()));
    }

    [Requirement]
    public async Task A_broken_lease_is_free_at_once_when_asked_so()
    {
        var blob = await NewBlobAsync();
        var lease = blob.GetBlobLeaseClient();
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Cancellation);

        await lease.BreakAsync(TimeSpan.Zero, cancellationToken: Cancellation);

        Assert.Equal(LeaseState.Broken, (await blob.GetPropertiesAsync(cancellationToken: Cancellation)).Value.LeaseState);
        await RefusedAsync(409, "LeaseIsBrokenAndCannotBeRenewed", () => lease.RenewAsync(cancellationToken: Cancellation));
        await blob.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Cancellation);
    }

    [Requirement]
    public async Task A_breaking_lease_still_holds()
    {
        var blob = await NewBlobAsync();
        var lease = blob.GetBlobLeaseClient();
        await lease.AcquireAsync(TimeSpan.FromSeconds(60), cancellationToken: Cancellation);

        await lease.BreakAsync(TimeSpan.FromSeconds(30), cancellationToken: Cancellation);

        Assert.Equal(LeaseState.Breaking, (await blob.GetPropertiesAsync(cancellationToken: Cancellation)).Value.LeaseState);
        await RefusedAsync(409, "LeaseAlreadyPresent", () => blob.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Cancellation));
        await RefusedAsync(412, "LeaseIdMissing", () => WriteAsync(blob, null));
    }

    [Requirement]
    public async Task Nothing_is_leased_on_a_blob_that_is_not_there()
    {
        var container = await Account.NewContainerAsync();
        var lease = container.GetBlobClient("none").GetBlobLeaseClient();

        await RefusedAsync(404, "BlobNotFound", () => lease.AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Cancellation));
    }

    [Requirement]
    public async Task A_lease_lasts_fifteen_to_sixty_seconds_or_for_ever()
    {
        var blob = await NewBlobAsync();

        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => blob.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(14), cancellationToken: Cancellation));

        Assert.Equal(400, refused.Status);
    }

    private Task<Azure.Response<BlobContentInfo>> WriteAsync(BlobClient blob, string? leaseId) => blob.UploadAsync(
        BinaryData.FromString("written"), new BlobUploadOptions { Conditions = new BlobRequestConditions { LeaseId = leaseId } }, Cancellation);

    private async Task<BlobClient> NewBlobAsync()
    {
        var container = await Account.NewContainerAsync();
        var blob = container.GetBlobClient("lock");
        await blob.UploadAsync(BinaryData.FromString("lock"), Cancellation);
        return blob;
    }
}
