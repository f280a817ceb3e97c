using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Deadlines.Chains;
using Supervision.Identity;
using Supervision.Obligations;

namespace Supervision.Functions;

/// <summary>What becomes of a law's obligations: added by hand, ended, and rules reviewed because the law changed.</summary>
public sealed class LawChangeFunctions(AddObligation add, EndObligations end, RecordHigherLawChange change, Gate gate)
{
    [Function("AddObligation")]
    public Task<IResult> AddAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws/{law}/obligations")] HttpRequest request,
        string law,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
            await add.ExecuteAsync(LawId.Parse(law), await request.JsonAsync<AdditionRequest>(cancellationToken), request.Act(caller), cancellationToken) switch
            {
                AddObligation.Outcome.Added { Obligation: var added } => Answers.Ok(added),
                AddObligation.Outcome.NotFound => Problems.NotFound("law"),
                AddObligation.Outcome.Ended => Problems.Conflict("obligation-ended"),
                AddObligation.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            });

    /// <summary>Repeals a law, or ends the obligations whose provision has gone.</summary>
    [Function("EndObligations")]
    public Task<IResult> EndAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws/{law}/ending")] HttpRequest request,
        string law,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var body = await request.JsonAsync<EndingRequest>(cancellationToken);
            return await end.ExecuteAsync(LawId.Parse(law), body, request.Act(caller), cancellationToken) switch
            {
                EndObligations.Outcome.Ending ending => Answers.Ok(ending),
                EndObligations.Outcome.NotFound => Problems.NotFound("law"),
                EndObligations.Outcome.AlreadyRepealed => Problems.Conflict("already-repealed"),
                EndObligations.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("RecordHigherLawChange")]
    public Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/laws/{law}/changes")] HttpRequest request,
        string law,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var body = await request.JsonAsync<ChangeBody>(cancellationToken);
            return await change.ExecuteAsync(LawId.Parse(law), body.Changed, request.Act(caller), cancellationToken) switch
            {
                RecordHigherLawChange.Outcome.Recorded recorded => Answers.Ok(recorded),
                RecordHigherLawChange.Outcome.NotFound => Problems.NotFound("law"),
                RecordHigherLawChange.Outcome.NoPeriod => Problems.Conflict("profile-no-period"),
                RecordHigherLawChange.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    internal sealed record ChangeBody(DateOnly Changed);
}
