using System.Security.Cryptography;
using Supervision.Identity;

namespace Supervision.History;

/// <summary>The end of a deadline's chain on the day it was sealed.</summary>
public sealed record SealedHead(DeadlineId Deadline, int Seq, string Hash);

/// <summary>What was sealed at the end of a day: the heads of all deadlines changed on it, and the digest before.</summary>
/// <param name="Day">The local day sealed.</param>
/// <param name="Previous">SHA-256 of the digest before, lower-case hexadecimal; 64 zeros before the first.</param>
public sealed record Digest(DateOnly Day, string Previous, IReadOnlyList<SealedHead> Heads)
{
    /// <summary>SHA-256 of a digest's bytes, lower-case hexadecimal.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
