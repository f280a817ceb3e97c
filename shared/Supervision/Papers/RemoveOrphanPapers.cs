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
        var byChain = new Dictionary<(DepartmentId Home, string Chain), List<string>>();
        var prefix = day.ToString("yyyyMMdd", CultureInfo.InvariantCulture) + "/";
        await foreach (var blob in storage.Papers.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken))
        {
            // What says nothing of where it belongs is not judged.
            if (blob.Metadata.TryGetValue("home", out var text) && DepartmentId.TryParse(text, out var home) && blob.Metadata.TryGetValue("chain", out var chain))
            {
                if (!byChain.TryGetValue((home, chain), out var names))
                {
                    byChain[(home, chain)] = names = [];
                }

                names.Add(blob.Name);
            }
        }

        var removed = 0;
        foreach (var ((home, chain), names) in byChain)
        {
            var history = await deadlines.ReadChainAsync(home, chain, cancellationToken);
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
