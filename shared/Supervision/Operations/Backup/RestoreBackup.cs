using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Supervision.History;
using Supervision.Operations.Health;
using Supervision.Storage;
using Supervision.Sweeping;

namespace Supervision.Operations.Backup;

/// <summary>What was restored, and what came of checking it.</summary>
/// <param name="Archive">The backup checked by itself, before anything was written; says too which containers it is older than.</param>
/// <param name="History">The chains and digests as they now lie in storage.</param>
/// <param name="AgendaRestored">Agenda rows that were missing; there should be none.</param>
/// <param name="Differences">Rows that are not what the facts say; there should be none.</param>
public sealed record BackupRestored(
    ArchiveManifest Manifest, ArchiveCheck Archive, Verification History, IReadOnlyList<string> AgendaRestored, IReadOnlyList<string> Differences)
{
    public bool Holds => Archive.Holds && History.Holds && AgendaRestored.Count == 0 && Differences.Count == 0;
}

/// <summary>
/// Writes a backup into an empty storage, reads everything back and compares it, then checks the history as it lies there. A mark says
/// that a restoring has begun; the installation is not ready while it stands. Interrupted, it is run again with the same backup and goes on:
/// every write can be repeated.
/// </summary>
public sealed partial class RestoreBackup(
    SupervisionStorage storage, CheckAgenda agenda, VerifyHistory verify, RebuildState rebuild, ILogger<RestoreBackup> logger)
{
    private const int BatchesAtOnce = 8;
    private const long MostBatchBytes = 3 * 1024 * 1024;
    private const int BytesBesideARow = 700;

    private readonly StoredParts parts = new(storage);

    /// <param name="root">The folder of all backups.</param>
    /// <param name="backup">The folder of this one.</param>
    /// <param name="manifestSha256">The manifest's hash as it was noted when the backup was taken; null where nobody noted it.</param>
    /// <exception cref="BackupException">archive-*: the backup is not whole; target-not-empty; restored-differs.</exception>
    public async Task<BackupRestored> ExecuteAsync(
        string root, string backup, string? manifestSha256, IProgress<int> progress, CancellationToken cancellationToken)
    {
        var (manifest, sha256) = await ArchiveFolder.ReadManifestAsync(backup, cancellationToken);
        if (manifestSha256 is not null && !sha256.Equals(manifestSha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new BackupException("archive-damaged", "The manifest is not the one whose hash was noted.");
        }

        var archive = await CheckArchive.ExecuteAsync(root, backup, readContents: true, cancellationToken);
        if (!archive.Holds)
        {
            throw new BackupException("archive-damaged", string.Join(" ", archive.Breaks.Take(5).Select(broken => $"{broken.Link} {broken.Code}.")));
        }

        await BeginAsync(sha256, cancellationToken);
        foreach (var (name, container) in parts.Containers)
        {
            // A backup may be older than a container, which then stays as empty as it was found.
            if (manifest.Containers.SingleOrDefault(one => one.Name == name) is { } archived)
            {
                await WriteAsync(new ArchiveFolder(root), backup, archived, container, cancellationToken);
            }
        }

        foreach (var (name, table) in parts.Tables)
        {
            await WriteAsync(backup, manifest.Tables.Single(one => one.Name == name), table, progress, cancellationToken);
        }

        await CompareAsync(manifest, cancellationToken);
        await storage.Directory.DeleteUnchangedAsync(CheckHealth.Restoring.Partition, CheckHealth.Restoring.Row, ETag.All, cancellationToken);
        var history = await verify.ExecuteAsync(progress, cancellationToken);
        var differences = (await rebuild.ExecuteAsync(repair: false, progress, cancellationToken)).Differences;
        var missing = (await agenda.ExecuteAsync(all: true, cancellationToken)).Restored;
        LogRestored(backup, manifest.Tables.Sum(table => table.Rows), manifest.Containers.Sum(container => container.Blobs));
        return new BackupRestored(manifest, archive, history, missing, differences);
    }

    /// <summary>Refuses a storage that holds anything but the beginnings of this same restoring.</summary>
    private async Task BeginAsync(string sha256, CancellationToken cancellationToken)
    {
        await storage.PrepareAsync(cancellationToken);
        var mark = await storage.Directory.FindAsync(CheckHealth.Restoring.Partition, CheckHealth.Restoring.Row, cancellationToken);
        if (mark is not null)
        {
            if (mark.GetString("Manifest") == sha256)
            {
                return;
            }

            throw new BackupException("target-not-empty", "Another backup has begun to be restored here.");
        }

        foreach (var (name, table) in parts.Tables)
        {
            await foreach (var _ in StoredParts.ReadAsync(table, cancellationToken))
            {
                throw new BackupException("target-not-empty", $"The table {name} has rows. Restore into an empty account, or under another Storage:Prefix.");
            }
        }

        foreach (var (name, container) in parts.Containers)
        {
            await foreach (var _ in StoredParts.ReadAsync(container, cancellationToken))
            {
                throw new BackupException("target-not-empty", $"The container {name} has blobs. Restore into an empty account, or under another Storage:Prefix.");
            }
        }

        await storage.Directory.AddAsync(
            new TableEntity(CheckHealth.Restoring.Partition, CheckHealth.Restoring.Row) { ["Manifest"] = sha256 }, cancellationToken);
    }

    private static async Task WriteAsync(
        ArchiveFolder folder, string backup, ArchivedContainer archived, BlobContainerClient container, CancellationToken cancellationToken)
    {
        var lines = LineReader.ReadAsync(ArchiveFolder.ContainerFile(backup, archived.Name), archived.Sha256, cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(lines, parallel, async (line, stop) =>
        {
            var blob = Json.Read<ArchivedBlob>(line);
            var options = new BlobUploadOptions
            {
                // A repeated run leaves what the first one put: in the container of digests nothing may be written over.
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                Metadata = blob.Metadata.ToDictionary(),
                HttpHeaders = new BlobHttpHeaders
                {
                    ContentType = blob.ContentType,
                    ContentDisposition = blob.ContentDisposition,
                    CacheControl = blob.CacheControl,
                },
            };
            await using var content = ArchiveFolder.Open(folder.ContentFile(blob.Sha256));
            try
            {
                await container.GetBlobClient(blob.Name).UploadAsync(content, options, stop);
            }
            catch (RequestFailedException there) when (StorageFaults.MeansThere(there))
            {
            }
        });
    }

    private static async Task WriteAsync(
        string backup, ArchivedTable archived, GuardedTable table, IProgress<int> progress, CancellationToken cancellationToken)
    {
        var lines = LineReader.ReadAsync(ArchiveFolder.TableFile(backup, archived.Name), archived.Sha256, cancellationToken);
        var written = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(BatchesAsync(lines), parallel, async (batch, stop) =>
        {
            await table.SubmitAsync(batch, stop);
            progress.Report(Interlocked.Add(ref written, batch.Actions.Count));
        });
    }

    /// <summary>Rows of one partition together, as many as one transaction takes.</summary>
    private static async IAsyncEnumerable<TableBatch> BatchesAsync(IAsyncEnumerable<string> lines)
    {
        TableBatch? batch = null;
        var bytes = 0L;
        await foreach (var line in lines)
        {
            var row = RowText.Read(line);
            var size = TableGuard.Check(row) + BytesBesideARow;
            if (batch is not null && (batch.Partition != row.PartitionKey || batch.Actions.Count == TableGuard.MostRows || bytes + size > MostBatchBytes))
            {
                yield return batch;
                batch = null;
            }

            if (batch is null)
            {
                batch = new TableBatch(row.PartitionKey);
                bytes = 0;
            }

            batch.Upsert(row);
            bytes += size;
        }

        if (batch is not null)
        {
            yield return batch;
        }
    }

    /// <summary>Reads everything back: what is not as the backup says was written by somebody else meanwhile.</summary>
    private async Task CompareAsync(ArchiveManifest manifest, CancellationToken cancellationToken)
    {
        foreach (var (name, table) in parts.Tables)
        {
            using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
            await foreach (var (line, _) in StoredParts.ReadAsync(table, cancellationToken))
            {
                hash.AppendData(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
            }

            if (Convert.ToHexStringLower(hash.GetHashAndReset()) != manifest.Tables.Single(one => one.Name == name).Sha256)
            {
                throw Differs($"The table {name}");
            }
        }

        foreach (var (name, container) in parts.Containers)
        {
            var (count, bytes) = (0L, 0L);
            await foreach (var blob in StoredParts.ReadAsync(container, cancellationToken))
            {
                count++;
                bytes += blob.Properties.ContentLength ?? 0;
            }

            var archived = manifest.Containers.SingleOrDefault(one => one.Name == name);
            if ((count, bytes) != (archived?.Blobs ?? 0, archived?.Bytes ?? 0))
            {
                throw Differs($"The container {name}");
            }
        }

        static BackupException Differs(string what) => new(
            "restored-differs", $"{what} is not what the backup holds. Stop every program that uses this storage, empty it, and restore again.");
    }

    [LoggerMessage(LogLevel.Information, "Restored {Folder}: {Rows} rows, {Blobs} blobs.")]
    private partial void LogRestored(string folder, long rows, long blobs);
}
