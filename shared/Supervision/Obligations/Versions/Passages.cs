namespace Supervision.Obligations.Versions;

/// <summary>Since when a provision is part of the law.</summary>
/// <param name="Version">The version of the text that has it first, as far as is known.</param>
/// <param name="On">The local date from which it is in force; null where the text does not say and an officer has to.</param>
/// <param name="ByAmendment">True when an amendment added it; false when it was there before the amendments that are known.</param>
public sealed record ProvisionSince(string Version, DateOnly? On, bool ByAmendment);

/// <summary>How an obligation came into a further version of the text.</summary>
public enum CarriedAs
{
    /// <summary>The same words in the same article.</summary>
    Unchanged,

    /// <summary>The same words in an article with another number.</summary>
    Renumbered,

    /// <summary>Other words; an officer found that the obligation is the same.</summary>
    Kept,

    /// <summary>Other words; an officer set the obligation right by them.</summary>
    Corrected,
}

/// <summary>An obligation was carried over from one version of the text into another.</summary>
public sealed record CarriedOver(string From, string To, CarriedAs As, DateOnly On);

/// <summary>What a further version does to an obligation that a person has confirmed or corrected.</summary>
public enum PendingFate
{
    /// <summary>Its article is still there, its words are not.</summary>
    Changed,

    /// <summary>Its article is gone.</summary>
    Gone,
}

/// <summary>What an officer has to decide about an obligation because the text changed.</summary>
/// <param name="From">The version that <see cref="Obligation.Candidate"/> quotes.</param>
/// <param name="To">The version that changes it.</param>
/// <param name="Article">Number of the article that took the place of the old one; null when it is gone.</param>
/// <param name="Quote">The words there that come nearest to the old quote; null where none do.</param>
/// <param name="Found">What was found in those words, where something of the same kind was.</param>
/// <param name="Offset">Where those words begin in the normalised text of the new version, UTF-16 characters from 0; 0 without any.</param>
public sealed record PendingChange(
    string From, string To, PendingFate Fate, string? Article, string? Quote, ObligationProposal? Found, int Offset = 0);
