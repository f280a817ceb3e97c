namespace Supervision.Operations.Backup;

/// <summary>What a backup holds. Its own SHA-256, kept elsewhere, shows that nobody has exchanged it.</summary>
/// <param name="Format">Version of this layout; 2. Backups of version 1 are read too: the first of them have no containers mails and drop.</param>
/// <param name="Program">Version of the program that took it.</param>
/// <param name="Profile">Jurisdiction profile of the installation.</param>
/// <param name="Taken">A moment, UTC, at which the whole storage was as this backup says.</param>
/// <param name="Passes">How often the tables were read until two readings in a row were equal.</param>
public sealed record ArchiveManifest(
    int Format,
    string Program,
    string Profile,
    DateTimeOffset Taken,
    int Passes,
    IReadOnlyList<ArchivedTable> Tables,
    IReadOnlyList<ArchivedContainer> Containers)
{
    public const int CurrentFormat = 2;
    public const int OldestFormat = 1;
    public const string FileName = "manifest.json";

    /// <summary>Containers that came after the backup was taken; what they would hold is not in it.</summary>
    public IReadOnlyList<string> Lacking() => [.. StoredParts.ContainerNames.Except(Containers.Select(container => container.Name), StringComparer.Ordinal)];
}

/// <summary>A table: one line of JSON a row, in key order, compressed.</summary>
/// <param name="Name">Without the installation's prefix.</param>
/// <param name="Sha256">Of the lines, uncompressed; lower-case hexadecimal.</param>
public sealed record ArchivedTable(string Name, long Rows, string Sha256);

/// <summary>A container: one line of JSON a blob, in the order of names, compressed.</summary>
/// <param name="Name">laws, deliveries, papers, digests, mails or drop.</param>
/// <param name="Bytes">Of all contents together.</param>
/// <param name="Sha256">Of the lines, uncompressed; lower-case hexadecimal.</param>
public sealed record ArchivedContainer(string Name, long Blobs, long Bytes, string Sha256);

/// <summary>A blob. Its content lies once under its hash, however many backups in the folder hold it.</summary>
/// <param name="ETag">By which the next backup knows that it is unchanged.</param>
public sealed record ArchivedBlob(
    string Name,
    long Length,
    string Sha256,
    string? ContentType,
    string? ContentDisposition,
    string? CacheControl,
    IReadOnlyDictionary<string, string> Metadata,
    string ETag);

/// <summary>A backup or the storage it is to be restored into is not as it must be. Nothing was changed.</summary>
/// <param name="code">Stable: backup-not-quiet, archive-missing, archive-format, archive-damaged, target-not-empty or restored-differs.</param>
public sealed class BackupException(string code, string message) : Exception($"{code}: {message}")
{
    public string Code { get; } = code;
}
