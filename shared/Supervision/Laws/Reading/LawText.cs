namespace Supervision.Laws.Reading;

/// <summary>A law as its text gives it. Whatever the text does not say is null, never guessed.</summary>
/// <param name="Issuer">The organ that passed or issued the text, as the header names it.</param>
/// <param name="Level">The rank, where title and header tell it.</param>
/// <param name="AdoptedOn">通过: local date, the first if there are several.</param>
/// <param name="ApprovedOn">批准: local date on which the higher congress approved it, the first if there are several.</param>
/// <param name="PromulgatedOn">公布: local date, the first if there are several.</param>
/// <param name="LastAmendedOn">The latest date of <see cref="Amendments"/>.</param>
/// <param name="EffectiveOn">The local date from which the text is in force; see <see cref="EffectiveBasis"/> for how it is known.</param>
/// <param name="Text">The normalised text: one paragraph a line, separated by '\n'; offsets of articles and quotes refer to it.</param>
public sealed record LawText(
    string Title,
    string? Issuer,
    LawLevel? Level,
    DateOnly? AdoptedOn,
    DateOnly? ApprovedOn,
    DateOnly? PromulgatedOn,
    DateOnly? LastAmendedOn,
    DateOnly? EffectiveOn,
    EffectiveBasis EffectiveBasis,
    IReadOnlyList<Amendment> Amendments,
    IReadOnlyList<Article> Articles,
    string Text);
