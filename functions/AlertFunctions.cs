using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Views;

namespace Supervision.Functions;

/// <summary>Supervision alerts.</summary>
public sealed class AlertFunctions(
    AlertStore alerts, DeadlineStore deadlines, AcknowledgeAlert acknowledge, ViewStore views, JurisdictionProfile profile, Gate gate)
{
    [Function("ListOpenAlerts")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/alerts")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
        {
            var committee = request.Query["committee"].ToString() is { Length: > 0 } asked ? asked : profile.DefaultCommittee;
            if (ChangeCommittee.FaultOf(committee, profile) is { } unknown)
            {
                return Problems.Invalid([unknown]);
            }

            var (continuation, size) = request.Page();
            var (contents, next) = await views.PageAsync(ViewNames.OpenAlerts(committee), continuation, size, cancellationToken);
            return Answers.Page([.. contents.Select(Json.Read<DeadlineSummary>)], next);
        });

    [Function("GetAlert")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/alerts/{alert}")] HttpRequest request,
        string alert,
        CancellationToken cancellationToken) =>
        gate.ForOwnersAsync(Role.Anyone, request, DeadlineOf(alert), async _ =>
            await alerts.FindAsync(AlertId.Parse(alert), cancellationToken) is { } found
            && await deadlines.FindAsync(found.Id.Deadline, cancellationToken) is { Tag: var tag }
                ? Answers.Tagged(request, tag, found)
                : Problems.NotFound("alert"));

    [Function("AcknowledgeAlert")]
    public Task<IResult> AcknowledgeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/alerts/{alert}/acknowledgement")] HttpRequest request,
        string alert,
        CancellationToken cancellationToken) =>
        gate.ForOwnersAsync(Role.Department | Role.Officer, request, DeadlineOf(alert), async caller =>
            await acknowledge.ExecuteAsync(AlertId.Parse(alert), request.Act(caller), cancellationToken) switch
            {
                AcknowledgeAlert.Outcome.Acknowledged acknowledged => Answers.Ok(acknowledged),
                AcknowledgeAlert.Outcome.Ended => Problems.Conflict("alert-ended"),
                AcknowledgeAlert.Outcome.NotFound => Problems.NotFound("alert"),
                _ => throw new System.Diagnostics.UnreachableException(),
            });

    private static DeadlineId? DeadlineOf(string alert) => AlertId.TryParse(alert, out var id) ? id.Deadline : null;
}
