using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Identity;
using Supervision.Laws;

namespace Supervision.Functions;

/// <summary>Which committee of the congress is in charge of a law.</summary>
public sealed class CommitteeFunctions(ChangeCommittee change, Gate gate)
{
    [Function("ChangeCommittee")]
    public Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws/{law}/committee")] HttpRequest request,
        string law,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer | Role.Director, request, async caller =>
        {
            var body = await request.JsonAsync<CommitteeBody>(cancellationToken);
            return await change.ExecuteAsync(LawId.Parse(law), body.Committee, request.Act(caller), cancellationToken) switch
            {
                ChangeCommittee.Outcome.Changed changed => Answers.Ok(changed),
                ChangeCommittee.Outcome.NotFound => Problems.NotFound("law"),
                ChangeCommittee.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    internal sealed record CommitteeBody(string Committee);
}
