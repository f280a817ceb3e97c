using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Deliveries;
using Supervision.Identity;
using Supervision.Views;

namespace Supervision.Functions;

/// <summary>What departments deliver, and the review of it.</summary>
public sealed class DeliveryFunctions(UploadReader reader, ReceiveDelivery receive, ReviewDelivery review, DeliveryStore deliveries, ViewStore views, Gate gate)
{
    private const int LongestNote = 2_000;

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

    [Function("ListDeliveries")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/deliveries")] HttpRequest request,
        string department,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Anyone, request, department, async _ =>
        {
            var (continuation, size) = request.Page();
            var (page, next) = await deliveries.PageAsync(DepartmentId.Parse(department), continuation, size, cancellationToken);
            return Answers.Page([.. page.Select(DeliveryReceipt.Of)], next);
        });

    [Function("ListUnmatchedDeliveries")]
    public Task<IResult> ListUnmatchedAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deliveries/unmatched")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
        {
            var (continuation, size) = request.Page();
            var (contents, next) = await views.PageAsync(ViewNames.Unmatched, continuation, size, cancellationToken);
            return Answers.Page([.. contents.Select(content => DeliveryReceipt.Of(Json.Read<Delivery>(content)))], next);
        });

    [Function("GetDelivery")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/deliveries/{delivery}")] HttpRequest request,
        string department,
        string delivery,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Anyone, request, department, async _ =>
            await deliveries.FindAsync(DepartmentId.Parse(department), DeliveryId.Parse(delivery), cancellationToken) is { } found
                ? Answers.Ok(DeliveryReceipt.Of(found.Delivery))
                : Problems.NotFound("delivery"));

    [Function("GetDeliveredFile")]
    public Task<IResult> GetFileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/deliveries/{delivery}/files/{number:int}")] HttpRequest request,
        string department,
        string delivery,
        int number,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Anyone, request, department, async _ =>
        {
            var found = await deliveries.FindAsync(DepartmentId.Parse(department), DeliveryId.Parse(delivery), cancellationToken);
            if (found?.Delivery.Files.ElementAtOrDefault(number - 1) is not { } file)
            {
                return Problems.NotFound("delivery");
            }

            // Always a download, never shown in place: what a department sent must not run in a browser of the office.
            request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Stream(await deliveries.OpenAsync(file, cancellationToken), "application/octet-stream", file.Name);
        });

    [Function("ReviewDelivery")]
    public Task<IResult> ReviewAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/departments/{department}/deliveries/{delivery}/review")] HttpRequest request,
        string department,
        string delivery,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
        {
            var body = await request.JsonAsync<ReviewBody>(cancellationToken);
            if (body.Note?.Length > LongestNote)
            {
                return Problems.Invalid([new Departments.InputFault("text-too-long", "note", $"At most {LongestNote} characters.")]);
            }

            var outcome = await review.ExecuteAsync(
                DepartmentId.Parse(department), DeliveryId.Parse(delivery), body.Decision, body.Note, caller, request.IdempotencyKey(), cancellationToken);
            return outcome switch
            {
                ReviewDelivery.Outcome.Reviewed reviewed => Answers.Ok(reviewed),
                ReviewDelivery.Outcome.Unmatched => Problems.Conflict("delivery-unmatched"),
                ReviewDelivery.Outcome.AlreadyReturned => Problems.Conflict("delivery-already-returned"),
                ReviewDelivery.Outcome.NotFound => Problems.NotFound("delivery"),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        });

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
                    Upload.Whole upload => Answer(
                        await receive.ExecuteAsync(new DeliveryRequest(id, kind, caller.Id, key, upload.Metadata, upload.Files), cancellationToken)),
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

    internal sealed record ReviewBody(ReviewDecision Decision, string? Note = null);
}

/// <summary>Proof given at upload.</summary>
/// <param name="Id">Id of the delivery.</param>
/// <param name="ReceivedAt">The server's time, UTC.</param>
/// <param name="Match">The deadline matched, with f, on time or days late; null when none or several fit.</param>
internal sealed record DeliveryReceipt(
    DeliveryId Id,
    DeliveryKind Kind,
    DepartmentId Department,
    DateTimeOffset ReceivedAt,
    DateOnly ReceivedOn,
    DeliveryMetadata Metadata,
    IReadOnlyList<ReceiptFile> Files,
    string ContentHash,
    DeliveryMatch? Match,
    IReadOnlyList<string> Findings,
    ReviewState Review,
    string? ReviewNote)
{
    public static DeliveryReceipt Of(Delivery delivery) => new(
        delivery.Id,
        delivery.Kind,
        delivery.Department,
        delivery.ReceivedAt,
        delivery.ReceivedOn,
        delivery.Metadata,
        [.. delivery.Files.Select(file => new ReceiptFile(file.Name, file.Length, file.Sha256))],
        delivery.ContentHash,
        delivery.Match,
        delivery.Findings,
        delivery.Review,
        delivery.ReviewNote);
}

/// <param name="Length">Bytes.</param>
/// <param name="Sha256">SHA-256 of the bytes, lower-case hexadecimal.</param>
internal sealed record ReceiptFile(string Name, long Length, string Sha256);
