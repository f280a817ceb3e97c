using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Deadlines.Explanations;
using Supervision.Identity;

namespace Supervision.Functions;

/// <summary>Written explanations of departments, and what the office says to them.</summary>
public sealed class ExplanationFunctions(SubmitExplanation submit, DecideExplanation decide, Gate gate)
{
    [Function("SubmitExplanation")]
    public Task<IResult> SubmitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/deadlines/{deadline}/explanations")] HttpRequest request,
        string deadline,
        CancellationToken cancellationToken) =>
        gate.ForOwnersAsync(Role.Department | Role.Officer, request, deadline.AsDeadlineId(), async caller =>
        {
            var body = await request.JsonAsync<ExplanationBody>(cancellationToken);
            return await submit.ExecuteAsync(DeadlineId.Parse(deadline), body.Text, body.ProposedDue, request.Act(caller), cancellationToken) switch
            {
                SubmitExplanation.Outcome.Submitted submitted => Answers.Ok(submitted),
                SubmitExplanation.Outcome.NotFound => Problems.NotFound("deadline"),
                SubmitExplanation.Outcome.NotOpen => Problems.Conflict("deadline-not-open"),
                SubmitExplanation.Outcome.AlreadyAccepted => Problems.Conflict("explanation-already-accepted"),
                SubmitExplanation.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("DecideExplanation")]
    public Task<IResult> DecideAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/deadlines/{deadline}/explanations/{number:int}/decision")] HttpRequest request,
        string deadline,
        int number,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer | Role.Director, request, async caller =>
        {
            var body = await request.JsonAsync<DecisionBody>(cancellationToken);
            return await decide.ExecuteAsync(DeadlineId.Parse(deadline), number, body.Accept, body.Note, request.Act(caller), cancellationToken) switch
            {
                DecideExplanation.Outcome.Decided decided => Answers.Ok(decided),
                DecideExplanation.Outcome.NotFound => Problems.NotFound("deadline"),
                DecideExplanation.Outcome.NoSuchExplanation => Problems.NotFound("explanation"),
                DecideExplanation.Outcome.AlreadyDecided => Problems.Conflict("already-decided"),
                DecideExplanation.Outcome.OwnExplanation => Problems.Of(StatusCodes.Status403Forbidden, "own-proposal"),
                DecideExplanation.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    internal sealed record ExplanationBody(string Text, DateOnly? ProposedDue = null);

    internal sealed record DecisionBody(bool Accept, string? Note = null);
}
