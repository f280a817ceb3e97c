using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Supervision.Operations.Backup;

/// <summary>A compressed file of lines, and the hash of the lines.</summary>
internal sealed class LineWriter : IAsyncDisposable
{
    private readonly GZipStream compressed;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public LineWriter(string path) => compressed = new GZipStream(ArchiveFolder.Create(path), CompressionLevel.Fastest);

    public long Lines { get; private set; }

    public async Task WriteAsync(string line, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        hash.AppendData(bytes);
        await compressed.WriteAsync(bytes, cancellationToken);
        Lines++;
    }

    /// <summary>Ends the file.</summary>
    /// <returns>SHA-256 of the lines, lower-case hexadecimal.</returns>
    public async Task<string> CloseAsync()
    {
        await compressed.DisposeAsync();
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public async ValueTask DisposeAsync()
    {
        await compressed.DisposeAsync();
        hash.Dispose();
    }
}

internal static class LineReader
{
    /// <exception cref="BackupException">archive-damaged: the lines are not those that were written.</exception>
    public static async IAsyncEnumerable<string> ReadAsync(
        string path, string sha256, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var compressed = new GZipStream(ArchiveFolder.Open(path), CompressionMode.Decompress);
        using var reader = new StreamReader(compressed, new UTF8Encoding(false, throwOnInvalidBytes: true));
        while (await NextAsync(reader, path, cancellationToken) is { } line)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
            yield return line;
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != sha256)
        {
            throw new BackupException("archive-damaged", $"{Path.GetFileName(path)} is not what was written.");
        }
    }

    private static async Task<string?> NextAsync(StreamReader reader, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is InvalidDataException or DecoderFallbackException)
        {
            throw new BackupException("archive-damaged", $"{Path.GetFileName(path)} cannot be read: {fault.Message}");
        }
    }
}
