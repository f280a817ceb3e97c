using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Identity;
using Supervision.Laws;

namespace Supervision.Functions;

/// <summary>What the register says of a law, set right by an officer.</summary>
public sealed class LawCorrectionFunctions(CorrectLaw correct, Gate gate)
{
    [Function("CorrectLaw")]
    public Task<IResult> CorrectAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws/{law}/correction")] HttpRequest request,
        string law,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var body = await request.JsonAsync<LawCorrectionRequest>(cancellationToken);
            return await correct.ExecuteAsync(LawId.Parse(law), body, request.Act(caller), cancellationToken) switch
            {
                CorrectLaw.Outcome.Corrected corrected => Answers.Ok(corrected),
                CorrectLaw.Outcome.NotFound => Problems.NotFound("law"),
                CorrectLaw.Outcome.TooMany => Problems.Conflict("law-corrections-full"),
                CorrectLaw.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });
}
