using System.Text.Json;
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
public sealed partial class Gate(AccessKeys keys, DeadlineStore deadlines, Successions successions, LegislatureClock clock, ILogger<Gate> logger)
{
    /// <summary>The cookie in which a browser keeps its key. Only pages and reads accept it: no other site can make it act.</summary>
    public const string Cookie = "supervision-key";

    /// <summary>Carries a key where a platform in front of the functions keeps the Authorization header for tokens of its own.</summary>
    public const string KeyHeader = "X-Supervision-Key";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Lets callers with one of the roles act.</summary>
    public Task<IResult> ForAsync(Role roles, HttpRequest request, Func<Caller, Task<IResult>> act) => ForAsync(roles, request, null, act);

    /// <summary>Lets callers with one of the roles act for a department: its own callers, and staff.</summary>
    public async Task<IResult> ForAsync(Role roles, HttpRequest request, string? department, Func<Caller, Task<IResult>> act)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            if (await FindCallerAsync(request) is not { } caller)
            {
                return Problems.Of(StatusCodes.Status401Unauthorized, "unauthenticated");
            }

            if ((caller.Roles & roles) == 0)
            {
                LogRefused(caller.Id, request.Method, request.Path);
                return Problems.Of(StatusCodes.Status403Forbidden, "forbidden");
            }

            if (department is not null
                && !(DepartmentId.TryParse(department, out var id)
                    ? caller.MayActFor(id) || await HasTakenOverAsync(caller, id, request)
                    : caller.IsStaff))
            {
                LogRefused(caller.Id, request.Method, request.Path);
                return Problems.Of(StatusCodes.Status403Forbidden, "not-your-department");
            }

            return await act(caller);
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
                || (deadline is { } id && caller.Department is { } department
                    && (department == id.Home
                        || await deadlines.IsJointAsync(department, id, request.HttpContext.RequestAborted)
                        || await successions.ResolveAsync(id.Home, id.Obligation, clock.Today, request.HttpContext.RequestAborted) == department)))
            {
                return await act(caller);
            }

            LogRefused(caller.Id, request.Method, request.Path);
            return Problems.Of(StatusCodes.Status403Forbidden, "not-your-department");
        });

    /// <summary>
    /// A successor sees what the department before it delivered; who took over only a share of its duties delivers there and sees single
    /// deadlines.
    /// </summary>
    private async Task<bool> HasTakenOverAsync(Caller caller, DepartmentId department, HttpRequest request) =>
        caller.Department is { } heir
        && await successions.HasTakenOverAsync(heir, department, HttpMethods.IsGet(request.Method), clock.Today, request.HttpContext.RequestAborted);

    /// <summary>The few routes that are open to everyone, such as signing in: only faults are translated.</summary>
    public async Task<IResult> ForEveryoneAsync(HttpRequest request, Func<Task<IResult>> act)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(act);
        try
        {
            return await act();
        }
        catch (Exception fault) when (!request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Translate(fault, request);
        }
    }

    /// <summary>Who calls, or null: the key in the Authorization header or the product's own, for reads also the browser's cookie.</summary>
    public async Task<Caller?> FindCallerAsync(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        const string Bearer = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return await keys.AuthenticateAsync(header[Bearer.Length..].Trim(), request.HttpContext.RequestAborted);
        }

        // For calendar programs, which ask people for a name and a password; reads only, as with the cookie.
        const string Basic = "Basic ";
        if (header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && HttpMethods.IsGet(request.Method))
        {
            return await keys.AuthenticateAsync(PasswordOf(header[Basic.Length..].Trim()), request.HttpContext.RequestAborted);
        }

        if (request.Headers.TryGetValue(KeyHeader, out var key) && key.Count == 1)
        {
            return await keys.AuthenticateAsync(key.ToString().Trim(), request.HttpContext.RequestAborted);
        }

        return HttpMethods.IsGet(request.Method) && request.Cookies.TryGetValue(Cookie, out var cookie) && cookie is not null
            ? await keys.AuthenticateAsync(cookie, request.HttpContext.RequestAborted)
            : null;
    }

    /// <summary>The password of RFC 7617 credentials; empty when they are none.</summary>
    private static string PasswordOf(string credentials)
    {
        var bytes = new byte[credentials.Length];
        return Convert.TryFromBase64String(credentials, bytes, out var length)
            && System.Text.Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password]
                ? password
                : "";
    }

    private IResult Translate(Exception fault, HttpRequest request)
    {
        switch (fault)
        {
            case InvalidIdException id:
                return Problems.NotFound(id.Kind.Replace(" id", "", StringComparison.Ordinal));
            case JsonException json:
                return Problems.Of(StatusCodes.Status400BadRequest, "json-invalid", json.Path is { } path ? $"At {path}." : null);
            case InvalidContinuationException:
                return Problems.Of(StatusCodes.Status400BadRequest, "request-invalid");
            case InvalidRequestException invalid:
                return Problems.Of(StatusCodes.Status400BadRequest, invalid.Code);
            case IdempotencyKeyReusedException:
                return Problems.Of(StatusCodes.Status422UnprocessableEntity, "idempotency-key-reused");
            case StateChangedException changed:
                request.HttpContext.Response.Headers.ETag = $"\"{changed.Tag}\"";
                return Problems.Of(StatusCodes.Status412PreconditionFailed, "state-changed");
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Problems.Of(StatusCodes.Status413PayloadTooLarge, "too-large");
            case BadHttpRequestException bad:
                return Problems.Of(bad.StatusCode, "request-invalid");
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
