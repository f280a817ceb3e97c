using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Deliveries;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Views;

namespace Supervision.Functions;

/// <summary>What departments delivered.</summary>
public sealed class DeliveryFunctions(DeliveryStore deliveries, DeliveryTags tags, RemovalStore removals, ViewStore views, Gate gate)
{
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

    [Function("ListDeliveriesToReview")]
    public Task<IResult> ListToReviewAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deliveries/to-review")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
        {
            var (continuation, size) = request.Page();
            var (contents, next) = await views.PageAsync([StandingLists.ToReview], continuation, size, cancellationToken);
            return Answers.Page([.. contents.Select(Json.Read<DeadlineSummary>)], next);
        });

    [Function("GetDelivery")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/deliveries/{delivery}")] HttpRequest request,
        string department,
        string delivery,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Anyone, request, department, async _ =>
        {
            if (await deliveries.FindAsync(DepartmentId.Parse(department), DeliveryId.Parse(delivery), cancellationToken) is not { Delivery: var found })
            {
                return Problems.NotFound("delivery");
            }

            var tag = tags.OfAsync(found, cancellationToken);
            var removed = removals.ListRemovedAsync(found.Department, $"{found.Id}-", cancellationToken);
            await Task.WhenAll(tag, removed);
            return Answers.Tagged(request, await tag, DeliveryReceipt.Of(found, await removed));
        });

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
            return await removals.IsRemovedAsync(DepartmentId.Parse(department), RemovalTarget.FileKey(found.Value.Delivery.Id, number), cancellationToken)
                ? Problems.Removed()
                : Results.Stream(await deliveries.OpenAsync(file, cancellationToken), "application/octet-stream", file.Name);
        });
}
