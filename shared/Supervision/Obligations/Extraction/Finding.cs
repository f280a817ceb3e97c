namespace Supervision.Obligations.Extraction;

/// <summary>What a finder saw in a sentence; places are in the sentence.</summary>
/// <param name="Rule">The identifier of the pattern.</param>
/// <param name="Subject">The organ, or null where the sentence names none.</param>
/// <param name="Partners">The organs after 会同, 商, or null.</param>
internal readonly record struct Finding(
    string Rule, Stretch? Subject, Stretch? Partners, Stretch? Instrument, Modality Modality, Stretch Clause);
