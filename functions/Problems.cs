using System.Globalization;
using Microsoft.AspNetCore.Http;
using Supervision.Departments;

namespace Supervision.Functions;

/// <summary>An answer that is a problem; pages show it in their own way.</summary>
internal interface IProblemResult : IResult
{
    int Status { get; }
}

/// <summary>Refusals as RFC 9457 problem details with stable codes, in the caller's language.</summary>
public static class Problems
{
    public const string MediaType = "application/problem+json";

    public static IResult Of(int status, string code, FaultWords? detail = null, IReadOnlyDictionary<string, object?>? more = null) =>
        new Problem(status, code, detail, more ?? new Dictionary<string, object?>(), null);

    public static IResult NotFound(string what) => Of(StatusCodes.Status404NotFound, what + "-not-found");

    public static IResult Conflict(string code, FaultWords? detail = null) => Of(StatusCodes.Status409Conflict, code, detail);

    /// <summary>410: the content was removed by decision.</summary>
    public static IResult Removed() => Of(StatusCodes.Status410Gone, "content-removed");

    /// <summary>422 with every fault named.</summary>
    public static IResult Invalid(IReadOnlyList<InputFault> faults) =>
        new Problem(StatusCodes.Status422UnprocessableEntity, "input-invalid", null, new Dictionary<string, object?>(), faults);

    /// <summary>422 with what the caller should confirm; nothing was received.</summary>
    public static IResult Unconfirmed(IReadOnlyList<InputFault> warnings) =>
        new Problem(StatusCodes.Status422UnprocessableEntity, "confirmation-needed", null, new Dictionary<string, object?>(), warnings);

    /// <summary>503: the virus scanner did not answer, and what it did not see is not received.</summary>
    public static IResult NotScanned() => Of(
        StatusCodes.Status503ServiceUnavailable, "scanner-unavailable", null, new Dictionary<string, object?> { ["retryAfterSeconds"] = 60 });

    public static IResult Busy(TimeSpan retryAfter) => Of(
        StatusCodes.Status503ServiceUnavailable, "busy", null, new Dictionary<string, object?> { ["retryAfterSeconds"] = (int)retryAfter.TotalSeconds });

    /// <summary>429: the caller asked too often; nothing was done.</summary>
    public static IResult TooOften(TimeSpan wait) => Of(
        StatusCodes.Status429TooManyRequests,
        "rate-limited",
        null,
        new Dictionary<string, object?> { ["retryAfterSeconds"] = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) });

    private sealed class Problem(int status, string code, FaultWords? detail, IReadOnlyDictionary<string, object?> more, IReadOnlyList<InputFault>? faults)
        : IProblemResult
    {
        public int Status => status;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var language = RequestLanguage.Of(httpContext.Request);
            var body = new Dictionary<string, object?>
            {
                ["type"] = $"urn:supervision:problem:{code}",
                ["title"] = ProblemTexts.Title(code, language),
                ["status"] = status,
                ["code"] = code,
            };
            if (detail is not null)
            {
                body["detail"] = FaultTexts.Say(code, detail, language);
            }

            foreach (var (name, value) in more)
            {
                body[name] = value;
            }

            if (faults is not null)
            {
                body["errors"] = faults
                    .Select(fault => new { fault.Code, fault.Field, Message = FaultTexts.Say(fault, language) })
                    .ToList();
            }

            RequestIds.Of(httpContext);
            var response = httpContext.Response;
            response.StatusCode = status;
            if (more.TryGetValue("retryAfterSeconds", out var seconds))
            {
                response.Headers.RetryAfter = Convert.ToString(seconds, CultureInfo.InvariantCulture);
            }

            if (status == StatusCodes.Status401Unauthorized)
            {
                response.Headers.WWWAuthenticate = code == "token-expired" ? "Bearer error=\"invalid_token\"" : "Bearer";
            }

            response.Headers.ContentLanguage = language;
            await response.WriteAsJsonAsync(body, Json.Options, MediaType, httpContext.RequestAborted);
        }
    }
}
