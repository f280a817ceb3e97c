using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Obligations.Review;

namespace Supervision.Functions;

/// <summary>The review of what was found in a law's text.</summary>
public sealed class ReviewFunctions(WaitingFinds queue, ReviewObligation review, AcceptObligation accept, Gate gate)
{
    private static readonly string[] States = ["proposed", "rejected"];

    [Function("GetReview")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/laws/{law}/review")] HttpRequest request, string law, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
        {
            ObligationStatus? state = request.Query["state"].ToString() switch
            {
                "" or "proposed" => ObligationStatus.Proposed,
                "rejected" => ObligationStatus.Rejected,
                _ => null,
            };
            if (state is not { } status)
            {
                return Problems.Invalid([InputFault.Of("state-unknown", "state", "One of {known}.", ("known", States))]);
            }

            var (continuation, size) = request.Page(Requests.WholePage);
            return await queue.PageAsync(LawId.Parse(law), status, continuation, size, cancellationToken) is { } found
                ? Answers.Page(found.Finds, found.Continuation)
                : Problems.NotFound("law");
        });

    [Function("AcceptObligation")]
    public Task<IResult> AcceptAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws/{law}/review/{number}/acceptance")] HttpRequest request,
        string law,
        string number,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var confirmation = await request.JsonAsync<ConfirmationRequest>(cancellationToken);
            return await accept.ExecuteAsync(IdOf(law, number), confirmation, request.Act(caller), cancellationToken) switch
            {
                ConfirmObligation.Outcome.Confirmed { Obligation: var confirmed } => Answers.Ok(confirmed),
                ConfirmObligation.Outcome.AlreadyConfirmed => Problems.Conflict("already-confirmed"),
                ConfirmObligation.Outcome.Ended => Problems.Conflict("obligation-ended"),
                ConfirmObligation.Outcome.Rejected => Problems.Conflict("obligation-rejected"),
                ConfirmObligation.Outcome.ProvisionChanged { Version: var version } => Problems.Conflict("provision-changed", FaultWords.Of("By version {version}.", ("version", version))),
                ConfirmObligation.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                ConfirmObligation.Outcome.NotFound => Problems.NotFound("obligation"),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("CorrectObligation")]
    public Task<IResult> CorrectAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws/{law}/review/{number}/correction")] HttpRequest request,
        string law,
        string number,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller => Answer(
            await review.CorrectAsync(IdOf(law, number), await request.JsonAsync<Correction>(cancellationToken), request.Act(caller), cancellationToken)));

    [Function("RejectObligation")]
    public Task<IResult> RejectAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws/{law}/review/{number}/rejection")] HttpRequest request,
        string law,
        string number,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var body = await request.JsonAsync<RejectionBody>(cancellationToken);
            return Answer(await review.RejectAsync(IdOf(law, number), body.Reason, body.Note, request.Act(caller), cancellationToken));
        });

    /// <summary>Takes a rejected find back into review.</summary>
    [Function("RestoreObligation")]
    public Task<IResult> RestoreAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws/{law}/review/{number}/restoration")] HttpRequest request,
        string law,
        string number,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller => Answer(await review.RestoreAsync(IdOf(law, number), request.Act(caller), cancellationToken)));

    private static ObligationId IdOf(string law, string number) => ObligationId.Parse($"{LawId.Parse(law)}-{number}");

    private static IResult Answer(ReviewObligation.Outcome outcome) => outcome switch
    {
        ReviewObligation.Outcome.Reviewed { Obligation: var reviewed } => Answers.Ok(reviewed),
        ReviewObligation.Outcome.Ended => Problems.Conflict("obligation-ended"),
        ReviewObligation.Outcome.Rejected => Problems.Conflict("obligation-rejected"),
        ReviewObligation.Outcome.ProvisionChanged { Version: var version } => Problems.Conflict("provision-changed", FaultWords.Of("By version {version}.", ("version", version))),
        ReviewObligation.Outcome.AlreadyConfirmed => Problems.Conflict("already-confirmed"),
        ReviewObligation.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
        ReviewObligation.Outcome.NotFound => Problems.NotFound("obligation"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    internal sealed record RejectionBody(string Reason, string? Note = null);
}
