using System.Globalization;
using Azure.Storage.Blobs.Models;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Papers;

/// <summary>
/// Removes papers that no fact came to point to: a paper is put before its fact, and the attempt may have ended between the two. Only the
/// papers of one day are listed, and each chain they name is read once. Running it twice removes nothing the second time.
/// </summary>
public sealed class RemoveOrphanPapers(SupervisionStorage storage, DeadlineStore deadlines)
{
    /// <param name="day">The day (UTC) on which the papers were put; long enough ago that no attempt can still be on its way.</param>
    /// <returns>How many were removed.</returns>
    public async Task<int> ExecuteAsync(DateTimeOffset day, CancellationToken cancellationToken)
    {
        var byDeadline = new Dictionary<DeadlineId, List<string>>();
        var prefix = day.ToString("yyyyMMdd", CultureInfo.InvariantCulture) + "/";
        await foreach (var blob in storage.Papers.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken))
        {
            // What says nothing of where it belongs is not judged.
            if (blob.Metadata.TryGetValue("deadline", out var text) && DeadlineId.TryParse(text, out var deadline))
            {
                if (!byDeadline.TryGetValue(deadline, out var names))
                {
                    byDeadline[deadline] = names = [];
                }

                names.Add(blob.Name);
            }
        }

        var removed = 0;
        foreach (var (deadline, names) in byDeadline)
        {
            var history = await deadlines.ReadHistoryAsync(deadline, cancellationToken);
            var kept = history.SelectMany(PaperRefs.In).Select(paper => PaperStore.NameOf(paper.Id)).ToHashSet(StringComparer.Ordinal);
            foreach (var name in names.Where(name => !kept.Contains(name)))
            {
                await storage.Papers.DeleteBlobIfExistsAsync(name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
                removed++;
            }
        }

        return removed;
    }
}
