using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Deliveries;
using Supervision.Identity;

namespace Supervision.Functions;

/// <summary>What becomes of deliveries: review, matching, withdrawal.</summary>
public sealed class DeliveryReviewFunctions(ReviewDelivery review, MatchDelivery match, WithdrawDelivery withdraw, Gate gate)
{
    [Function("ReviewDelivery")]
    public Task<IResult> ReviewAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/departments/{department}/deliveries/{delivery}/review")] HttpRequest request,
        string department,
        string delivery,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var body = await request.JsonAsync<ReviewRequest>(cancellationToken);
            return await review.ExecuteAsync(
                DepartmentId.Parse(department), DeliveryId.Parse(delivery), body, request.Act(caller), cancellationToken) switch
            {
                ReviewDelivery.Outcome.Reviewed reviewed => Answers.Ok(reviewed),
                ReviewDelivery.Outcome.Unmatched => Problems.Conflict("delivery-unmatched"),
                ReviewDelivery.Outcome.OwnDelivery => Problems.Of(StatusCodes.Status403Forbidden, "own-delivery"),
                ReviewDelivery.Outcome.AlreadyReturned => Problems.Conflict("delivery-already-returned"),
                ReviewDelivery.Outcome.NotFound => Problems.NotFound("delivery"),
                ReviewDelivery.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("MatchDelivery")]
    public Task<IResult> MatchAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/departments/{department}/deliveries/{delivery}/match")] HttpRequest request,
        string department,
        string delivery,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var body = await request.JsonAsync<MatchBody>(cancellationToken);
            return await match.ExecuteAsync(
                DepartmentId.Parse(department), DeliveryId.Parse(delivery), body.Deadline, request.Act(caller), cancellationToken) switch
            {
                MatchDelivery.Outcome.Matched matched => Answers.Ok(matched),
                MatchDelivery.Outcome.NotFound => Problems.NotFound("delivery"),
                MatchDelivery.Outcome.OtherHome => Problems.Conflict("match-other-department"),
                MatchDelivery.Outcome.OtherKind => Problems.Conflict("match-other-kind"),
                MatchDelivery.Outcome.DoesNotFit => Problems.Conflict("match-does-not-fit"),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("WithdrawDelivery")]
    public Task<IResult> WithdrawAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/departments/{department}/deliveries/{delivery}/withdrawal")] HttpRequest request,
        string department,
        string delivery,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Department | Role.Officer, request, department, async caller =>
        {
            var body = await request.JsonAsync<StepFunctions.ReasonBody>(cancellationToken);
            return await withdraw.ExecuteAsync(
                DepartmentId.Parse(department), DeliveryId.Parse(delivery), body.Reason, request.Act(caller), cancellationToken) switch
            {
                WithdrawDelivery.Outcome.Withdrawn withdrawn => Answers.Ok(withdrawn),
                WithdrawDelivery.Outcome.NotFound => Problems.NotFound("delivery"),
                WithdrawDelivery.Outcome.DoesNotStand => Problems.Conflict("delivery-does-not-stand"),
                WithdrawDelivery.Outcome.Accepted => Problems.Conflict("delivery-accepted"),
                WithdrawDelivery.Outcome.NotYours => Problems.Of(StatusCodes.Status403Forbidden, "not-your-department"),
                WithdrawDelivery.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    internal sealed record MatchBody(DeadlineId Deadline);
}
