namespace Supervision.Obligations.Conformity;

/// <summary>How a finding bears on the review. None of them refuses a delivery.</summary>
public enum ConformityLevel
{
    /// <summary>The rule agrees with the obligation in this.</summary>
    Agrees,

    /// <summary>Staff should look: the rule says something else than the obligation.</summary>
    LookAt,

    /// <summary>The text does not tell.</summary>
    Unknown,
}

/// <summary>One thing that a comparison of an implementing rule with its obligation found.</summary>
/// <param name="Code">One of <see cref="ConformityCodes"/>.</param>
/// <param name="Quote">The words of the rule that show it, or null.</param>
/// <param name="Article">The rule's article that holds the quote, or null.</param>
/// <param name="Offset">Where the quote begins in the rule's normalised text, in UTF-16 characters from 0, or null.</param>
/// <param name="Said">What the rule says, in a few words, or null.</param>
/// <param name="Expected">What the obligation says, in a few words, or null.</param>
public sealed record ConformityFinding(
    string Code, ConformityLevel Level, string? Quote, string? Article, int? Offset, string? Said, string? Expected);

/// <summary>The stable codes of findings.</summary>
public static class ConformityCodes
{
    public const string LawCited = "law-cited-as-basis";
    public const string LawCitedElsewhere = "law-cited-not-as-basis";
    public const string LawNotCited = "law-not-cited";
    public const string ArticleCited = "article-cited";
    public const string OtherArticlesCited = "other-articles-cited";
    public const string NoArticleCited = "no-article-cited";
    public const string IssuerObliged = "issuer-is-obliged";
    public const string IssuerDiffers = "issuer-differs";
    public const string IssuerUnknown = "issuer-unknown";
    public const string InForceByDue = "in-force-by-due-date";
    public const string InForceAfterDue = "in-force-after-due-date";
    public const string InForceUnknown = "in-force-unknown";
    public const string InForceBeforeLaw = "in-force-before-law";
    public const string IssuedAgrees = "issue-date-agrees";
    public const string IssuedDiffers = "issue-date-differs";
    public const string ObjectRegulated = "object-regulated";
    public const string ObjectNotFound = "object-not-found";
    public const string ObjectNotNamed = "object-not-named";

    /// <summary>No file of the delivery could be read; what it says is the reader's refusal code.</summary>
    public const string Unreadable = "unreadable";
}
