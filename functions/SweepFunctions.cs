using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Sweeping;

namespace Supervision.Functions;

/// <summary>Reports of sweeps, and a sweep at once.</summary>
public sealed class SweepFunctions(SweepDeadlines sweep, SweepReportStore reports, Gate gate)
{
    [Function("ListSweeps")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/sweeps")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
        {
            var (continuation, size) = request.Page();
            var (page, next) = await reports.PageAsync(continuation, size, cancellationToken);
            return Answers.Page(page, next);
        });

    [Function("SweepNow")]
    public Task<IResult> SweepAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/sweeps")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Administrator, request, async _ => Answers.Ok(await sweep.ExecuteAsync(null, cancellationToken)));
}
