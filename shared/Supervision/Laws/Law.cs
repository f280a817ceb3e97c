using Supervision.Identity;
using Supervision.Laws.Reading;
using Supervision.Laws.Versions;

namespace Supervision.Laws;

/// <summary>A law in the register.</summary>
/// <param name="TitleEn">English title, where an officer gave one.</param>
/// <param name="Committee">The committee of the congress in charge of it.</param>
/// <param name="TextVersion">The text that counts: of all that were imported, the one amended or adopted last.</param>
/// <param name="TextVersions">All texts imported, in the order of import.</param>
/// <param name="RepealedOn">The local date from which the law is no longer in force, once that is known.</param>
/// <param name="Changes">Every time a further version took the place of the one before, in the order of import; null while none has.</param>
/// <param name="Obligations">How many obligations have been found; they are numbered from 1.</param>
/// <param name="EndingsWithdrawn">How many repeals and ends of provisions were withdrawn as recorded by mistake.</param>
/// <param name="CommitteeChanges">How often it went to another committee.</param>
/// <param name="Corrections">What officers set right of what was read, in order; null while nothing was.</param>
public sealed record Law(
    LawId Id,
    string Title,
    string? TitleEn,
    string? Issuer,
    LawLevel? Level,
    DateOnly? AdoptedOn,
    DateOnly? ApprovedOn,
    DateOnly? PromulgatedOn,
    DateOnly? LastAmendedOn,
    DateOnly? EffectiveOn,
    EffectiveBasis EffectiveBasis,
    string Committee,
    string TextVersion,
    IReadOnlyList<string> TextVersions,
    int Articles,
    int Obligations,
    DateTimeOffset ImportedAt,
    DateOnly? RepealedOn = null,
    IReadOnlyList<TextChange>? Changes = null,
    int EndingsWithdrawn = 0,
    int CommitteeChanges = 0,
    IReadOnlyList<LawCorrection>? Corrections = null)
{
    /// <summary>
    /// Rises with every change of what lists show: a version, the decision on it, an obligation, the repeal and its withdrawal, the committee, a correction.
    /// </summary>
    internal int ListSeq =>
        (2 * (Obligations + TextVersions.Count + (Changes?.Count(change => change.Decision is not null) ?? 0) + EndingsWithdrawn + CommitteeChanges
            + (Corrections?.Count ?? 0))) + (RepealedOn is null ? 0 : 1);

    /// <summary>The title in a language: zh-CN or en; Chinese where there is no English one.</summary>
    public string TitleIn(string language) => language == "en" && TitleEn is { Length: > 0 } title ? title : Title;

    /// <summary>The date that orders versions of the text: the last amendment, else approval, else adoption.</summary>
    public static DateOnly? VersionDate(DateOnly? amended, DateOnly? approved, DateOnly? adopted) => amended ?? approved ?? adopted;
}
