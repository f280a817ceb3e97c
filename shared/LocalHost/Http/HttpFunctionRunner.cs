using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Supervision.LocalHost.Discovery;

namespace Supervision.LocalHost.Http;

/// <summary>Runs HTTP functions: binds the parameters, bounds the time, turns faults into bare statuses.</summary>
internal sealed partial class HttpFunctionRunner(
    FunctionInvoker invoker, HostJson hostJson, Draining draining, TimeProvider clock, ILogger<HttpFunctionRunner> logger)
{
    /// <summary>In the cloud the load balancer gives up on a request after this time.</summary>
    private static readonly TimeSpan LoadBalancerLimit = TimeSpan.FromSeconds(230);

    // A function that ignores its token keeps the connection no longer than this.
    private static readonly TimeSpan GraceAfterLimit = TimeSpan.FromSeconds(30);

    private readonly TimeSpan limit = hostJson.FunctionTimeout == Timeout.InfiniteTimeSpan || hostJson.FunctionTimeout > LoadBalancerLimit
        ? LoadBalancerLimit
        : hostJson.FunctionTimeout;

    public async Task RunAsync(FunctionDefinition function, HttpContext context)
    {
        EncodedSlashes.Show(context);
        var lifetime = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        var callerGone = lifetime.RequestAborted;
        using var timeIsUp = new CancellationTokenSource(limit, clock);
        using var graceIsUp = new CancellationTokenSource(limit + GraceAfterLimit, clock);
        await using var cut = graceIsUp.Token.Register(lifetime.Abort);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(callerGone, timeIsUp.Token, draining.Over);
        lifetime.RequestAborted = any.Token;
        try
        {
            var result = await invoker.InvokeAsync(function, context.RequestServices, Bind(function, context, any.Token));
            if (result is not null)
                await result.ExecuteAsync(context);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException
            && callerGone.IsCancellationRequested && !timeIsUp.IsCancellationRequested)
        {
            LogCallerGone(function.Name);
        }
        catch (OperationCanceledException) when (timeIsUp.IsCancellationRequested)
        {
            LogTimeIsUp(function.Name, limit);
            RequestChecks.Answer(context, StatusCodes.Status504GatewayTimeout);
        }
        catch (OperationCanceledException) when (draining.Over.IsCancellationRequested)
        {
            LogCutByStop(function.Name);
            RequestChecks.Answer(context, StatusCodes.Status503ServiceUnavailable);
        }
        catch (BadHttpRequestException exception)
        {
            LogBadRequest(function.Name, exception.StatusCode, exception.Message);
            RequestChecks.Answer(context, exception.StatusCode);
        }
        catch (Exception exception)
        {
            LogFault(exception, function.Name);
            RequestChecks.Answer(context, StatusCodes.Status500InternalServerError);
        }
        finally
        {
            lifetime.RequestAborted = callerGone;
        }
    }

    private static object?[] Bind(FunctionDefinition function, HttpContext context, CancellationToken cancellationToken) =>
        [.. function.Method.GetParameters().Select(parameter => BindOne(parameter, context, cancellationToken))];

    private static object? BindOne(ParameterInfo parameter, HttpContext context, CancellationToken cancellationToken)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
            return context.Request;
        if (parameter.ParameterType == typeof(CancellationToken))
            return cancellationToken;
        if (context.Request.RouteValues.TryGetValue(parameter.Name!, out var value) && value is string text)
            return RouteValues.Convert(text, parameter.ParameterType);
        return parameter.HasDefaultValue ? parameter.DefaultValue : null;
    }

    [LoggerMessage(LogLevel.Error, "{Function} failed.")]
    private partial void LogFault(Exception exception, string function);

    [LoggerMessage(LogLevel.Warning, "{Function} was cancelled: it ran longer than {Limit}.")]
    private partial void LogTimeIsUp(string function, TimeSpan limit);

    [LoggerMessage(LogLevel.Warning, "{Function} was cancelled: the host is stopping and its time is over.")]
    private partial void LogCutByStop(string function);

    [LoggerMessage(LogLevel.Information, "{Function} could not read the request ({Status}): {Reason}")]
    private partial void LogBadRequest(string function, int status, string reason);

    [LoggerMessage(LogLevel.Debug, "{Function}: the caller closed the connection.")]
    private partial void LogCallerGone(string function);
}
