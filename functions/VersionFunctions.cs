using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Identity;
using Supervision.Obligations.Versions;

namespace Supervision.Functions;

/// <summary>Further versions of a law's text beside those before, and the officers' word on what they change.</summary>
public sealed class VersionFunctions(ReadVersion read, DecideVersion decide, Gate gate)
{
    [Function("GetVersion")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/laws/{law}/versions/{version}")] HttpRequest request,
        string law,
        string version,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
        {
            if (await read.ExecuteAsync(LawId.Parse(law), version, cancellationToken) is not { } view)
            {
                return Problems.NotFound("version");
            }

            request.HttpContext.Response.Headers.ETag = $"\"{view.Tag}\"";
            return Answers.Ok(view);
        });

    [Function("DecideVersion")]
    public Task<IResult> DecideAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws/{law}/versions/{version}/decision")] HttpRequest request,
        string law,
        string version,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var body = await request.JsonAsync<VersionRequest>(cancellationToken);
            return await decide.ExecuteAsync(LawId.Parse(law), version, body, request.Act(caller), cancellationToken) switch
            {
                DecideVersion.Outcome.Decided decided => Answers.Ok(decided),
                DecideVersion.Outcome.AlreadyDecided { On: var on } => Problems.Conflict("version-decided", FaultWords.Of("On {on}.", ("on", on))),
                DecideVersion.Outcome.Superseded { Version: var newer } => Problems.Conflict("version-superseded", FaultWords.Of("By version {version}.", ("version", newer))),
                DecideVersion.Outcome.NotFound => Problems.NotFound("version"),
                DecideVersion.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });
}
