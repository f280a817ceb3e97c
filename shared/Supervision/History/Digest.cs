using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Supervision.Identity;

namespace Supervision.History;

/// <summary>The end of a deadline's chain on the day it was sealed.</summary>
public sealed record SealedHead(DeadlineId Deadline, int Seq, string Hash);

/// <summary>As above, of a chain that is no deadline's: a delivery that matched none, or a removal.</summary>
public sealed record SealedChain(string Chain, int Seq, string Hash);

/// <summary>What was sealed at the end of a day: the heads of all chains changed on it, and the digest before.</summary>
/// <param name="Day">The local day sealed.</param>
/// <param name="Previous">SHA-256 of the digest before, lower-case hexadecimal; 64 zeros before the first.</param>
/// <param name="Others">Chains that are no deadlines'; null when there are none.</param>
public sealed record Digest(DateOnly Day, string Previous, IReadOnlyList<SealedHead> Heads, IReadOnlyList<SealedChain>? Others = null)
{
    /// <summary>Chain, number and hash of everything sealed.</summary>
    [JsonIgnore]
    public IEnumerable<SealedChain> AllHeads =>
        Heads.Select(head => new SealedChain(head.Deadline.Value, head.Seq, head.Hash)).Concat(Others ?? []);

    /// <summary>SHA-256 of a digest's bytes, lower-case hexadecimal.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
