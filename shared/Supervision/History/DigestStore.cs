using System.Globalization;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.History;

/// <summary>Digests in a container that lets nobody change what is in it, and the list of what changed on a day.</summary>
public sealed class DigestStore(SupervisionStorage storage)
{
    private const string SealingPartition = "sealing";
    private const string LastRow = "last";

    /// <summary>The list of heads that changed on a local day, as the relay carried them.</summary>
    public static string ChangedOn(DateOnly day) => "changed-on-" + Name(day);

    public async Task<(IReadOnlyList<SealedHead> Deadlines, IReadOnlyList<SealedChain> Others)> ListChangedAsync(
        DateOnly day, CancellationToken cancellationToken)
    {
        var heads = new List<SealedHead>();
        var others = new List<SealedChain>();
        await foreach (var row in storage.Views.ListAsync(ChangedOn(day), "", null, cancellationToken))
        {
            var (seq, hash) = (row.GetInt32("Seq")!.Value, row.GetString("Content"));
            if (DeadlineId.TryParse(row.RowKey, out var deadline))
            {
                heads.Add(new SealedHead(deadline, seq, hash));
            }
            else
            {
                others.Add(new SealedChain(row.RowKey, seq, hash));
            }
        }

        return (heads, others);
    }

    /// <summary>The digest of a day; null when it was not sealed (yet).</summary>
    public async Task<Digest?> FindAsync(DateOnly day, CancellationToken cancellationToken)
    {
        try
        {
            var content = await storage.History.GetBlobClient(BlobName(day)).DownloadContentAsync(cancellationToken);
            return Json.Read<Digest>(Encoding.UTF8.GetString(content.Value.Content));
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The day sealed last and its hash, or null before the first.</summary>
    public async Task<(DateOnly Day, string Hash)?> FindLastAsync(CancellationToken cancellationToken) =>
        await storage.Views.FindAsync(SealingPartition, LastRow, cancellationToken) is { } row
            ? (DateOnly.ParseExact(row.GetString("Day"), "yyyyMMdd", CultureInfo.InvariantCulture), row.GetString("Hash"))
            : null;

    /// <summary>Puts a digest once. If another host was quicker, its digest counts.</summary>
    /// <returns>The hash of the digest that is in place.</returns>
    public async Task<string> PutAsync(Digest digest, CancellationToken cancellationToken)
    {
        var blob = storage.History.GetBlobClient(BlobName(digest.Day));
        var bytes = Encoding.UTF8.GetBytes(Json.Write(digest));
        try
        {
            await blob.UploadAsync(
                new BinaryData(bytes),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } },
                cancellationToken);
        }
        catch (RequestFailedException there) when (there.Status is 409 or 412)
        {
            bytes = (await blob.DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
        }

        var hash = Digest.HashOf(bytes);
        await storage.Views.UpsertAsync(
            new TableEntity(SealingPartition, LastRow) { ["Day"] = Name(digest.Day), ["Hash"] = hash }, cancellationToken);
        return hash;
    }

    /// <summary>All digests in the order of their days, with the hash of their bytes.</summary>
    public async IAsyncEnumerable<(Digest Digest, string Hash)> ReadAllAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in storage.History.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, cancellationToken))
        {
            var bytes = (await storage.History.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
            yield return (Json.Read<Digest>(Encoding.UTF8.GetString(bytes)), Digest.HashOf(bytes));
        }
    }

    private static string Name(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string BlobName(DateOnly day) => $"{Name(day)}.json";
}
