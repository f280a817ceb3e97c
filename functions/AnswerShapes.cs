using Supervision.Access;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Deliveries.InParts;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Obligations.Conformity;
using Supervision.Obligations.Review;

namespace Supervision.Functions;

/// <summary>An imported law with what it was found to oblige to.</summary>
internal sealed record ImportedLaw(Law Law, IReadOnlyList<Obligation> Proposed, bool Unchanged, int? CarriedOver = null, int? Awaiting = null);

/// <param name="Files">Names and lengths of the files that are to come in parts.</param>
internal sealed record UploadToBegin(DeliveryKind Kind, DeliveryMetadata Metadata, IReadOnlyList<AnnouncedFile> Files);

/// <summary>A deadline, its alerts and where its history stands.</summary>
/// <param name="Default">What the profile says of the default period, where the deadline has one.</param>
internal sealed record DeadlineView(
    DeadlineState Deadline, Standing Standing, int DaysLate, DateOnly? NextLook, HistoryHead History, IReadOnlyList<Alert> Alerts, AppliedDefault? Default);

/// <param name="Hash">Hash of the last fact.</param>
internal sealed record HistoryHead(int Seq, string Hash);

/// <summary>A deadline in a list, with how it stands today.</summary>
internal sealed record Listed<T>(T Deadline, Standing Standing);

/// <summary>A key with its secret, shown this once.</summary>
internal sealed record CreatedKey(string Id, Role Role, DepartmentId? Department, string? Label, DateTimeOffset Expires, string Key);

/// <summary>What confirming many at once came to.</summary>
/// <param name="Left">Those that need a person's word.</param>
internal sealed record ConfirmedAtOnce(IReadOnlyList<int> Confirmed, IReadOnlyList<LeftFind> Left, IReadOnlyList<SkippedFind> Skipped);

/// <param name="Faults">What is missing.</param>
internal sealed record LeftFind(int Number, IReadOnlyList<WordedFault> Faults);

/// <param name="Detail">In the caller's language.</param>
internal sealed record WordedFault(string Code, string Field, string Detail);

/// <summary>How a delivered rule agrees with its obligation, in the caller's words.</summary>
internal sealed record Conformity(
    DeliveryId Delivery,
    ObligationId Obligation,
    string LawTitle,
    string Article,
    string Quote,
    string? File,
    string? RuleTitle,
    IReadOnlyList<WordedFinding> Findings);

internal sealed record WordedFinding(
    string Code, ConformityLevel Level, string Text, string? Quote, string? Article, int? Offset, string? Said, string? Expected);

/// <summary>A removal with its reason; null once that was removed itself.</summary>
internal sealed record ReasonedRemoval(Removal Removal, string? Reason);

/// <param name="Status">live or ready.</param>
internal sealed record HealthWord(string Status);
