using System.Buffers.Binary;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Supervision.Deliveries.Files;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Deliveries.InParts;

/// <summary>
/// Uploads in parts: a row in the department's partition, and the parts as blocks of the very blobs that the delivery will have. A block's
/// id is the part's number and hash, so that storage itself knows what has arrived and a repeated part meets itself.
/// </summary>
public sealed class UploadStore(SupervisionStorage storage)
{
    internal const string RowPrefix = "upload-";

    /// <summary>Metadata of a blob: the upload that its parts belong to.</summary>
    internal const string Mark = "upload";

    private const int IdLength = sizeof(int) + 32;

    /// <summary>Read at a time when a file is looked through.</summary>
    private const int ReadAhead = 1_000_000;

    public async Task<(UploadInParts Upload, ETag ETag)?> FindAsync(DepartmentId department, UploadId id, CancellationToken cancellationToken) =>
        await storage.Supervision.FindAsync(department.Value, RowPrefix + id, cancellationToken) is { } row ? (Of(row), row.ETag) : null;

    /// <summary>How many uploads of a department are under way.</summary>
    /// <param name="now">Those that count as abandoned by then are not counted.</param>
    internal async Task<int> CountUnderWayAsync(DepartmentId department, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var row in storage.Supervision.ListAsync(department.Value, RowPrefix, null, cancellationToken))
        {
            count += Of(row) is { Status: UploadStatus.Open or UploadStatus.Fixed } upload && upload.Until > now ? 1 : 0;
        }

        return count;
    }

    /// <summary>The parts of a file that have arrived, by number; more than one under a number where other bytes came first.</summary>
    /// <param name="file">From 1.</param>
    public async Task<IReadOnlyList<StoredPart>> ListPartsAsync(UploadId id, int file, CancellationToken cancellationToken)
    {
        try
        {
            var list = (await BlobOf(id, file).GetBlockListAsync(BlockListTypes.All, cancellationToken: cancellationToken)).Value;
            return
            [
                .. list.CommittedBlocks.Concat(list.UncommittedBlocks).Select(PartOf).OfType<StoredPart>().Distinct()
                    .OrderBy(part => part.Number).ThenBy(part => part.Sha256, StringComparer.Ordinal),
            ];
        }
        catch (RequestFailedException nothing) when (nothing.Status == 404)
        {
            return [];
        }
    }

    /// <summary>Stores a part. The same part again replaces itself.</summary>
    internal Task StageAsync(UploadId id, int file, StoredPart part, Stream content, CancellationToken cancellationToken) =>
        BlobOf(id, file).StageBlockAsync(BlockOf(part.Number, part.Sha256), content, cancellationToken: cancellationToken);

    /// <summary>Makes the file of its parts. Repeated, it finds the file made: only one list of parts is ever fixed for an upload.</summary>
    internal async Task MakeFileAsync(UploadInParts upload, int file, IReadOnlyList<string> parts, CancellationToken cancellationToken)
    {
        var options = new CommitBlockListOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = new Dictionary<string, string> { ["home"] = upload.Department.Value, [Mark] = upload.Id.Value },
            HttpHeaders = new BlobHttpHeaders { ContentType = FileTypes.OfName(upload.Files[file - 1].Name)!.ContentType },
        };
        try
        {
            await BlobOf(upload.Id, file).CommitBlockListAsync(parts.Select((hash, index) => BlockOf(index + 1, hash)), options, cancellationToken);
        }
        catch (RequestFailedException there) when (StorageFaults.MeansThere(there))
        {
            // Made by an attempt before this one.
        }
    }

    /// <summary>Opens a file that was made of its parts, for reading here and there.</summary>
    internal Task<Stream> OpenAsync(UploadId id, int file, CancellationToken cancellationToken) =>
        BlobOf(id, file).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { BufferSize = ReadAhead }, cancellationToken);

    /// <summary>Removes what has arrived of a file: parts that no list was committed of go when an empty one is.</summary>
    internal async Task DiscardAsync(UploadId id, int file, CancellationToken cancellationToken)
    {
        await BlobOf(id, file).CommitBlockListAsync([], cancellationToken: cancellationToken);
        await BlobOf(id, file).DeleteIfExistsAsync(cancellationToken: cancellationToken);
    }

    internal static TableEntity Row(UploadInParts upload) => new(upload.Department.Value, RowPrefix + upload.Id) { ["Upload"] = Json.Write(upload) };

    internal static UploadInParts Of(TableEntity row) => Json.Read<UploadInParts>(row.GetString("Upload"));

    private BlockBlobClient BlobOf(UploadId id, int file) => storage.Deliveries.GetBlockBlobClient(DeliveryStore.BlobOf(id.Day, id.Delivery, file));

    private static string BlockOf(int number, string sha256)
    {
        var id = new byte[IdLength];
        BinaryPrimitives.WriteInt32BigEndian(id, number);
        Convert.FromHexString(sha256).CopyTo(id, sizeof(int));
        return Convert.ToBase64String(id);
    }

    private static StoredPart? PartOf(BlobBlock block)
    {
        var id = new byte[IdLength];
        return Convert.TryFromBase64String(block.Name, id, out var length) && length == IdLength
            ? new StoredPart(BinaryPrimitives.ReadInt32BigEndian(id), block.SizeLong, Convert.ToHexStringLower(id.AsSpan(sizeof(int))))
            : null;
    }
}
