using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Deliveries;
using Supervision.Identity;

namespace Supervision.Functions;

/// <summary>Reports and rules come in.</summary>
public sealed class UploadFunctions(UploadReader reader, TakeDelivery take, Gate gate)
{
    [Function("UploadReport")]
    public Task<IResult> UploadReportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/departments/{department}/reports")] HttpRequest request,
        string department,
        CancellationToken cancellationToken) =>
        ReceiveAsync(request, department, DeliveryKind.Report, cancellationToken);

    [Function("UploadRule")]
    public Task<IResult> UploadRuleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/departments/{department}/rules")] HttpRequest request,
        string department,
        CancellationToken cancellationToken) =>
        ReceiveAsync(request, department, DeliveryKind.Rule, cancellationToken);

    private Task<IResult> ReceiveAsync(HttpRequest request, string department, DeliveryKind kind, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Department | Role.Officer, request, department, async caller =>
        {
            var id = DepartmentId.Parse(department);
            var key = request.IdempotencyKey();
            var spools = new List<IAsyncDisposable>();
            try
            {
                return await reader.ReadAsync(request, kind, spools, cancellationToken) switch
                {
                    Upload.Whole upload => Answer(await take.ExecuteAsync(
                        new DeliveryRequest(id, kind, caller.Id, key, upload.Metadata, upload.Files), nobodyConfirms: false, cancellationToken)),
                    Upload.WrongType { Detail: var detail } => Problems.Of(StatusCodes.Status415UnsupportedMediaType, "wrong-type", detail),
                    Upload.TooLarge { MostBytes: var most } => Problems.Of(
                        StatusCodes.Status413PayloadTooLarge, "too-large", null, new Dictionary<string, object?> { ["mostBytes"] = most }),
                    Upload.Invalid { Faults: var faults } => Problems.Invalid(faults),
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
            }
            finally
            {
                foreach (var spool in spools)
                {
                    await spool.DisposeAsync();
                }
            }
        });

    private static IResult Answer(TakeDelivery.Outcome outcome) => outcome switch
    {
        TakeDelivery.Outcome.Judged { Receipt: var receipt } => Answer(receipt),
        TakeDelivery.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
        TakeDelivery.Outcome.Unconfirmed { Warnings: var warnings } => Problems.Unconfirmed(warnings),
        TakeDelivery.Outcome.NotScanned => Problems.NotScanned(),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IResult Answer(ReceiveDelivery.Outcome outcome) => outcome switch
    {
        ReceiveDelivery.Outcome.Received { Delivery: var delivery, Repeated: false } =>
            Answers.Created($"/api/departments/{delivery.Department}/deliveries/{delivery.Id}", DeliveryReceipt.Of(delivery)),
        ReceiveDelivery.Outcome.Received { Delivery: var delivery } => Answers.Ok(DeliveryReceipt.Of(delivery)),
        ReceiveDelivery.Outcome.Invalid { Faults: var faults } => Problems.Invalid(faults),
        ReceiveDelivery.Outcome.UnknownDepartment => Problems.NotFound("department"),
        ReceiveDelivery.Outcome.KeyReused => Problems.Of(StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused"),
        ReceiveDelivery.Outcome.TooMany => Problems.Conflict("too-many-deliveries"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
