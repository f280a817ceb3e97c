namespace Supervision.Deliveries.Files;

/// <summary>Looks for byte sequences in a stream, with memory that does not grow with it.</summary>
internal static class ByteSearch
{
    private const int Window = 65_536;

    /// <summary>True when any of the sequences occurs.</summary>
    public static async Task<bool> AnyAsync(Stream content, IReadOnlyList<byte[]> wanted, CancellationToken cancellationToken)
    {
        var overlap = wanted.Max(sequence => sequence.Length) - 1;
        var buffer = new byte[Window + overlap];
        var kept = 0;
        for (int read; (read = await content.ReadAsync(buffer.AsMemory(kept), cancellationToken)) > 0;)
        {
            var filled = kept + read;
            if (wanted.Any(sequence => buffer.AsSpan(0, filled).IndexOf(sequence) >= 0))
            {
                return true;
            }

            kept = Math.Min(overlap, filled);
            buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
        }

        return false;
    }
}
