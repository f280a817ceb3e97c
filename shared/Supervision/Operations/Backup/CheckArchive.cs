using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.History.Removals;

namespace Supervision.Operations.Backup;

/// <summary>What was checked in a backup.</summary>
/// <param name="Chains">History chains recomputed from their first link and compared with the states.</param>
/// <param name="Links">Links hashed.</param>
/// <param name="Digests">Sealed digests compared with the chains.</param>
/// <param name="Files">Delivered files found under the hash in their receipts.</param>
/// <param name="Breaks">What does not hold; empty when the backup is whole.</param>
public sealed record ArchiveCheck(int Chains, int Links, int Digests, int Files, IReadOnlyList<ChainBreak> Breaks)
{
    public bool Holds => Breaks.Count == 0;

    /// <summary>Containers that the backup is older than. Nothing is wrong with it, but what they hold today is not in it.</summary>
    public IReadOnlyList<string> Lacking { get; init; } = [];
}

/// <summary>Checks a backup by itself: its own hashes, the history chains, the sealed digests, the files that receipts name. Reads only.</summary>
public static class CheckArchive
{
    /// <param name="root">The folder of all backups.</param>
    /// <param name="backup">The folder of this one.</param>
    /// <param name="readContents">True to hash every content again; false to look for them only.</param>
    /// <exception cref="BackupException">archive-missing, archive-format, or archive-damaged where a file is not what was written.</exception>
    public static async Task<ArchiveCheck> ExecuteAsync(string root, string backup, bool readContents, CancellationToken cancellationToken)
    {
        try
        {
            return await CheckAsync(root, backup, readContents, cancellationToken);
        }
        catch (JsonException fault)
        {
            throw new BackupException("archive-damaged", $"{backup} holds a line that cannot be read: {fault.Message}");
        }
    }

    private static async Task<ArchiveCheck> CheckAsync(string root, string backup, bool readContents, CancellationToken cancellationToken)
    {
        var folder = new ArchiveFolder(root);
        var (manifest, _) = await ArchiveFolder.ReadManifestAsync(backup, cancellationToken);
        var blobs = await ReadBlobsAsync(folder, backup, manifest, readContents, cancellationToken);
        var run = new Run(blobs.Where(pair => pair.Key.Container == "deliveries").ToDictionary(pair => pair.Key.Name, pair => pair.Value.Sha256));
        foreach (var table in manifest.Tables)
        {
            var partition = new List<TableEntity>();
            await foreach (var line in LineReader.ReadAsync(ArchiveFolder.TableFile(backup, table.Name), table.Sha256, cancellationToken))
            {
                if (table.Name != "supervision")
                {
                    continue;
                }

                var row = RowText.Read(line);
                if (partition.Count > 0 && partition[0].PartitionKey != row.PartitionKey)
                {
                    run.CheckHome(partition);
                    partition.Clear();
                }

                partition.Add(row);
            }

            run.CheckHome(partition);
        }

        var digests = blobs.Where(pair => pair.Key.Container == StoredParts.Digests).OrderBy(pair => pair.Key.Name, StringComparer.Ordinal);
        foreach (var (_, digest) in digests)
        {
            run.CheckDigest(await File.ReadAllBytesAsync(folder.ContentFile(digest.Sha256), cancellationToken));
        }

        return run.Found with { Lacking = manifest.Lacking() };
    }

    private static async Task<Dictionary<(string Container, string Name), ArchivedBlob>> ReadBlobsAsync(
        ArchiveFolder folder, string backup, ArchiveManifest manifest, bool readContents, CancellationToken cancellationToken)
    {
        var blobs = new Dictionary<(string, string), ArchivedBlob>();
        foreach (var container in manifest.Containers)
        {
            await foreach (var line in LineReader.ReadAsync(ArchiveFolder.ContainerFile(backup, container.Name), container.Sha256, cancellationToken))
            {
                var blob = Json.Read<ArchivedBlob>(line);
                blobs[(container.Name, blob.Name)] = blob;
                await using var content = ArchiveFolder.Open(folder.ContentFile(blob.Sha256));
                if (content.Length != blob.Length
                    || (readContents && Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)) != blob.Sha256))
                {
                    throw new BackupException("archive-damaged", $"The content of {container.Name}/{blob.Name} is not what was copied.");
                }
            }
        }

        return blobs;
    }

    private sealed class Run(IReadOnlyDictionary<string, string> files)
    {
        private const string RemovedPrefix = "removed-";

        private readonly Dictionary<string, IReadOnlyList<string>> hashes = new(StringComparer.Ordinal);
        private readonly List<ChainBreak> breaks = [];
        private string previousDigest = Fact.NoPrevious;
        private int digests;
        private int found;

        public ArchiveCheck Found => new(hashes.Count, hashes.Values.Sum(chain => chain.Count), digests, found, breaks);

        public void CheckHome(IReadOnlyList<TableEntity> rows)
        {
            var heads = new[] { DeadlineStore.RowPrefix, RemovalStore.RowPrefix }
                .SelectMany(prefix => rows.Where(row => row.RowKey.StartsWith(prefix, StringComparison.Ordinal)).Select(row => (Chain: row.RowKey[prefix.Length..], Row: row)))
                .ToDictionary(head => head.Chain, head => ChainReader.HeadIn(head.Row), StringComparer.Ordinal);
            var chains = rows.Where(row => row.RowKey.StartsWith("fact-", StringComparison.Ordinal))
                .GroupBy(row => Fact.ChainOf(row.RowKey))
                .ToDictionary(group => group.Key, group => group.Select(ChainReader.LinkOf).ToList());
            foreach (var name in chains.Keys.Union(heads.Keys))
            {
                var (broken, links) = ChainCheck.Check(name, chains.GetValueOrDefault(name) ?? [], heads.GetValueOrDefault(name));
                hashes[name] = links;
                if (broken is not null)
                {
                    breaks.Add(broken);
                }
            }

            var removed = rows.Where(row => row.RowKey.StartsWith(RemovedPrefix, StringComparison.Ordinal))
                .Select(row => row.RowKey[RemovedPrefix.Length..]).ToHashSet(StringComparer.Ordinal);
            foreach (var row in rows.Where(row => row.RowKey.StartsWith("delivery-", StringComparison.Ordinal)))
            {
                CheckFiles(row.RowKey, Json.Read<Delivery>(row.GetString("Delivery")), removed);
            }
        }

        public void CheckDigest(byte[] bytes)
        {
            var digest = Json.Read<Digest>(Encoding.UTF8.GetString(bytes));
            var name = $"digest {digest.Day:yyyy-MM-dd}";
            if (digest.Previous != previousDigest)
            {
                breaks.Add(new ChainBreak(name, "previous-differs", "It does not follow the digest before it."));
            }

            foreach (var head in digest.AllHeads)
            {
                var chain = hashes.GetValueOrDefault(head.Chain) ?? [];
                if (head.Seq > chain.Count || chain[head.Seq - 1] != head.Hash)
                {
                    breaks.Add(new ChainBreak(
                        Fact.KeyOf(head.Chain, head.Seq), "digest-differs", $"It is not what {name} sealed."));
                }
            }

            previousDigest = Digest.HashOf(bytes);
            digests++;
        }

        private void CheckFiles(string rowKey, Delivery delivery, HashSet<string> removed)
        {
            foreach (var (index, file) in delivery.Files.Index())
            {
                if (removed.Contains(RemovalTarget.FileKey(delivery.Id, index + 1)))
                {
                    // Removed by decision: only its hash stays.
                    continue;
                }

                if (!files.TryGetValue(file.Blob, out var sha256))
                {
                    breaks.Add(new ChainBreak(rowKey, "file-missing", $"{file.Blob} is not in the backup."));
                }
                else if (sha256 != file.Sha256)
                {
                    breaks.Add(new ChainBreak(rowKey, "file-differs", $"{file.Blob} is not what the receipt says."));
                }
                else
                {
                    found++;
                }
            }
        }
    }
}
