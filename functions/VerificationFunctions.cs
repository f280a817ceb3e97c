using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.History;
using Supervision.Identity;

namespace Supervision.Functions;

/// <summary>Checks of history: chains recomputed and compared with states, papers, delivered files and sealed digests.</summary>
public sealed class VerificationFunctions(VerifyHistory verify, Gate gate)
{
    /// <summary>A chain may cost a blob for each paper, file and day: a request must end long before the platform ends it.</summary>
    private const int MostChains = 50;

    [Function("VerifyDeadlineHistory")]
    public Task<IResult> VerifyDeadlineAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deadlines/{deadline}/verification")] HttpRequest request,
        string deadline,
        CancellationToken cancellationToken) =>
        gate.ForOwnersAsync(Role.Anyone, request, DeadlineId.TryParse(deadline, out var owned) ? owned : null, async _ =>
            await verify.ExecuteAsync(DeadlineId.Parse(deadline), cancellationToken) is { } verification
                ? Answers.Ok(verification)
                : Problems.NotFound("deadline"));

    [Function("VerifyDepartmentHistory")]
    public Task<IResult> VerifyDepartmentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/verification")] HttpRequest request,
        string department,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Anyone, request, department, async _ =>
        {
            var (continuation, size) = request.Page();
            return Answers.Ok(await verify.ExecuteAsync(
                DepartmentId.Parse(department), continuation, Math.Min(size, MostChains), cancellationToken));
        });
}
