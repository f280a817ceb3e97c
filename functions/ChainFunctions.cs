using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Deadlines.Chains;
using Supervision.Identity;

namespace Supervision.Functions;

/// <summary>Events at one deadline that open clocks at others, and their withdrawal.</summary>
public sealed class ChainFunctions(RecordPublication publication, RecordReviewOpinion opinion, WithdrawEvent withdraw, Gate gate)
{
    [Function("RecordPublication")]
    public Task<IResult> PublishAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/deadlines/{deadline}/publications")] HttpRequest request,
        string deadline,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var body = await request.JsonAsync<PublicationBody>(cancellationToken);
            return await publication.ExecuteAsync(
                DeadlineId.Parse(deadline), body.Delivery, body.Published, body.Instrument, request.Act(caller), cancellationToken) switch
            {
                RecordPublication.Outcome.Recorded recorded => Answers.Ok(recorded),
                RecordPublication.Outcome.NotFound => Problems.NotFound("deadline"),
                RecordPublication.Outcome.NotAccepted => Problems.Conflict("delivery-not-accepted"),
                RecordPublication.Outcome.AlreadyRecorded => Problems.Conflict("publication-recorded"),
                RecordPublication.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("RecordReviewOpinion")]
    public Task<IResult> GiveOpinionAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/deadlines/{deadline}/review-opinions")] HttpRequest request,
        string deadline,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var body = await request.JsonAsync<OpinionBody>(cancellationToken);
            return await opinion.ExecuteAsync(DeadlineId.Parse(deadline), body.Given, body.Text, request.Act(caller), cancellationToken) switch
            {
                RecordReviewOpinion.Outcome.Recorded recorded => Answers.Ok(recorded),
                RecordReviewOpinion.Outcome.NotFound => Problems.NotFound("deadline"),
                RecordReviewOpinion.Outcome.WrongKind => Problems.Conflict("opinion-wrong-kind"),
                RecordReviewOpinion.Outcome.Closed => Problems.Conflict("deadline-closed"),
                RecordReviewOpinion.Outcome.NoPeriod => Problems.Conflict("profile-no-period"),
                RecordReviewOpinion.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("WithdrawEvent")]
    public Task<IResult> WithdrawAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/deadlines/{deadline}/events/{number:int}/withdrawal")] HttpRequest request,
        string deadline,
        int number,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var body = await request.JsonAsync<StepFunctions.ReasonBody>(cancellationToken);
            return await withdraw.ExecuteAsync(DeadlineId.Parse(deadline), number, body.Reason, request.Act(caller), cancellationToken) switch
            {
                WithdrawEvent.Outcome.Withdrawn withdrawn => Answers.Ok(withdrawn),
                WithdrawEvent.Outcome.NotFound => Problems.NotFound("event"),
                WithdrawEvent.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    internal sealed record PublicationBody(DeliveryId Delivery, DateOnly Published, string Instrument);

    internal sealed record OpinionBody(DateOnly Given, string Text);
}
