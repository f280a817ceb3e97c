using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Departments;
using Supervision.Operations.Alerts;

namespace Supervision.Functions;

/// <summary>Alerts that concern operations.</summary>
public sealed class OperationFunctions(OperationalAlertStore alerts, AcknowledgeOperationalAlert acknowledge, Gate gate)
{
    private static readonly string[] States = ["open", "ended"];

    [Function("ListOperationalAlerts")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/operations/alerts")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
        {
            var state = request.Query["state"].ToString();
            if (state is not ("" or "open" or "ended"))
            {
                return Problems.Invalid([InputFault.Of("state-unknown", "state", "One of {known}.", ("known", States))]);
            }

            var (continuation, size) = request.Page();
            var (page, next) = await alerts.PageAsync(state == "ended", continuation, size, cancellationToken);
            return Answers.Page(page, next);
        });

    [Function("AcknowledgeOperationalAlert")]
    public Task<IResult> AcknowledgeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/operations/alerts/{operation}/acknowledgement")] HttpRequest request,
        string operation,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer | Role.Director | Role.Administrator, request, async caller =>
            await acknowledge.ExecuteAsync(OperationalAlertId.Parse(operation), caller, cancellationToken) is { } acknowledged
                ? Answers.Ok(acknowledged)
                : Problems.NotFound("operational-alert"));
}
