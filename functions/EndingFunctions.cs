using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations;

namespace Supervision.Functions;

/// <summary>Repeals and ended provisions on record, and the withdrawal of one that was recorded by mistake.</summary>
public sealed class EndingFunctions(LawStore laws, WithdrawEnding withdraw, Gate gate)
{
    [Function("ListEndings")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/laws/{law}/endings")] HttpRequest request,
        string law,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
        {
            var (continuation, size) = request.Page(Requests.WholePage);
            if (await laws.FindAsync(LawId.Parse(law), cancellationToken) is null)
            {
                return Problems.NotFound("law");
            }

            var (endings, next) = await laws.PageEndingsAsync(LawId.Parse(law), continuation, size, cancellationToken);
            return Answers.Page(endings, next);
        });

    [Function("WithdrawEnding")]
    public Task<IResult> WithdrawAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws/{law}/endings/{ending}/withdrawal")] HttpRequest request,
        string law,
        string ending,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer | Role.Director, request, async caller =>
        {
            var body = await request.JsonAsync<StepFunctions.ReasonBody>(cancellationToken);
            return await withdraw.ExecuteAsync(LawId.Parse(law), ending, body.Reason, request.Act(caller), cancellationToken) switch
            {
                WithdrawEnding.Outcome.Withdrawn withdrawn => Answers.Ok(withdrawn),
                WithdrawEnding.Outcome.NotFound => Problems.NotFound("law"),
                WithdrawEnding.Outcome.NoSuchEnding => Problems.NotFound("ending"),
                WithdrawEnding.Outcome.OwnEnding => Problems.Of(StatusCodes.Status403Forbidden, "own-ending"),
                WithdrawEnding.Outcome.Forbidden => Problems.Of(StatusCodes.Status403Forbidden, "forbidden"),
                WithdrawEnding.Outcome.AlreadyWithdrawn => Problems.Conflict("ending-withdrawn"),
                WithdrawEnding.Outcome.Followed { By: var numbers } => Problems.Of(
                    StatusCodes.Status409Conflict, "ending-followed", more: new Dictionary<string, object?> { ["obligations"] = numbers }),
                WithdrawEnding.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });
}
