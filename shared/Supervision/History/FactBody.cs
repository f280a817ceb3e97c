using System.Text.Json.Serialization;
using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
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
[JsonDerivedType(typeof(MailResent), "mail-resent")]
[JsonDerivedType(typeof(DeliveryReceived), "delivery-received")]
[JsonDerivedType(typeof(DeliveryAccepted), "delivery-accepted")]
[JsonDerivedType(typeof(DeliveryReturned), "delivery-returned")]
[JsonDerivedType(typeof(AlertAcknowledged), "alert-acknowledged")]
[JsonDerivedType(typeof(InheritedReleased), "inherited-released")]
[JsonDerivedType(typeof(DueDateConfirmed), "due-date-confirmed")]
[JsonDerivedType(typeof(NextOccurrenceOpened), "next-occurrence-opened")]
[JsonDerivedType(typeof(DutyTakenOver), "duty-taken-over")]
[JsonDerivedType(typeof(RecurrenceEnded), "recurrence-ended")]
[JsonDerivedType(typeof(ProvisionCarriedOver), "provision-carried-over")]
[JsonDerivedType(typeof(CommitteeChanged), "committee-changed")]
[JsonDerivedType(typeof(DeadlineClosed), "closed")]
[JsonDerivedType(typeof(DeadlineReopened), "reopened")]
[JsonDerivedType(typeof(EndWithdrawn), "end-withdrawn")]
[JsonDerivedType(typeof(DeliveryWithdrawn), "delivery-withdrawn")]
[JsonDerivedType(typeof(ExplanationSubmitted), "explanation-submitted")]
[JsonDerivedType(typeof(ExplanationAccepted), "explanation-accepted")]
[JsonDerivedType(typeof(ExplanationRejected), "explanation-rejected")]
[JsonDerivedType(typeof(StepProposed), "step-proposed")]
[JsonDerivedType(typeof(StepApproved), "step-approved")]
[JsonDerivedType(typeof(StepRejected), "step-rejected")]
[JsonDerivedType(typeof(StepTakenBack), "step-taken-back")]
[JsonDerivedType(typeof(RulePublished), "rule-published")]
[JsonDerivedType(typeof(ReviewOpinionGiven), "review-opinion-given")]
[JsonDerivedType(typeof(HigherLawChanged), "higher-law-changed")]
[JsonDerivedType(typeof(ChainedEventWithdrawn), "chained-event-withdrawn")]
[JsonDerivedType(typeof(ChainStepTaken), "chain-step-taken")]
[JsonDerivedType(typeof(UnmatchedDeliveryReceived), "unmatched-delivery-received")]
[JsonDerivedType(typeof(UnmatchedDeliveryWithdrawn), "unmatched-delivery-withdrawn")]
[JsonDerivedType(typeof(RemovalProposed), "removal-proposed")]
[JsonDerivedType(typeof(RemovalConfirmed), "removal-confirmed")]
[JsonDerivedType(typeof(RemovalRejected), "removal-rejected")]
[JsonDerivedType(typeof(ContentRemoved), "content-removed")]
public abstract record FactBody;
