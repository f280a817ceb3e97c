using System.Text.Json;

namespace Supervision.History;

/// <summary>A link as it is stored.</summary>
/// <param name="RowKey">Key of its row.</param>
/// <param name="Content">The string that was hashed.</param>
public sealed record StoredLink(string RowKey, string Content);

/// <summary>The first place where a chain does not hold.</summary>
/// <param name="Link">Row key of the link, or the chain where no link is at fault alone.</param>
/// <param name="Code">
/// content-unreadable, key-differs, seq-differs, previous-differs, time-runs-back, head-differs, head-missing, link-missing,
/// digest-differs, or not-sealed where no digest holds what should have been sealed; fact-impossible where a fact cannot follow those before
/// it; of the digests: previous-differs, digest-missing, digest-unreadable, sealing-missing or sealing-differs; of what a chain points to: paper-missing, paper-differs, delivery-missing,
/// delivery-differs or delivery-unreadable, file-missing or file-differs; removal-unreadable.
/// </param>
public sealed record ChainBreak(string Link, string Code, string Detail);

/// <summary>Checks a history chain from its first link to its head.</summary>
public static class ChainCheck
{
    /// <summary>Code of a chain without the row that holds its end.</summary>
    internal const string HeadMissing = "head-missing";

    /// <param name="chain">Name of the chain.</param>
    /// <param name="links">Its links in the order of their keys.</param>
    /// <param name="head">The head that the row of a deadline or removal holds; null where there is none: every chain of theirs has one.</param>
    /// <returns>The first break, or null; and the hash after each link, the first at index 0.</returns>
    public static (ChainBreak? Break, IReadOnlyList<string> Hashes) Check(string chain, IReadOnlyList<StoredLink> links, ChainHead? head)
    {
        var hashes = new List<string>(links.Count);
        var previous = Fact.NoPrevious;
        var recorded = DateTimeOffset.MinValue;
        foreach (var link in links)
        {
            var seq = hashes.Count + 1;
            if (Fault(chain, link, seq, previous, recorded, out var fact) is { } fault)
            {
                return (fault, hashes);
            }

            previous = Fact.HashOf(link.Content);
            recorded = fact!.Recorded;
            hashes.Add(previous);
        }

        var broken = head is null
            ? hashes.Count > 0 && ChainReader.StateKeyOf(chain) is { } missing
                ? new ChainBreak(chain, HeadMissing, $"The chain has {hashes.Count} links; {missing} is not there.")
                : null
            : head.Seq == hashes.Count && head.Hash == previous
            ? null
            : new ChainBreak(chain, "head-differs", $"The state names link {head.Seq}; the chain ends with link {hashes.Count}.");
        return (broken, hashes);
    }

    /// <summary>True of what reading a stored text throws that is not what it should be.</summary>
    internal static bool IsUnreadable(Exception fault) => fault is JsonException or NotSupportedException or ArgumentException or FormatException;

    private static ChainBreak? Fault(string chain, StoredLink link, int seq, string previous, DateTimeOffset recorded, out Fact? fact)
    {
        try
        {
            fact = Fact.FromContent(chain, link.Content);
        }
        catch (Exception unreadable) when (IsUnreadable(unreadable))
        {
            fact = null;
            return new ChainBreak(link.RowKey, "content-unreadable", unreadable.Message);
        }

        return link.RowKey != Fact.KeyOf(chain, seq) ? new ChainBreak(Fact.KeyOf(chain, seq), "link-missing", $"In its place stands {link.RowKey}.")
            : fact.Seq != seq ? new ChainBreak(link.RowKey, "seq-differs", $"The content says {fact.Seq}.")
            : !link.Content.Contains($"\"{link.RowKey}\"", StringComparison.Ordinal) ? new ChainBreak(link.RowKey, "key-differs", "The content names another key.")
            : fact.Previous != previous ? new ChainBreak(link.RowKey, "previous-differs", "It does not follow the link before it.")
            : fact.Recorded < recorded ? new ChainBreak(link.RowKey, "time-runs-back", "It was recorded before the link before it.")
            : null;
    }
}
