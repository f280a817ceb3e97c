using System.Text.Json.Serialization;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Obligations.Extraction;
using Supervision.Obligations.Versions;

namespace Supervision.Obligations;

/// <summary>Where an obligation stands.</summary>
public enum ObligationStatus
{
    /// <summary>Found in the text; counts nowhere until a person confirms it.</summary>
    Proposed,

    Confirmed,

    /// <summary>A person found that the text obliges nobody here; kept as a case from which the extraction is measured.</summary>
    Rejected,
}

/// <summary>A duty that a provision puts on a department, found in the law's text.</summary>
/// <param name="Candidate">What was found, with quote and article.</param>
/// <param name="TextVersion">The version of the text that the candidate's article, quote and place refer to.</param>
/// <param name="Confirmation">Who owes it, once confirmed.</param>
/// <param name="Ended">How the duty ended; null while it stands.</param>
/// <param name="Review">What a person said of the find, where they corrected or rejected it.</param>
/// <param name="Since">Since when the provision is part of the law, where that is not simply the law's own entry into force.</param>
/// <param name="Carried">The last time it was carried over into a further version of the text.</param>
/// <param name="Pending">What a further version changes about it and an officer has not decided yet.</param>
/// <param name="WithdrawnEnds">Ids of the plans that had ended it and were withdrawn; null while none was.</param>
/// <param name="InPlaceOf">Numbers of ended obligations whose duty its words say again; null where there are none.</param>
/// <param name="RecurredAs">How it recurred by the words of earlier decisions "correct", oldest first; null while there was at most one.</param>
public sealed record Obligation(
    ObligationId Id,
    ObligationProposal Candidate,
    string TextVersion,
    ObligationStatus Status,
    Confirmation? Confirmation,
    ObligationEnd? Ended = null,
    ObligationReview? Review = null,
    ProvisionSince? Since = null,
    CarriedOver? Carried = null,
    PendingChange? Pending = null,
    IReadOnlyList<string>? WithdrawnEnds = null,
    IReadOnlyList<int>? InPlaceOf = null,
    IReadOnlyList<RecurredAs>? RecurredAs = null)
{
    /// <summary>True once its provision has gone. One that was repealed with its law goes on following the law's text: a repeal may be withdrawn.</summary>
    [JsonIgnore]
    public bool HasProvisionGone => Ended is { Reason: ClosureReason.ProvisionEnded };

    /// <summary>What waits for a person's word, with the numbers that follow.</summary>
    /// <param name="count">How many obligations the law has before.</param>
    /// <param name="version">The version of the text in which it was found, or beside which it stands.</param>
    internal static IReadOnlyList<Obligation> Proposed(LawId law, int count, string version, IEnumerable<ObligationProposal> proposals) =>
        [.. proposals.Select((proposal, index) => new Obligation(new ObligationId(law, count + 1 + index), proposal, version, ObligationStatus.Proposed, null))];
}

/// <summary>How a duty came to its end.</summary>
/// <param name="Reason">Repealed, or the provision went with an amendment.</param>
/// <param name="On">x, the local date from which nothing is expected any more.</param>
/// <param name="Plan">Id of the plan that closes its deadlines.</param>
public sealed record ObligationEnd(ClosureReason Reason, DateOnly On, string Plan);

/// <summary>A person's word on a find that is no plain confirmation.</summary>
/// <param name="Reason">Why it was rejected, a code of <see cref="Supervision.Obligations.Review.RejectionReasons"/>; null for a correction.</param>
/// <param name="Note">In the reviewer's words, or null.</param>
/// <param name="Found">What the extraction had found, before any correction.</param>
public sealed record ObligationReview(string By, DateOnly On, string? Reason, string? Note, ObligationProposal Found);

/// <summary>What was found, as the register keeps it.</summary>
/// <param name="Article">Number of the article, e.g. 第十二条.</param>
/// <param name="Quote">The provision word for word.</param>
/// <param name="Offset">Where the quote begins in the normalised text of that version, UTF-16 characters from 0.</param>
/// <param name="Bodies">The organs as written, lead first.</param>
/// <param name="DeadlineWords">The words that set a time, or null.</param>
/// <param name="FrequencyWords">The words that make it recur, or null.</param>
/// <param name="FoundBy">Id of the pattern that found it.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="IsClassOfOrgans">True for e.g. 县级以上人民政府: a person names the members.</param>
public sealed record ObligationProposal(
    ObligationKind Kind,
    Modality Modality,
    string Article,
    string Quote,
    int Offset,
    IReadOnlyList<string> Bodies,
    string? LeadInFull,
    string? Instrument,
    string? DeadlineWords,
    DeadlineClause? Deadline,
    string? FrequencyWords,
    Recurrence? Recurrence,
    string FoundBy,
    double Confidence,
    bool IsClassOfOrgans)
{
    /// <summary>In the place of a pattern: the profile's ordinances put it on every law.</summary>
    internal const string ByProfile = "profile";

    /// <summary>True for what the law's own text says; false for what an officer added or the profile proposes.</summary>
    [JsonIgnore]
    public bool IsFoundInText => FoundBy is not (AddObligation.FoundBy or ByProfile);

    /// <summary>True for what the profile proposes, in words of its own that no law has.</summary>
    [JsonIgnore]
    public bool IsOfProfile => FoundBy == ByProfile;

    /// <summary>What a default of the profile puts on every law of its ranks.</summary>
    internal static ObligationProposal Of(ObligationKind kind, DefaultRule rule) => new(
        kind, Modality.Must, $"《{rule.Basis.Law.Zh}》{rule.Basis.Article?.Zh}", rule.Proposal!.Zh, 0, [], null, null, null, null, null, null, ByProfile, 1, false);

    public static ObligationProposal Of(ObligationCandidate candidate) => new(
        candidate.Kind,
        candidate.Modality,
        candidate.Article.Number,
        candidate.Sentence,
        candidate.Offset,
        candidate.Bodies,
        candidate.LeadInFull,
        candidate.Instrument,
        candidate.Deadline,
        candidate.DeadlineClause,
        candidate.Frequency,
        candidate.Recurrence,
        candidate.Rule,
        candidate.Confidence,
        candidate.IsClassOfOrgans);
}

/// <summary>A person's word that the obligation is one, and who owes it.</summary>
/// <param name="Plan">Id of the plan that opens its deadlines.</param>
/// <param name="By">Id of the key or person that confirmed.</param>
/// <param name="Departments">One deadline each; for a class of organs its members.</param>
/// <param name="CoDepartments">Those who owe it jointly.</param>
/// <param name="Deadlines">The deadlines it opened; empty for a duty that opens no clock.</param>
public sealed record Confirmation(
    string Plan,
    string By,
    DateOnly On,
    IReadOnlyList<DepartmentId> Departments,
    IReadOnlyList<DepartmentId> CoDepartments,
    IReadOnlyList<DeadlineId> Deadlines);
