using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Supervision.Deliveries.Figures;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Deliveries;

/// <summary>Deliveries in the partition of the department they came from, and their files as blobs.</summary>
public sealed class DeliveryStore(SupervisionStorage storage)
{
    private const string RowPrefix = "delivery-";

    public async Task<(Delivery Delivery, ETag ETag)?> FindAsync(DepartmentId department, DeliveryId id, CancellationToken cancellationToken) =>
        await storage.Supervision.FindAsync(department.Value, RowPrefix + id, cancellationToken) is { } row
            ? (Json.Read<Delivery>(row.GetString("Delivery")), row.ETag)
            : null;

    /// <summary>One page of a department's deliveries, in the order of their random ids.</summary>
    public async Task<(IReadOnlyList<Delivery> Deliveries, string? Continuation)> PageAsync(
        DepartmentId department, string? continuation, int size, CancellationToken cancellationToken)
    {
        var page = await storage.Supervision.PageAsync(department.Value, RowPrefix, null, continuation, size, cancellationToken);
        return ([.. page.Rows.Select(row => Json.Read<Delivery>(row.GetString("Delivery")))], page.Continuation);
    }

    /// <summary>Where a file of a delivery lies.</summary>
    /// <param name="day">yyyyMMdd (UTC).</param>
    /// <param name="number">From 1.</param>
    internal static string BlobOf(string day, DeliveryId delivery, int number) => string.Create(CultureInfo.InvariantCulture, $"{day}/{delivery}/{number}");

    /// <summary>Puts a file where no other may lie. The same bytes put again by a repeated attempt are no fault.</summary>
    internal async Task PutAsync(DepartmentId home, string blob, Stream content, string contentType, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = new Dictionary<string, string> { ["home"] = home.Value },
            HttpHeaders = new BlobHttpHeaders { ContentType = contentType },

            // One request for any file that one upload may hold.
            TransferOptions = new Azure.Storage.StorageTransferOptions { InitialTransferSize = 32 * 1024 * 1024 },
        };
        try
        {
            await storage.Deliveries.GetBlockBlobClient(blob).UploadAsync(content, options, cancellationToken);
        }
        catch (RequestFailedException there) when (StorageFaults.MeansThere(there))
        {
            // The name holds a random id of this attempt: only an answer of ours that was lost can have put it there.
        }
    }

    /// <summary>Removes a file of an attempt that came to nothing. What is not removed here is found as an orphan two days later.</summary>
    internal Task RemoveAsync(string blob, CancellationToken cancellationToken) =>
        storage.Deliveries.GetBlobClient(blob).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>The delivery that a caller's request or the same content led to, or null. A request of another kind led to none.</summary>
    internal async Task<(DeliveryId? Delivery, string? ContentHash, ETag ETag)?> FindPointerAsync(
        DepartmentId department, string rowKey, CancellationToken cancellationToken) =>
        await storage.Supervision.FindAsync(department.Value, rowKey, cancellationToken) is { } row
            ? (row.GetString("Delivery") is { } delivery ? DeliveryId.Parse(delivery) : null, row.GetString("Content"), row.ETag)
            : null;

    /// <summary>Opens a file of a delivery for reading.</summary>
    public Task<Stream> OpenAsync(DeliveredFile file, CancellationToken cancellationToken) =>
        storage.Deliveries.GetBlobClient(file.Blob).OpenReadAsync(cancellationToken: cancellationToken);

    /// <summary>Writes what has become of a delivery; the whole batch fails when its row's ETag is given and another by now.</summary>
    internal static void Write(TableBatch batch, Delivery delivery, ETag? etag = null)
    {
        _ = etag is { } read ? batch.Replace(Row(delivery), read) : batch.Upsert(Row(delivery));
        FigureStore.End(batch, delivery);
    }

    internal static TableEntity Row(Delivery delivery) => new(delivery.Department.Value, RowPrefix + delivery.Id)
    {
        ["Delivery"] = Json.Write(delivery),
        ["Deadline"] = delivery.Match?.Deadline.Value,
        ["Review"] = delivery.Review.ToString(),
    };

    internal static TableEntity Pointer(DepartmentId department, string rowKey, Delivery delivery) => new(department.Value, rowKey)
    {
        ["Delivery"] = delivery.Id.Value,
        ["Content"] = delivery.ContentHash,
    };

    internal static string ContentKey(string contentHash) => "content-" + contentHash;
}
