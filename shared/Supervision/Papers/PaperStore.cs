using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Supervision.Deadlines;
using Supervision.History;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Papers;

/// <summary>
/// Texts that facts must not hold, as blobs of their own, so that a decision can remove one and the chain still holds. A paper is put
/// before the fact that points to it: a crash between the two leaves a paper that nothing points to.
/// </summary>
public sealed class PaperStore(SupervisionStorage storage, LegislatureClock clock, RandomIds ids)
{
    /// <summary>The longest text, UTF-16 characters.</summary>
    public const int LongestText = 20_000;

    /// <summary>Puts a text where no other lies.</summary>
    /// <param name="deadline">The deadline whose history is to point to it.</param>
    public Task<PaperRef> PutAsync(DeadlineId deadline, string text, CancellationToken cancellationToken) =>
        PutAsync(deadline.Home, DeadlineStore.ChainOf(deadline), text, cancellationToken);

    /// <summary>Puts a text where no other lies.</summary>
    /// <param name="delivery">The delivery, matched to no deadline, whose history is to point to it.</param>
    public Task<PaperRef> PutAsync(DepartmentId home, DeliveryId delivery, string text, CancellationToken cancellationToken) =>
        PutAsync(home, delivery.Value, text, cancellationToken);

    internal async Task<PaperRef> PutAsync(DepartmentId home, string chain, string text, CancellationToken cancellationToken)
    {
        var paper = new PaperRef(
            clock.Now.ToString("yyyyMMdd", CultureInfo.InvariantCulture) + ids.Next(), Fact.HashOf(text));
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = "text/plain; charset=utf-8" },
            Metadata = new Dictionary<string, string> { ["home"] = home.Value, ["chain"] = chain },
        };
        try
        {
            await storage.Papers.GetBlobClient(NameOf(paper.Id)).UploadAsync(BinaryData.FromString(text), options, cancellationToken);
        }
        catch (RequestFailedException there) when (StorageFaults.MeansThere(there))
        {
            // The name is random: only an answer of ours that was lost can have put it there.
        }

        return paper;
    }

    /// <summary>Puts a text if there is one.</summary>
    public async Task<PaperRef?> PutIfAnyAsync(DeadlineId deadline, string? text, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(text) ? null : await PutAsync(deadline, text, cancellationToken);

    /// <summary>The text, or null once it was removed by decision.</summary>
    public async Task<string?> FindAsync(PaperRef paper, CancellationToken cancellationToken)
    {
        try
        {
            var content = await storage.Papers.GetBlobClient(NameOf(paper.Id)).DownloadContentAsync(cancellationToken);
            return Encoding.UTF8.GetString(content.Value.Content);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

    /// <summary>By day first, so that papers of attempts that came to nothing are found by listing a day.</summary>
    internal static string NameOf(string id) => $"{id[..8]}/{id[8..]}";
}
