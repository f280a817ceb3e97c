using Supervision.Access;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Deliveries.InParts;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations;

namespace Supervision.Functions.OpenApi;

/// <summary>An imported law with what it was found to oblige to.</summary>
internal sealed record ImportedLaw(Law Law, IReadOnlyList<Obligation> Proposed, bool Unchanged, int CarriedOver = 0, int Awaiting = 0);

/// <param name="Files">Names and lengths of the files that are to come in parts.</param>
internal sealed record UploadToBegin(DeliveryKind Kind, DeliveryMetadata Metadata, IReadOnlyList<AnnouncedFile> Files);

/// <summary>A deadline, its alerts and where its history stands.</summary>
internal sealed record DeadlineView(DeadlineState Deadline, DateOnly? NextLook, HistoryHead History, IReadOnlyList<Alert> Alerts);

/// <param name="Hash">Hash of the last fact.</param>
internal sealed record HistoryHead(int Seq, string Hash);

/// <summary>A key with its secret, shown this once.</summary>
internal sealed record CreatedKey(string Id, Role Role, DepartmentId? Department, string? Label, DateTimeOffset Expires, string Key);
