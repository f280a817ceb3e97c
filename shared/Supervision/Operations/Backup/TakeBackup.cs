using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Supervision.Jurisdictions;
using Supervision.Operations.Health;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Operations.Backup;

/// <summary>A backup that was taken and found whole.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="ManifestSha256">Note it elsewhere: it shows later that nobody has exchanged the backup.</param>
/// <param name="NewBytes">Contents that the folder did not hold before.</param>
public sealed record BackupTaken(string Folder, string ManifestSha256, ArchiveManifest Manifest, long NewBytes, ArchiveCheck Check);

/// <summary>
/// Copies all tables and blobs while the installation goes on working. The tables are read again and again until two readings in a row are
/// equal, row by row and ETag by ETag: then there was a moment between the two at which the whole storage was as the copy says. Blobs are
/// put before the rows that name them and are never changed, so they are copied after. Taking it again into the same folder copies
/// only what is new; a run that was interrupted leaves a folder without a manifest, which the next one removes.
/// </summary>
public sealed partial class TakeBackup(
    SupervisionStorage storage, JurisdictionProfile profile, LegislatureClock clock, ILogger<TakeBackup> logger)
{
    private const int MostPasses = 12;
    private const int BlobsAtOnce = 8;
    private const string Unfinished = ".unfinished-";

    private readonly StoredParts parts = new(storage);

    /// <param name="root">The folder of all backups of this installation.</param>
    /// <param name="pause">Waited between two readings that differ, so that a sweep or an import comes to its end.</param>
    /// <exception cref="BackupException">backup-not-quiet: rows changed during every reading; archive-damaged: the copy does not hold.</exception>
    public async Task<BackupTaken> ExecuteAsync(string root, TimeSpan pause, CancellationToken cancellationToken)
    {
        var folder = new ArchiveFolder(root);
        ArchiveFolder.CreateFolder(root);
        RemoveUnfinished(root);
        var work = Path.Combine(root, Unfinished + Guid.NewGuid().ToString("N"));
        ArchiveFolder.CreateFolder(work);

        var (tables, digests, taken, passes) = await ReadUntilQuietAsync(work, pause, cancellationToken);
        var known = await ReadKnownAsync(folder, cancellationToken);
        var containers = new List<ArchivedContainer>();
        var fresh = 0L;
        foreach (var (name, container) in parts.Containers)
        {
            var (archived, bytes) = await CopyAsync(folder, work, name, container, name == StoredParts.Digests ? digests : null, known, cancellationToken);
            containers.Add(archived);
            fresh += bytes;
        }

        var manifest = new ArchiveManifest(ArchiveManifest.CurrentFormat, CheckHealth.Version, profile.Id, taken, passes, tables, containers);
        var sha256 = await ArchiveFolder.WriteManifestAsync(work, manifest, cancellationToken);
        var found = await CheckArchive.ExecuteAsync(root, work, readContents: false, cancellationToken);
        var final = Path.Combine(root, taken.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'.'fff'Z'", CultureInfo.InvariantCulture));
        Directory.Move(work, final);
        LogTaken(final, tables.Sum(table => table.Rows), containers.Sum(container => container.Blobs), passes);
        return new BackupTaken(final, sha256, manifest, fresh, found);
    }

    private static void RemoveUnfinished(string root)
    {
        foreach (var left in Directory.EnumerateDirectories(root, Unfinished + "*"))
        {
            Directory.Delete(left, recursive: true);
        }
    }

    private async Task<(IReadOnlyList<ArchivedTable> Tables, IReadOnlySet<string> Digests, DateTimeOffset Taken, int Passes)> ReadUntilQuietAsync(
        string work, TimeSpan pause, CancellationToken cancellationToken)
    {
        string? before = null;
        for (var pass = 1; pass <= MostPasses; pass++)
        {
            var began = clock.Now;
            var digests = new HashSet<string>(StringComparer.Ordinal);
            using var print = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await foreach (var blob in StoredParts.ReadAsync(storage.History, cancellationToken))
            {
                digests.Add(blob.Name);
                Add(print, blob.Name, blob.Properties.ETag?.ToString() ?? "");
            }

            var tables = new List<ArchivedTable>();
            foreach (var (name, table) in parts.Tables)
            {
                tables.Add(await ReadTableAsync(work, name, table, print, cancellationToken));
            }

            var now = Convert.ToHexStringLower(print.GetHashAndReset());
            if (now == before)
            {
                return (tables, digests, began, pass);
            }

            before = now;
            if (pass > 1)
            {
                LogNotQuiet(pass);
                await Task.Delay(pause, clock.Time, cancellationToken);
            }
        }

        throw new BackupException(
            "backup-not-quiet", $"Rows changed during each of {MostPasses} readings. Take the backup when nobody imports or uploads, or stop the program first.");
    }

    private static async Task<ArchivedTable> ReadTableAsync(
        string work, string name, GuardedTable table, IncrementalHash print, CancellationToken cancellationToken)
    {
        await using var file = new LineWriter(ArchiveFolder.TableFile(work, name));
        await foreach (var (line, etag) in StoredParts.ReadAsync(table, cancellationToken))
        {
            await file.WriteAsync(line, cancellationToken);
            Add(print, line, etag);
        }

        Add(print, name, "end");
        var rows = file.Lines;
        return new ArchivedTable(name, rows, await file.CloseAsync());
    }

    private static void Add(IncrementalHash print, string text, string etag) => print.AppendData(Encoding.UTF8.GetBytes($"{text}\n{etag}\n"));

    /// <summary>What the latest backup in the folder holds, by container, name and ETag. A damaged one is no reason not to take another.</summary>
    private async Task<Dictionary<(string Container, string Name, string ETag), ArchivedBlob>> ReadKnownAsync(
        ArchiveFolder folder, CancellationToken cancellationToken)
    {
        var known = new Dictionary<(string, string, string), ArchivedBlob>();
        if (folder.Backups() is not [var latest, ..])
        {
            return known;
        }

        try
        {
            await ReadKnownAsync(latest, known, cancellationToken);
        }
        catch (Exception fault) when (fault is BackupException or System.Text.Json.JsonException)
        {
            LogDamaged(latest, fault.Message);
            known.Clear();
        }

        return known;
    }

    private static async Task ReadKnownAsync(
        string latest, Dictionary<(string Container, string Name, string ETag), ArchivedBlob> known, CancellationToken cancellationToken)
    {
        var (manifest, _) = await ArchiveFolder.ReadManifestAsync(latest, cancellationToken);
        foreach (var container in manifest.Containers)
        {
            await foreach (var line in LineReader.ReadAsync(ArchiveFolder.ContainerFile(latest, container.Name), container.Sha256, cancellationToken))
            {
                var blob = Json.Read<ArchivedBlob>(line);
                known[(container.Name, blob.Name, blob.ETag)] = blob;
            }
        }
    }

    private static async Task<(ArchivedContainer Container, long NewBytes)> CopyAsync(
        ArchiveFolder folder,
        string work,
        string name,
        BlobContainerClient container,
        IReadOnlySet<string>? only,
        Dictionary<(string Container, string Name, string ETag), ArchivedBlob> known,
        CancellationToken cancellationToken)
    {
        var copied = new ConcurrentBag<ArchivedBlob>();
        var fresh = 0L;
        var listed = new List<BlobItem>();
        await foreach (var item in StoredParts.ReadAsync(container, cancellationToken))
        {
            // A digest sealed since the tables were read may name facts that the copy does not have.
            if (only is null || only.Contains(item.Name))
            {
                listed.Add(item);
            }
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = BlobsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(listed, parallel, async (item, stop) =>
        {
            var etag = item.Properties.ETag?.ToString() ?? "";
            if (known.TryGetValue((name, item.Name, etag), out var blob) && new FileInfo(folder.ContentFile(blob.Sha256)) is { Exists: true } there
                && there.Length == blob.Length)
            {
                copied.Add(blob);
                return;
            }

            try
            {
                await using var content = await container.GetBlobClient(item.Name).OpenReadAsync(cancellationToken: stop);
                var (length, sha256) = await folder.KeepAsync(content, stop);
                Interlocked.Add(ref fresh, length);
                copied.Add(new ArchivedBlob(
                    item.Name,
                    length,
                    sha256,
                    item.Properties.ContentType,
                    item.Properties.ContentDisposition,
                    item.Properties.CacheControl,
                    new SortedDictionary<string, string>(item.Metadata ?? new Dictionary<string, string>(), StringComparer.Ordinal),
                    etag));
            }
            catch (Azure.RequestFailedException gone) when (gone.Status == 404)
            {
                // A file of an attempt that came to nothing was removed meanwhile. Were it named by a row, the check would tell.
            }
        });

        await using var file = new LineWriter(ArchiveFolder.ContainerFile(work, name));
        foreach (var blob in copied.OrderBy(blob => blob.Name, StringComparer.Ordinal))
        {
            await file.WriteAsync(Json.Write(blob), cancellationToken);
        }

        return (new ArchivedContainer(name, copied.Count, copied.Sum(blob => blob.Length), await file.CloseAsync()), fresh);
    }

    [LoggerMessage(LogLevel.Information, "Backup {Folder}: {Rows} rows, {Blobs} blobs, {Passes} readings.")]
    private partial void LogTaken(string folder, long rows, long blobs, int passes);

    [LoggerMessage(LogLevel.Warning, "The backup {Folder} is damaged; everything is copied anew: {Fault}")]
    private partial void LogDamaged(string folder, string fault);

    [LoggerMessage(LogLevel.Information, "Rows changed during reading {Pass}; reading again.")]
    private partial void LogNotQuiet(int pass);
}
