using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Functions;

/// <summary>
/// The one place where callers are authenticated and authorised and where faults become problem details. What no route opens to a role
/// stays closed.
/// </summary>
public sealed partial class Gate(
    Authentication authentication, CallerLimits limits, OwedDeadlines owed, Successions successions, LegislatureClock clock, ILogger<Gate> logger)
{
    /// <inheritdoc cref="Authentication.Cookie"/>
    public const string Cookie = Authentication.Cookie;

    /// <inheritdoc cref="Authentication.KeyHeader"/>
    public const string KeyHeader = Authentication.KeyHeader;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Lets callers with one of the roles act.</summary>
    public Task<IResult> ForAsync(Role roles, HttpRequest request, Func<Caller, Task<IResult>> act) => ForAsync(roles, request, null, act);

    /// <summary>Lets callers with one of the roles act for a department: its own callers, and staff.</summary>
    public Task<IResult> ForAsync(Role roles, HttpRequest request, string? department, Func<Caller, Task<IResult>> act) =>
        ForAsync(authentication.FindAsync, roles, request, department, act);

    /// <summary>The same for a form that a page of this site sent: there the browser's cookie may act.</summary>
    public Task<IResult> ForFormAsync(Role roles, HttpRequest request, string? department, Func<Caller, Task<IResult>> act) =>
        ForAsync(authentication.FindOfFormAsync, roles, request, department, act);

    /// <summary>The same for what scripts of departments call with their keys and the script of a page of this site with the browser's cookie.</summary>
    public Task<IResult> ForKeyOrPageAsync(Role roles, HttpRequest request, string? department, Func<Caller, Task<IResult>> act) =>
        ForAsync(authentication.FindOfKeyOrPageAsync, roles, request, department, act);

    private async Task<IResult> ForAsync(
        Func<HttpRequest, Task<Found>> find, Role roles, HttpRequest request, string? department, Func<Caller, Task<IResult>> act)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(act);
        var requestId = RequestIds.Of(request.HttpContext);
        using var scope = logger.BeginScope(new Dictionary<string, object> { ["RequestId"] = requestId });
        try
        {
            var found = await find(request);
            if (found.Caller is not { } caller)
            {
                return RefuseUnknown(request, found.Refusal);
            }

            if (limits.Wait(caller.Id) is { } wait)
            {
                Refusals.Count("rate-limited");
                return Problems.TooOften(wait);
            }

            if ((caller.Roles & roles) == 0)
            {
                return Refuse("forbidden", caller, request);
            }

            if (department is not null
                && !(DepartmentId.TryParse(department, out var id)
                    ? caller.MayActFor(id) || await HasTakenOverAsync(caller, id, request)
                    : caller.IsStaff))
            {
                return Refuse("not-your-department", caller, request);
            }

            var noted = authentication.NoteUseAsync(caller, request.HttpContext.RequestAborted);
            var answer = await act(caller);
            await noted;
            return answer;
        }
        catch (Exception fault) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Translate(fault, request);
        }
    }

    /// <summary>Lets staff, and callers of the departments that owe a deadline, alone or jointly, see what concerns it.</summary>
    /// <param name="deadline">The deadline, or null where the request names none that could be: then only staff learn more.</param>
    public Task<IResult> ForOwnersAsync(Role roles, HttpRequest request, DeadlineId? deadline, Func<Caller, Task<IResult>> act) =>
        ForAsync(roles, request, async caller =>
        {
            if (caller.IsStaff
                || (deadline is { } id && caller.Department is { } department && await owed.OwesAsync(department, id, request.HttpContext.RequestAborted)))
            {
                return await act(caller);
            }

            return Refuse("not-your-department", caller, request);
        });

    /// <summary>
    /// A successor sees what the department before it delivered; who took over only a share of its duties sees single deadlines and is let in
    /// to deliver: whether it owes the deadline in question is asked where that is known.
    /// </summary>
    private async Task<bool> HasTakenOverAsync(Caller caller, DepartmentId department, HttpRequest request) =>
        caller.Department is { } heir
        && await successions.HasTakenOverAsync(heir, department, HttpMethods.IsGet(request.Method), clock.Today, request.HttpContext.RequestAborted);

    /// <summary>The few routes that are open to everyone, such as signing in: only faults are translated.</summary>
    public async Task<IResult> ForEveryoneAsync(HttpRequest request, Func<Task<IResult>> act)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(act);
        RequestIds.Of(request.HttpContext);
        try
        {
            return await act();
        }
        catch (Exception fault) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Translate(fault, request);
        }
    }

    private IResult RefuseUnknown(HttpRequest request, string? refusal)
    {
        Refusals.Count(refusal ?? "unauthenticated");
        if (refusal is not null && limits.WaitAfterRefusal(request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "") is { } wait)
        {
            return Problems.TooOften(wait);
        }

        return Problems.Of(StatusCodes.Status401Unauthorized, refusal == "token-expired" ? refusal : "unauthenticated");
    }

    private IResult Refuse(string code, Caller caller, HttpRequest request)
    {
        Refusals.Count(code);
        LogRefused(caller.Id, request.Method, request.Path);
        return Problems.Of(StatusCodes.Status403Forbidden, code);
    }

    private IResult Translate(Exception fault, HttpRequest request)
    {
        switch (fault)
        {
            case InvalidIdException id:
                return Problems.NotFound(id.Kind.Replace(" id", "", StringComparison.Ordinal));
            case InvalidJsonException json:
                return Problems.Of(StatusCodes.Status400BadRequest, "json-invalid", json.Path is { } path ? FaultWords.Of("At {path}.", ("path", path)) : null);
            case InvalidContinuationException:
                return Problems.Of(StatusCodes.Status400BadRequest, "request-invalid");
            case InvalidRequestException invalid:
                return Problems.Of(StatusCodes.Status400BadRequest, invalid.Code);
            case IdempotencyKeyReusedException:
                return Problems.Of(StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused");
            case StateChangedException changed:
                request.HttpContext.Response.Headers.ETag = changed.Tag is null ? default : Answers.ETagOf(changed.Tag);
                return Problems.Of(StatusCodes.Status412PreconditionFailed, "state-changed");
            case PreconditionRequiredException:
                return Problems.Of(StatusCodes.Status428PreconditionRequired, "precondition-required");
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Problems.Of(StatusCodes.Status413PayloadTooLarge, "too-large");
            case BadHttpRequestException bad:
                return Problems.Of(bad.StatusCode, "request-invalid");
            case IssuerUnreachableException:
                return Problems.Busy(RetryAfter);
            case DecisionContendedException or RequestFailedException or AggregateException or TimeoutException when IsPassing(fault):
                LogStorage(request.Method, request.Path, fault);
                return Problems.Busy(RetryAfter);
            default:
                LogFailed(request.Method, request.Path, fault);
                return Problems.Of(StatusCodes.Status500InternalServerError, "internal");
        }
    }

    private static bool IsPassing(Exception fault) => fault is DecisionContendedException || StorageFaults.MeansReread(fault);

    [LoggerMessage(LogLevel.Warning, "{Caller} was refused: {Method} {Path}")]
    private partial void LogRefused(string caller, string method, PathString path);

    [LoggerMessage(LogLevel.Warning, "Storage did not let {Method} {Path} through.")]
    private partial void LogStorage(string method, PathString path, Exception fault);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed.")]
    private partial void LogFailed(string method, PathString path, Exception fault);
}

/// <summary>A request whose shape is wrong in a way that has a code of its own.</summary>
public sealed class InvalidRequestException(string code) : Exception(code)
{
    public string Code { get; } = code;
}
