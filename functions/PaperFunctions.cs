using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Identity;
using Supervision.Papers;

namespace Supervision.Functions;

/// <summary>Texts that the history of a deadline points to.</summary>
public sealed class PaperFunctions(ReadPaper read, Gate gate)
{
    [Function("GetPaper")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deadlines/{deadline}/papers/{paper}")] HttpRequest request,
        string deadline,
        string paper,
        CancellationToken cancellationToken) =>
        gate.ForOwnersAsync(Role.Anyone, request, deadline.AsDeadlineId(), async caller =>
            await read.ExecuteAsync(DeadlineId.Parse(deadline), paper, caller.IsStaff, cancellationToken) switch
        {
            ReadPaper.Outcome.Found found => Answers.Ok(found),
            ReadPaper.Outcome.Removed => Problems.Removed(),
            ReadPaper.Outcome.NotFound => Problems.NotFound("paper"),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
}
