using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Deadlines.Steps;
using Supervision.Identity;
using Supervision.Views;

namespace Supervision.Functions;

/// <summary>Steps that one person proposes and another decides, and the reopening of what they closed.</summary>
public sealed class StepFunctions(ProposeStep propose, DecideStep decide, ReopenDeadline reopen, ViewStore views, Gate gate)
{
    [Function("ProposeStep")]
    public Task<IResult> ProposeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/deadlines/{deadline}/steps")] HttpRequest request,
        string deadline,
        CancellationToken cancellationToken) =>
        gate.ForOwnersAsync(Role.Department | Role.Officer | Role.Director, request, deadline.AsDeadlineId(), async caller =>
        {
            var body = await request.JsonAsync<StepRequest>(cancellationToken);
            return await propose.ExecuteAsync(DeadlineId.Parse(deadline), body, request.Act(caller), cancellationToken) switch
            {
                ProposeStep.Outcome.Proposed proposed => Answers.Ok(proposed),
                ProposeStep.Outcome.NotFound => Problems.NotFound("deadline"),
                ProposeStep.Outcome.Forbidden => Problems.Of(StatusCodes.Status403Forbidden, "forbidden"),
                ProposeStep.Outcome.Refused { Code: var code } => Problems.Conflict(code),
                ProposeStep.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("DecideStep")]
    public Task<IResult> DecideAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/deadlines/{deadline}/steps/{number:int}/decision")] HttpRequest request,
        string deadline,
        int number,
        CancellationToken cancellationToken) =>
        gate.ForOwnersAsync(Role.Department | Role.Officer | Role.Director, request, deadline.AsDeadlineId(), async caller =>
        {
            var body = await request.JsonAsync<VerdictBody>(cancellationToken);
            return await decide.ExecuteAsync(DeadlineId.Parse(deadline), number, body.Verdict, body.Note, request.Act(caller), cancellationToken) switch
            {
                DecideStep.Outcome.Decided decided => Answers.Ok(decided),
                DecideStep.Outcome.NotFound => Problems.NotFound("deadline"),
                DecideStep.Outcome.NoSuchStep => Problems.NotFound("step"),
                DecideStep.Outcome.AlreadyDecided => Problems.Conflict("already-decided"),
                DecideStep.Outcome.OwnStep => Problems.Of(StatusCodes.Status403Forbidden, "own-proposal"),
                DecideStep.Outcome.Forbidden => Problems.Of(StatusCodes.Status403Forbidden, "forbidden"),
                DecideStep.Outcome.Refused { Code: var code } => Problems.Conflict(code),
                DecideStep.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("ListPendingSteps")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/steps/pending")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
        {
            var (continuation, size) = request.Page();
            var (contents, next) = await views.PageAsync(ViewNames.Proposals, continuation, size, cancellationToken);
            return Answers.Page([.. contents.Select(Json.Read<DeadlineSummary>)], next);
        });

    [Function("ReopenDeadline")]
    public Task<IResult> ReopenAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/deadlines/{deadline}/reopening")] HttpRequest request,
        string deadline,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer | Role.Director, request, async caller =>
        {
            var body = await request.JsonAsync<ReasonBody>(cancellationToken);
            return await reopen.ExecuteAsync(DeadlineId.Parse(deadline), body.Reason, request.Act(caller), cancellationToken) switch
            {
                ReopenDeadline.Outcome.Reopened reopened => Answers.Ok(reopened),
                ReopenDeadline.Outcome.NotFound => Problems.NotFound("deadline"),
                ReopenDeadline.Outcome.NotClosed => Problems.Conflict("deadline-not-closed"),
                ReopenDeadline.Outcome.Ended => Problems.Conflict("obligation-ended"),
                ReopenDeadline.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    internal sealed record VerdictBody(StepVerdict Verdict, string? Note = null);

    internal sealed record ReasonBody(string Reason);
}
