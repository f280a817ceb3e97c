using Supervision.Laws.Reading;

namespace Supervision.Obligations.Extraction;

/// <summary>An obligation that a law's text seems to put on an organ, for a person to confirm or reject.</summary>
/// <param name="Article">The article that holds the sentence.</param>
/// <param name="Sentence">The sentence, word for word as in <see cref="LawText.Text"/>.</param>
/// <param name="Offset">Where the sentence begins in <see cref="LawText.Text"/>, in UTF-16 characters from 0.</param>
/// <param name="Length">The sentence's length in UTF-16 characters.</param>
/// <param name="Bodies">The organs as written, lead first, partners (会同, 商) after it; empty where the text names none.</param>
/// <param name="LeadInFull">The lead organ's full name where the same text defines the short one (以下简称), else null.</param>
/// <param name="Instrument">The rule or report as written, or null.</param>
/// <param name="Deadline">The words that set a time for it, or null.</param>
/// <param name="DeadlineClause">What the words of <paramref name="Deadline"/> mean, where they could be parsed.</param>
/// <param name="Frequency">The words that make it recur (每年, 定期), or null.</param>
/// <param name="Recurrence">What the words of <paramref name="Frequency"/> mean, where they name a period.</param>
/// <param name="Rule">The identifier of the pattern that found it; the patterns are listed in this folder's README.</param>
/// <param name="Confidence">0 to 1: an estimate, by pattern, of how likely a person will confirm the find. Orders the review; no
/// probability is promised.</param>
/// <param name="IsClassOfOrgans">The lead stands for several organs (县级以上人民政府), whose members a person must name.</param>
public sealed record ObligationCandidate(
    ObligationKind Kind,
    Modality Modality,
    Article Article,
    string Sentence,
    int Offset,
    int Length,
    IReadOnlyList<string> Bodies,
    string? LeadInFull,
    string? Instrument,
    string? Deadline,
    DeadlineClause? DeadlineClause,
    string? Frequency,
    Recurrence? Recurrence,
    string Rule,
    double Confidence,
    bool IsClassOfOrgans);
