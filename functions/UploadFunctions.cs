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
                    Upload.Whole upload => UploadAnswers.Of(await take.ExecuteAsync(
                        new DeliveryRequest(id, kind, caller.Id, key, upload.Metadata, upload.Files, Heir: caller.HeirAt(id)),
                        nobodyConfirms: false,
                        cancellationToken)),
                    Upload.WrongType { Why: var why } => UploadAnswers.WrongType(why),
                    Upload.TooLarge { MostBytes: var most } => UploadAnswers.TooLarge(most),
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
}
