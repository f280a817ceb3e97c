using Microsoft.AspNetCore.Http;
using Supervision.Access;
using Supervision.Identity;
using Supervision.Mail.Calendar;

namespace Supervision.Functions;

/// <summary>A department's due dates as a calendar feed.</summary>
public sealed class CalendarFunctions(CalendarFeeds feeds, Gate gate)
{
    /// <summary>
    /// Calendar programs cannot send a bearer key; they ask for a name and a password (RFC 7617). The name is free, the password is the key:
    /// so no key stands in an address.
    /// </summary>
    [Function("GetCalendarOfDepartment")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/departments/{department}/calendar")] HttpRequest request,
        string department,
        CancellationToken cancellationToken)
    {
        var answer = await gate.ForAsync(Role.Anyone, request, department, async _ =>
        {
            return await feeds.FeedAsync(DepartmentId.Parse(department), RequestLanguage.Of(request), cancellationToken) is { } feed
                ? new FeedAnswer(feed)
                : Problems.NotFound("department");
        });
        return answer is IProblemResult { Status: StatusCodes.Status401Unauthorized } ? new AskForPassword(answer) : answer;
    }

    private sealed class FeedAnswer(string feed) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = CalendarFeeds.ContentType;
            response.Headers.CacheControl = "private, max-age=900";
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.ContentDisposition = "inline; filename=deadlines.ics";
            await response.WriteAsync(feed, httpContext.RequestAborted);
        }
    }

    private sealed class AskForPassword(IResult inner) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.OnStarting(() =>
            {
                httpContext.Response.Headers.WWWAuthenticate = "Basic realm=\"supervision\", charset=\"UTF-8\"";
                return Task.CompletedTask;
            });
            return inner.ExecuteAsync(httpContext);
        }
    }
}
