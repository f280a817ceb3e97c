using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Supervision.Operations.Backup;

/// <summary>
/// The folder of the backups of one installation: one folder for each backup, and one of contents by hash that they share. Only its owner
/// may look into it, since it holds what the installation holds.
/// </summary>
internal sealed class ArchiveFolder(string root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Backups that were ended, the latest first.</summary>
    public IReadOnlyList<string> Backups() => Directory.Exists(root)
        ? [.. Directory.EnumerateDirectories(root).Where(folder => File.Exists(Path.Combine(folder, ArchiveManifest.FileName)))
            .OrderDescending(StringComparer.Ordinal)]
        : [];

    /// <summary>Every content in the folder; its file is named by its hash.</summary>
    public IEnumerable<FileInfo> Contents() => Directory.Exists(Path.Combine(root, "contents"))
        ? new DirectoryInfo(Path.Combine(root, "contents")).EnumerateFiles("*", SearchOption.AllDirectories)
        : [];

    public static string TableFile(string backup, string table) => Path.Combine(backup, $"table-{table}.jsonl.gz");

    public static string ContainerFile(string backup, string container) => Path.Combine(backup, $"container-{container}.jsonl.gz");

    /// <summary>Where a content lies. A backup is a folder in the root.</summary>
    public string ContentFile(string sha256) => Path.Combine(root, "contents", sha256[..2], sha256);

    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }

    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <exception cref="BackupException">archive-damaged: the file is not there.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BackupException("archive-damaged", $"{path} is missing.");
        }
    }

    /// <summary>Puts a content under its hash; what lies there already is kept.</summary>
    /// <returns>Length in bytes and SHA-256.</returns>
    public async Task<(long Length, string Sha256)> KeepAsync(Stream content, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(root, "contents");
        CreateFolder(folder);
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}");
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var length = 0L;
            await using (var file = Create(temporary))
            {
                var buffer = new byte[81920];
                for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0; length += read)
                {
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }

                file.Flush(flushToDisk: true);
            }

            var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            var target = ContentFile(sha256);
            CreateFolder(Path.GetDirectoryName(target)!);
            File.Move(temporary, target, overwrite: true);
            return (length, sha256);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes the manifest last: a backup without one was not ended.</summary>
    /// <returns>SHA-256 of the manifest's bytes.</returns>
    public static async Task<string> WriteManifestAsync(string backup, ArchiveManifest manifest, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(Json.Write(manifest));
        var temporary = Path.Combine(backup, ".manifest");
        await using (var file = Create(temporary))
        {
            await file.WriteAsync(bytes, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, Path.Combine(backup, ArchiveManifest.FileName), overwrite: true);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <exception cref="BackupException">archive-missing, archive-format or archive-damaged.</exception>
    public static async Task<(ArchiveManifest Manifest, string Sha256)> ReadManifestAsync(string backup, CancellationToken cancellationToken)
    {
        var path = Path.Combine(backup, ArchiveManifest.FileName);
        if (!File.Exists(path))
        {
            throw new BackupException("archive-missing", $"{backup} holds no backup that was ended: there is no {ArchiveManifest.FileName}.");
        }

        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        ArchiveManifest manifest;
        try
        {
            manifest = Json.Read<ArchiveManifest>(Encoding.UTF8.GetString(bytes));
        }
        catch (JsonException fault)
        {
            throw new BackupException("archive-damaged", $"{path} cannot be read: {fault.Message}");
        }

        if (manifest.Format is < ArchiveManifest.OldestFormat or > ArchiveManifest.CurrentFormat)
        {
            throw new BackupException(
                "archive-format",
                $"{path} has format {manifest.Format}; this program reads {ArchiveManifest.OldestFormat} to {ArchiveManifest.CurrentFormat}.");
        }

        CheckParts(path, manifest);
        return (manifest, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>A backup of today names every table and container; one of the first format may be older than some containers.</summary>
    private static void CheckParts(string path, ArchiveManifest manifest)
    {
        var named = manifest.Tables.Select(table => table.Name).Concat(manifest.Containers.Select(container => container.Name)).ToList();
        var known = StoredParts.TableNames.Concat(StoredParts.ContainerNames).ToList();
        if (named.Except(known, StringComparer.Ordinal).FirstOrDefault() is { } strange)
        {
            throw new BackupException("archive-format", $"{path} names {strange}, which this program does not know: it is of a later version.");
        }

        var older = manifest.Format <= StoredParts.FormatBeforeLater ? StoredParts.LaterContainers : [];
        if (known.Except(named, StringComparer.Ordinal).Except(older, StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            throw new BackupException("archive-damaged", $"{path} does not name {missing}.");
        }
    }
}
