using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Supervision.LocalHost.Http;

/// <summary>Which HTTP methods an endpoint takes; none named means all.</summary>
internal sealed record FunctionMethods(IReadOnlySet<string> Names)
{
    public bool Take(string method) => Names.Count == 0 || Names.Contains(method);
}

/// <summary>
/// Passes over endpoints that do not take the request's method, so that a broader route may answer, or none: 404, as on the genuine host.
/// ASP.NET Core's own policy would answer 405.
/// </summary>
internal sealed class FunctionMethodPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(e => e.Metadata.GetMetadata<FunctionMethods>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && candidates[i].Endpoint.Metadata.GetMetadata<FunctionMethods>() is { } methods
                && !methods.Take(httpContext.Request.Method))
            {
                candidates.SetValidity(i, false);
            }
        }

        return Task.CompletedTask;
    }
}
