using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Time;
using Supervision.Views;

namespace Supervision.Functions;

/// <summary>Deadlines by department, law and month, and their history.</summary>
public sealed class DeadlineFunctions(
    DeadlineStore deadlines, AlertStore alerts, ReleaseInherited release, ViewStore views, JurisdictionProfile profile, LegislatureClock clock, Gate gate)
{
    [Function("ListDepartmentDeadlines")]
    public Task<IResult> ListByDepartmentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/deadlines")] HttpRequest request,
        string department,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Anyone, request, department, async _ =>
        {
            var (continuation, size) = request.Page();
            var (page, next) = await deadlines.PageOwedAsync(DepartmentId.Parse(department), continuation, size, cancellationToken);
            return Answers.Page(page, next);
        });

    [Function("ListLawDeadlines")]
    public Task<IResult> ListByLawAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/laws/{law}/deadlines")] HttpRequest request,
        string law,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, _ => ListViewAsync(request, ViewNames.Law(LawId.Parse(law)), cancellationToken));

    [Function("ListDueDeadlines")]
    public Task<IResult> ListByMonthAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deadlines/due/{month}")] HttpRequest request,
        string month,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
            DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
                ? await ListViewAsync(request, ViewNames.Due(first), cancellationToken)
                : Problems.NotFound("deadline"));

    [Function("GetDeadline")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deadlines/{deadline}")] HttpRequest request,
        string deadline,
        CancellationToken cancellationToken) =>
        gate.ForOwnersAsync(Role.Anyone, request, deadline.AsDeadlineId(), async _ =>
        {
            var id = DeadlineId.Parse(deadline);
            if (await deadlines.FindAsync(id, cancellationToken) is not { } head)
            {
                return Problems.NotFound("deadline");
            }

            request.HttpContext.Response.Headers.ETag = $"\"{head.Tag}\"";
            return Answers.Ok(new DeadlineView(
                head.State,
                Standings.Of(head.State, clock.Today),
                head.State.DaysLate(clock.Today),
                head.NextLook,
                new HistoryHead(head.Chain.Seq, head.Chain.Hash),
                await alerts.ListAsync(id, cancellationToken),
                AppliedDefault.Of(profile, head.State)));
        });

    [Function("GetDeadlineHistory")]
    public Task<IResult> GetHistoryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/deadlines/{deadline}/history")] HttpRequest request,
        string deadline,
        CancellationToken cancellationToken) =>
        gate.ForOwnersAsync(Role.Anyone, request, deadline.AsDeadlineId(), async _ =>
        {
            var (continuation, size) = request.Page(Requests.WholePage);
            var (contents, next) = await deadlines.PageHistoryAsync(DeadlineId.Parse(deadline), continuation, size, cancellationToken);
            return contents.Count == 0 && continuation is null
                ? Problems.NotFound("deadline")
                : Answers.Page([.. contents.Select(content => JsonNode.Parse(content))], next);
        });

    [Function("ReleaseInherited")]
    public Task<IResult> ReleaseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/deadlines/{deadline}/release")] HttpRequest request,
        string deadline,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Officer, request, async caller =>
            await release.ExecuteAsync(DeadlineId.Parse(deadline), request.Act(caller), cancellationToken) switch
            {
                ReleaseInherited.Outcome.Released released => Answers.Ok(released),
                ReleaseInherited.Outcome.NotInherited => Problems.Conflict("not-inherited"),
                ReleaseInherited.Outcome.NotFound => Problems.NotFound("deadline"),
                _ => throw new System.Diagnostics.UnreachableException(),
            });

    private async Task<IResult> ListViewAsync(HttpRequest request, string partition, CancellationToken cancellationToken)
    {
        var (continuation, size) = request.Page();
        var (contents, next) = await views.PageAsync(partition, continuation, size, cancellationToken);
        return Answers.Page([.. contents.Select(Json.Read<DeadlineSummary>)], next);
    }
}
