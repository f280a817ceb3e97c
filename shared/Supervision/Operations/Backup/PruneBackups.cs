namespace Supervision.Operations.Backup;

/// <summary>What was removed from a folder of backups.</summary>
public sealed record BackupsPruned(IReadOnlyList<string> Backups, int Contents, long Bytes);

/// <summary>
/// Removes old backups and the contents that none of the others names. What was removed from an installation by decision is gone from
/// its backups only when every backup older than the decision is gone.
/// </summary>
public static class PruneBackups
{
    /// <param name="keep">How many of the latest backups stay; at least 1.</param>
    /// <exception cref="BackupException">archive-damaged: a backup that stays cannot be read. No content was removed.</exception>
    public static async Task<BackupsPruned> ExecuteAsync(string root, int keep, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        var folder = new ArchiveFolder(root);
        var all = folder.Backups();
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var backup in all.Take(keep))
        {
            var (manifest, _) = await ArchiveFolder.ReadManifestAsync(backup, cancellationToken);
            foreach (var container in manifest.Containers)
            {
                await foreach (var line in LineReader.ReadAsync(ArchiveFolder.ContainerFile(backup, container.Name), container.Sha256, cancellationToken))
                {
                    named.Add(Json.Read<ArchivedBlob>(line).Sha256);
                }
            }
        }

        foreach (var old in all.Skip(keep))
        {
            // Without its manifest first: half a backup must not pass for a whole one.
            File.Delete(Path.Combine(old, ArchiveManifest.FileName));
            Directory.Delete(old, recursive: true);
        }

        var (contents, bytes) = (0, 0L);
        foreach (var content in folder.Contents().Where(content => !named.Contains(content.Name)).ToList())
        {
            bytes += content.Length;
            content.Delete();
            contents++;
        }

        return new BackupsPruned([.. all.Skip(keep)], contents, bytes);
    }
}
