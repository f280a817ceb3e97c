using System.Globalization;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.History;

/// <summary>A digest as it lies in its container.</summary>
/// <param name="Name">Name of its blob.</param>
/// <param name="Hash">Hash of its bytes.</param>
/// <param name="Digest">What it says; null where that is no digest of the day that it is named after.</param>
public sealed record StoredDigest(string Name, string Hash, Digest? Digest)
{
    /// <summary>What a break of it is named after.</summary>
    internal string Title => "digest " + Name.Replace(".json", "", StringComparison.Ordinal);
}

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
    public Task<StoredDigest?> FindAsync(DateOnly day, CancellationToken cancellationToken) => FindAsync(BlobName(day), cancellationToken);

    /// <summary>
    /// The day sealed last and its hash, or null before the first. Where nothing notes it, because the note was lost or the first seal ended
    /// before it was made, the digests themselves say it: a chain of digests that once began never begins again.
    /// </summary>
    public async Task<(DateOnly Day, string Hash)?> FindLastAsync(CancellationToken cancellationToken)
    {
        if (await FindCursorAsync(cancellationToken) is { } noted)
        {
            return noted;
        }

        var name = (await ListAsync(cancellationToken)).LastOrDefault(each => DayOf(each) is not null);
        return name is not null && await FindAsync(name, cancellationToken) is { } stored ? (DayOf(name)!.Value, stored.Hash) : null;
    }

    /// <summary>Notes a digest as the one put last, unless another is noted meanwhile.</summary>
    /// <returns>False when another was noted.</returns>
    internal async Task<bool> NoteAgainAsync(DateOnly day, string hash, CancellationToken cancellationToken)
    {
        var there = await storage.Views.FindAsync(SealingPartition, LastRow, cancellationToken);
        try
        {
            await (there is null
                ? storage.Views.AddAsync(NoteOf(day, hash), cancellationToken)
                : storage.Views.ReplaceAsync(NoteOf(day, hash), there.ETag, cancellationToken));
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    private static TableEntity NoteOf(DateOnly day, string hash) => new(SealingPartition, LastRow) { ["Day"] = Name(day), ["Hash"] = hash };

    /// <summary>The day sealed last and its hash as they are noted beside the digests.</summary>
    internal async Task<(DateOnly Day, string Hash)?> FindCursorAsync(CancellationToken cancellationToken) =>
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
        await storage.Views.UpsertAsync(NoteOf(digest.Day, hash), cancellationToken);
        return hash;
    }

    /// <summary>Names of the digests that there are, in the order of their days.</summary>
    internal async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var blob in storage.History.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, cancellationToken))
        {
            names.Add(blob.Name);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>The digest of that name; null where there is none.</summary>
    internal async Task<StoredDigest?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = (await storage.History.GetBlobClient(name).DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
            return new StoredDigest(name, Digest.HashOf(bytes), Read(name, bytes));
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    private static Digest? Read(string name, byte[] bytes)
    {
        try
        {
            var digest = Json.Read<Digest>(Encoding.UTF8.GetString(bytes));
            return BlobName(digest.Day) == name && digest.Previous is not null && digest.Heads is not null
                && digest.AllHeads.All(head => head.Chain is not null && head.Hash is not null)
                    ? digest
                    : null;
        }
        catch (Exception unreadable) when (ChainCheck.IsUnreadable(unreadable))
        {
            return null;
        }
    }

    private static string Name(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>The day that a digest is named after; null where the name is none of a digest.</summary>
    internal static DateOnly? DayOf(string name) =>
        DateOnly.TryParseExact(name, "yyyyMMdd'.json'", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    internal static string BlobName(DateOnly day) => $"{Name(day)}.json";
}
