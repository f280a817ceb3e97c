using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Departments;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Papers;

namespace Supervision.Functions;

/// <summary>Removal of contents by decision: an administrator proposes, a director who is another person decides.</summary>
public sealed class RemovalFunctions(RemovalStore removals, ProposeRemoval propose, DecideRemoval decide, PaperStore papers, Gate gate)
{
    [Function("ProposeRemoval")]
    public Task<IResult> ProposeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/removals")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Administrator, request, async caller =>
        {
            var body = await request.JsonAsync<RemovalBody>(cancellationToken);
            if (body.Target is not { } target)
            {
                return Problems.Invalid([InputFault.Of("target-one", "deadline", "Name deadline and paper, or department, delivery and file or paper, or department, removal and paper.")]);
            }

            return await propose.ExecuteAsync(target, body.Reason, caller, cancellationToken, request.IdempotencyKey()) switch
            {
                ProposeRemoval.Outcome.Proposed { Removal: var removal } =>
                    Answers.Created($"/api/departments/{removal.Target.Home}/removals/{removal.Id}", removal),
                ProposeRemoval.Outcome.NotFound => Problems.NotFound("content"),
                ProposeRemoval.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    [Function("ListRemovals")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/removals")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Director | Role.Administrator, request, async _ =>
        {
            var (continuation, size) = request.Page();
            var (page, next) = await removals.PageAsync(continuation, size, cancellationToken);
            return Answers.Page(page, next);
        });

    [Function("GetRemoval")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/removals/{removal}")] HttpRequest request,
        string department,
        string removal,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Director | Role.Administrator, request, async _ =>
            await removals.FindAsync(DepartmentId.Parse(department), RemovalId.Parse(removal), cancellationToken) is { Removal: var found } head
                ? Answers.Tagged(request, head.Tag, new ReasonedRemoval(
                    found,
                    await removals.IsRemovedAsync(found.Target.Home, found.Reason.Id, cancellationToken) ? null : await papers.FindAsync(found.Reason, cancellationToken)))
                : Problems.NotFound("removal"));

    [Function("DecideRemoval")]
    public Task<IResult> DecideAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/departments/{department}/removals/{removal}/decision")] HttpRequest request,
        string department,
        string removal,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Director, request, async caller =>
        {
            var body = await request.JsonAsync<DecisionBody>(cancellationToken);
            return await decide.ExecuteAsync(
                DepartmentId.Parse(department), RemovalId.Parse(removal), body.Confirm, body.Note, request.Act(caller), cancellationToken) switch
            {
                DecideRemoval.Outcome.Decided { Removal: var decided } => Answers.Ok(decided),
                DecideRemoval.Outcome.NotFound => Problems.NotFound("removal"),
                DecideRemoval.Outcome.OwnProposal => Problems.Of(StatusCodes.Status403Forbidden, "own-proposal"),
                DecideRemoval.Outcome.AlreadyDecided => Problems.Conflict("already-decided"),
                DecideRemoval.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

    internal sealed record RemovalBody(
        string Reason,
        DeadlineId? Deadline = null,
        string? Paper = null,
        DepartmentId? Department = null,
        DeliveryId? Delivery = null,
        int? File = null,
        RemovalId? Removal = null)
    {
        /// <summary>What is named, or null where it is neither a paper nor a file, or both.</summary>
        public RemovalTarget? Target => this switch
        {
            { Deadline: { } deadline, Paper: { } paper, Department: null, Delivery: null, File: null, Removal: null } when PaperRefs.IsId(paper) =>
                RemovalTarget.Paper(deadline, paper),
            { Deadline: null, Paper: null, Department: { } department, Delivery: { } delivery, File: { } file, Removal: null } =>
                RemovalTarget.File(department, delivery, file),
            { Deadline: null, Paper: { } paper, Department: { } department, Delivery: { } delivery, File: null, Removal: null } when PaperRefs.IsId(paper) =>
                RemovalTarget.Paper(department, delivery, paper),
            { Deadline: null, Paper: { } paper, Department: { } department, Delivery: null, File: null, Removal: { } removal } when PaperRefs.IsId(paper) =>
                RemovalTarget.Paper(department, removal, paper),
            _ => null,
        };
    }

    internal sealed record DecisionBody(bool Confirm, string? Note = null);
}
