using System.Text.Json.Serialization;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.History.Removals;

namespace Supervision.History;

/// <summary>
/// What happened: ids, dates, codes and hashes, never a name or free text. Names of types are written into history for ever.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DeadlineOpened), "opened")]
[JsonDerivedType(typeof(StageRaised), "stage-raised")]
[JsonDerivedType(typeof(NoticeSent), "notice-sent")]
[JsonDerivedType(typeof(DeliveryReceived), "delivery-received")]
[JsonDerivedType(typeof(DeliveryAccepted), "delivery-accepted")]
[JsonDerivedType(typeof(DeliveryReturned), "delivery-returned")]
[JsonDerivedType(typeof(AlertAcknowledged), "alert-acknowledged")]
[JsonDerivedType(typeof(InheritedReleased), "inherited-released")]
[JsonDerivedType(typeof(DueDateConfirmed), "due-date-confirmed")]
[JsonDerivedType(typeof(NextOccurrenceOpened), "next-occurrence-opened")]
[JsonDerivedType(typeof(UnmatchedDeliveryReceived), "unmatched-delivery-received")]
[JsonDerivedType(typeof(RemovalProposed), "removal-proposed")]
[JsonDerivedType(typeof(RemovalConfirmed), "removal-confirmed")]
[JsonDerivedType(typeof(RemovalRejected), "removal-rejected")]
[JsonDerivedType(typeof(ContentRemoved), "content-removed")]
public abstract record FactBody;
