namespace Supervision.History;

/// <summary>What was checked against what, and the breaks found.</summary>
/// <param name="Chains">Chains recomputed from their first link.</param>
/// <param name="Links">Links hashed.</param>
/// <param name="Digests">Sealed digests that were compared with the chains.</param>
/// <param name="SealedHeads">Heads in those digests that were looked up in their chains.</param>
/// <param name="Breaks">The first break of each chain, and every digest, paper, delivery and file that does not fit; empty when everything holds.</param>
public sealed record Verification(int Chains, int Links, int Digests, int SealedHeads, IReadOnlyList<ChainBreak> Breaks)
{
    public bool Holds => Breaks.Count == 0;

    /// <summary>Papers whose hash was compared with the one in their fact.</summary>
    public int Papers { get; init; }

    /// <summary>Deliveries whose content hash was compared with the one in their fact.</summary>
    public int Deliveries { get; init; }

    /// <summary>Delivered files that were read from beginning to end and whose hash was compared with the one in their delivery.</summary>
    public int Files { get; init; }

    /// <summary>
    /// Chains whose end stands in none of the digests that were read. Where everything is checked they wait to be sealed, or are older than
    /// the first digest. The check of a home or of one deadline reads the digests of the days on which its facts were recorded and of the
    /// days after: an end may have been sealed later, and only the check of everything says so.
    /// </summary>
    public int Unsealed { get; init; }

    /// <summary>Papers that the chains point to, and delivered files, that were removed by decision.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>Where the check of a home goes on; null when it came to the end, or was no check of a home.</summary>
    public string? Continuation { get; init; }
}
