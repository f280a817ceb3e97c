using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Operations.Health;

namespace Supervision.Functions;

/// <summary>Whether the program runs, whether it can serve, and how well its work is done.</summary>
public sealed class HealthFunctions(CheckHealth health, Gate gate)
{
    [Function("HealthLive")]
    public Task<IResult> LiveAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health/live")] HttpRequest request) =>
        gate.ForEveryoneAsync(request, () => Task.FromResult(Uncached(request, "live")));

    [Function("HealthReady")]
    public Task<IResult> ReadyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health/ready")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForEveryoneAsync(request, async () => await health.IsReadyAsync(cancellationToken)
            ? Uncached(request, "ready")
            : Problems.Of(StatusCodes.Status503ServiceUnavailable, "not-ready"));

    [Function("HealthDeep")]
    public Task<IResult> DeepAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Administrator, request, async _ =>
        {
            var report = await health.ExecuteAsync(cancellationToken);
            request.HttpContext.Response.Headers.CacheControl = "no-store";
            return report.Status == HealthStatus.Fault
                ? Problems.Of(
                    StatusCodes.Status503ServiceUnavailable, "health-fault", null, new Dictionary<string, object?> { ["health"] = report })
                : Answers.Ok(report);
        });

    /// <summary>Says no more than the word: whoever asks here is not known.</summary>
    private static IResult Uncached(HttpRequest request, string word)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        return Answers.Ok(new HealthWord(word));
    }
}
