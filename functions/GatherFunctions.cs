using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Gathering;

namespace Supervision.Functions;

/// <summary>Sources that are gathered from, and what of them was not taken.</summary>
public sealed class GatherFunctions(GatherReports gather, SourceStore sources, Gate gate)
{
    [Function("GatherReports")]
    public Task RunAsync([TimerTrigger("%Schedules:Gather%")] TimerInfo timer, CancellationToken cancellationToken) =>
        gather.ExecuteAsync(cancellationToken);

    [Function("ListSources")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/sources")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ => Answers.Page(await sources.ListAsync(cancellationToken), null));

    [Function("ListItemsNotTaken")]
    public Task<IResult> ListNotTakenAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/sources/{source}/not-taken")] HttpRequest request,
        string source,
        CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Staff, request, async _ =>
        {
            if (source.Length > 40 || source.Any(character => !char.IsAsciiLetterOrDigit(character) && character != '_')
                || await sources.FindAsync(source, cancellationToken) is null)
            {
                return Problems.NotFound("source");
            }

            var (continuation, size) = request.Page();
            var (page, next) = await sources.PageNotTakenAsync(source, continuation, size, cancellationToken);
            return Answers.Page(page, next);
        });

    [Function("GatherNow")]
    public Task<IResult> GatherAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/sources/gathering")] HttpRequest request, CancellationToken cancellationToken) =>
        gate.ForAsync(Role.Administrator, request, async _ => Answers.Page(await gather.ExecuteAsync(cancellationToken), null));
}
