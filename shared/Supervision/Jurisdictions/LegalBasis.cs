namespace Supervision.Jurisdictions;

/// <summary>The law on which a rule of the profile rests. Without a basis a profile has no default.</summary>
/// <param name="Code">Short stable code for provenance and facts, e.g. <c>legislation-law-66</c>.</param>
/// <param name="Law">Title of the law.</param>
/// <param name="Article">The article, e.g. 第六十六条 / art. 66; null when not yet known, and then the rule is to be confirmed.</param>
public sealed record LegalBasis(string Code, LocalText Law, LocalText? Article = null);
