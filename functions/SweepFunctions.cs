using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Sweeping;

namespace Supervision.Functions;

/// <summary>Reports of sweeps, and a sweep at once.</summary>
public sealed class SweepFunctions(SweepDeadlines sweep, SweepReportStore reports, Gate gate)
{
    private const int Listed = 20;

    [Function("ListSweeps")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/sweeps")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ => Answers.Page(await reports.ListLatestAsync(Listed, cancellationToken), null));

    [Function("SweepNow")]
    public Task<IResult> SweepAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/sweeps")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Administrator, request, async _ => Answers.Ok(await sweep.ExecuteAsync(null, cancellationToken)));
}
