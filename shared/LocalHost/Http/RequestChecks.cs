using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Supervision.LocalHost.Discovery;

namespace Supervision.LocalHost.Http;

/// <summary>What the genuine host does with a request before it looks for a function.</summary>
internal sealed partial class RequestChecks(RequestDelegate next, LocalHostOptions options, ILogger<RequestChecks> logger)
{
    /// <summary>Bodies above this many bytes are refused by the host itself: 100 MiB, as on the genuine host.</summary>
    public const long MaxBodyBytes = 100 * 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            if (!options.TrustPlatformIdentityHeaders)
                RemoveIdentityHeaders(context.Request.Headers);
            if (context.Request.ContentLength > MaxBodyBytes && !TakesPages(context.Request))
            {
                context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                return;
            }

            if (ReservedRoutes.Covers(context.Request.Path))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            EncodedSlashes.Hide(context);
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            LogFault(exception, context.Request.Method);
            Answer(context, exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError);
        }
    }

    /// <summary>Drops whatever was prepared and answers with a bare status.</summary>
    public static void Answer(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Features.Get<IHttpRequestLifetimeFeature>()?.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = status;
    }

    /// <summary>
    /// True for a browser's form: somebody waits for a page, so its function may say what is wrong, which the genuine host does not let it. The web
    /// server's own limit still guards its body.
    /// </summary>
    private static bool TakesPages(HttpRequest request) =>
        request.Headers.Accept.Any(accepted => accepted?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);

    private static void RemoveIdentityHeaders(IHeaderDictionary headers)
    {
        var forged = headers.Keys.Where(name =>
            name.StartsWith("X-MS-CLIENT-PRINCIPAL", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("X-MS-TOKEN-", StringComparison.OrdinalIgnoreCase)).ToList();
        forged.ForEach(name => headers.Remove(name));
    }

    [LoggerMessage(LogLevel.Error, "A {Method} request failed outside of any function.")]
    private partial void LogFault(Exception exception, string method);
}
