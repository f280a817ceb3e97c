using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Supervision.StorageContract;

namespace Supervision.Tests.Storage.Contract;

/// <summary>What takes time on the real service; on Azurite it would take the tests just as long, so these run in memory only.</summary>
public sealed class InMemoryClockTests : ContractPart
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private readonly ContractClock clock;

    public InMemoryClockTests()
        : this(new ContractClock(Start))
    {
    }

    private InMemoryClockTests(ContractClock clock)
        : base(MemoryAccount.Create(clock)) => this.clock = clock;

    [Fact]
    public async Task Timestamps_and_dates_come_from_the_clock_and_no_two_writes_share_one()
    {
        var table = await Account.NewTableAsync();

        var first = await table.UpsertEntityAsync(Row("p", "a"), TableUpdateMode.Replace, Cancellation);
        var second = await table.UpsertEntityAsync(Row("p", "a"), TableUpdateMode.Replace, Cancellation);
        clock.Advance(TimeSpan.FromDays(400));
        await table.UpsertEntityAsync(Row("p", "b"), TableUpdateMode.Replace, Cancellation);

        var rows = await AllAsync(table.QueryAsync<TableEntity>(cancellationToken: Cancellation));
        Assert.Equal(Start, first.Headers.Date);
        Assert.NotEqual(first.Headers.ETag, second.Headers.ETag);
        Assert.InRange(rows[0].Timestamp!.Value, Start, Start.AddMilliseconds(1));
        Assert.Equal(Start.AddDays(400), rows[1].Timestamp);
    }

    [Fact]
    public async Task A_lease_ends_with_its_time_and_can_be_renewed_until_another_takes_it()
    {
        var blob = await NewBlobAsync();
        var first = blob.GetBlobLeaseClient();
        var second = blob.GetBlobLeaseClient();
        await first.AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Cancellation);

        clock.Advance(TimeSpan.FromSeconds(14.9));
        await RefusedAsync(409, "LeaseAlreadyPresent", () => second.AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Cancellation));
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(LeaseState.Expired, (await blob.GetPropertiesAsync(cancellationToken: Cancellation)).Value.LeaseState);
        await first.RenewAsync(cancellationToken: Cancellation);
        clock.Advance(TimeSpan.FromSeconds(15));
        await RefusedAsync(412, "LeaseLost", () => WriteAsync(blob, first.LeaseId));
        await second.AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Cancellation);

        await RefusedAsync(409, "LeaseIdMismatchWithLeaseOperation", () => first.RenewAsync(cancellationToken: Cancellation));
        await RefusedAsync(412, "LeaseIdMismatchWithBlobOperation", () => WriteAsync(blob, first.LeaseId));
    }

    [Fact]
    public async Task A_blob_whose_lease_has_expired_is_written_without_it_and_the_lease_is_gone()
    {
        var blob = await NewBlobAsync();
        var lease = blob.GetBlobLeaseClient();
        await lease.AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Cancellation);
        clock.Advance(TimeSpan.FromSeconds(16));

        await WriteAsync(blob, null);

        await RefusedAsync(409, "LeaseIdMismatchWithLeaseOperation", () => lease.RenewAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task An_infinite_lease_does_not_end_and_a_broken_one_ends_with_its_break_period()
    {
        var blob = await NewBlobAsync();
        var lease = blob.GetBlobLeaseClient();
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Cancellation);
        clock.Advance(TimeSpan.FromDays(365));
        await RefusedAsync(412, "LeaseIdMissing", () => WriteAsync(blob, null));

        await lease.BreakAsync(TimeSpan.FromSeconds(20), cancellationToken: Cancellation);
        clock.Advance(TimeSpan.FromSeconds(19));
        await RefusedAsync(412, "LeaseIdMissing", () => WriteAsync(blob, null));
        clock.Advance(TimeSpan.FromSeconds(1));

        await WriteAsync(blob, null);
    }

    [Fact]
    public async Task A_deleted_table_or_container_keeps_its_name_for_a_while()
    {
        var table = await Account.NewTableAsync();
        var container = await Account.NewContainerAsync();
        await table.DeleteAsync(Cancellation);
        await container.DeleteAsync(cancellationToken: Cancellation);

        await RefusedAsync(409, "TableBeingDeleted", () => table.CreateAsync(Cancellation));
        await RefusedAsync(409, "ContainerBeingDeleted", () => container.CreateAsync(cancellationToken: Cancellation));
        clock.Advance(TimeSpan.FromSeconds(40));

        await table.CreateAsync(Cancellation);
        await container.CreateAsync(cancellationToken: Cancellation);
    }

    private Task WriteAsync(BlobClient blob, string? leaseId) => blob.UploadAsync(
        BinaryData.FromString("written"), new BlobUploadOptions { Conditions = new BlobRequestConditions { LeaseId = leaseId } }, Cancellation);

    private async Task<BlobClient> NewBlobAsync()
    {
        var blob = (await Account.NewContainerAsync()).GetBlobClient("lock");
        await blob.UploadAsync(BinaryData.FromString("lock"), Cancellation);
        return blob;
    }
}
