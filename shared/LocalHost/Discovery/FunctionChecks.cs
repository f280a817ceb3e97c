using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Supervision.LocalHost.Timers;

namespace Supervision.LocalHost.Discovery;

/// <summary>
/// Checks everything about the functions that can be known before the first request: signatures, routes, schedules, settings and services.
/// Refuses also what this host could serve but the genuine worker could not, so that a function that starts here starts there.
/// </summary>
internal static class FunctionChecks
{
    public static FunctionSet Check(
        IReadOnlyList<FunctionDefinition> functions, HostJson hostJson, IConfiguration configuration, DateTimeOffset now,
        ICollection<string> faults)
    {
        var http = new List<HttpFunction>();
        var timers = new List<TimerFunction>();
        foreach (var function in functions)
        {
            void Fault(string what) => faults.Add($"{function.Label}: {what}");

            CheckReturn(function, Fault);
            if (function.Http is not null && CheckRoute(function, hostJson, configuration, Fault) is { } checkedHttp)
                http.Add(checkedHttp);
            if (function.Timer is not null && CheckTimer(function, configuration, now, Fault) is { } checkedTimer)
                timers.Add(checkedTimer);
        }

        for (var i = 0; i < http.Count; i++)
        {
            foreach (var other in http.Skip(i + 1).Where(other => RouteShape.Ambiguous(http[i], other)))
            {
                faults.Add($"{http[i].Definition.Label} and {other.Definition.Label}: "
                    + $"the routes \"{http[i].Pattern.RawText}\" and \"{other.Pattern.RawText}\" answer the same requests.");
            }
        }

        return new FunctionSet(http, timers);
    }

    /// <summary>Names the constructor parameters that nothing is registered for.</summary>
    public static void CheckServices(IReadOnlyList<FunctionDefinition> functions, IServiceProvider services, ICollection<string> faults)
    {
        var known = services.GetRequiredService<IServiceProviderIsService>();
        foreach (var group in functions.Where(f => !f.Method.IsStatic).GroupBy(f => f.Class))
        {
            if (known.IsService(group.Key))
                continue;
            var names = string.Join(", ", group.Select(f => f.Name));
            if (group.Key.GetConstructors() is not [var constructor])
            {
                faults.Add($"{names}: {group.Key.FullName} needs exactly one public constructor.");
                continue;
            }

            var missing = constructor.GetParameters().Where(p => !p.HasDefaultValue && !known.IsService(p.ParameterType)).ToList();
            if (missing.Count > 0)
            {
                var needed = string.Join(", ", missing.Select(p => $"{p.ParameterType.Name} {p.Name}"));
                faults.Add($"{names}: no service is registered for {needed} "
                    + $"in the constructor of {group.Key.FullName}.");
            }
        }
    }

    private static void CheckReturn(FunctionDefinition function, Action<string> fault)
    {
        var type = function.Method.ReturnType;
        if (type == typeof(void) && function.Method.IsDefined(typeof(AsyncStateMachineAttribute)))
            fault("an async function must return a task, not void.");
        else if (!FunctionInvoker.Understands(type, function.Http is not null))
        {
            var understood = function.Http is null ? "a timer returns nothing, Task or ValueTask" : "IResult or a task is understood";
            fault($"it returns {type.Name}; {understood}.");
        }
    }

    private static TimerFunction? CheckTimer(FunctionDefinition function, IConfiguration configuration, DateTimeOffset now,
        Action<string> fault)
    {
        foreach (var parameter in function.Method.GetParameters())
        {
            var trigger = parameter.IsDefined(typeof(TimerTriggerAttribute));
            if (parameter.ParameterType != (trigger ? typeof(TimerInfo) : typeof(CancellationToken)))
            {
                fault($"parameter {parameter.Name} has type {parameter.ParameterType.Name}; "
                    + "a timer takes its TimerInfo and a CancellationToken.");
            }
        }

        var text = Settings.Resolve(function.Timer!.Schedule, configuration, out var missing);
        if (text is null)
        {
            fault($"the setting {missing} of its schedule has no value.");
            return null;
        }

        if (Schedule.TryParse(text, now, out var schedule, out var error))
            return new TimerFunction(function, schedule);
        fault($"the schedule \"{text}\" {error}");
        return null;
    }

    private static HttpFunction? CheckRoute(FunctionDefinition function, HostJson hostJson, IConfiguration configuration,
        Action<string> fault)
    {
        var route = Settings.Resolve(function.Http!.Route ?? function.Name, configuration, out var missing);
        if (route is null)
        {
            fault($"the setting {missing} of its route has no value.");
            return null;
        }

        if (function.Http.AuthLevel != AuthorizationLevel.Anonymous)
            fault("this host keeps no function keys: the level must be Anonymous and the function decide itself.");
        if (ReservedRoutes.Covers("/" + route.Trim('/')))
            fault($"the route \"{route}\" lies under admin or runtime, which the genuine host keeps to itself.");
        RoutePattern pattern;
        try
        {
            pattern = RoutePatternFactory.Parse($"{hostJson.RoutePrefix}/{route.Trim('/')}".Trim('/'));
        }
        catch (RoutePatternException exception)
        {
            fault($"the route \"{route}\" is not understood: {exception.Message}");
            return null;
        }

        CheckParameters(function, pattern, fault);
        return new HttpFunction(function, pattern,
            function.Http.Methods.Select(m => m.ToUpperInvariant()).ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    private static void CheckParameters(FunctionDefinition function, RoutePattern pattern, Action<string> fault)
    {
        var parameters = function.Method.GetParameters();
        foreach (var parameter in parameters)
        {
            var type = parameter.ParameterType;
            var inRoute = pattern.GetParameter(parameter.Name!);
            if (parameter.IsDefined(typeof(HttpTriggerAttribute)))
            {
                if (type != typeof(HttpRequest))
                    fault($"the trigger parameter {parameter.Name} has type {type.Name}; it must be HttpRequest.");
            }
            else if (type == typeof(HttpRequest) || type == typeof(HttpContext))
            {
                fault($"parameter {parameter.Name}: the genuine worker gives {type.Name} only through the trigger; "
                    + "take the HttpRequest from there.");
            }
            else if (type != typeof(CancellationToken) && inRoute is null)
                fault($"parameter {parameter.Name} is not in the route \"{pattern.RawText}\", and nothing else can give it a value.");
            else if (inRoute is not null)
                CheckRouteValue(parameter, inRoute, fault);
        }

        foreach (var unused in pattern.Parameters.Where(p =>
            !parameters.Any(q => q.Name!.Equals(p.Name, StringComparison.OrdinalIgnoreCase))))
            fault($"the route \"{pattern.RawText}\" has {{{unused.Name}}}, and no parameter takes it.");
    }

    private static void CheckRouteValue(ParameterInfo parameter, RoutePatternParameterPart inRoute, Action<string> fault)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (!RouteValues.Constraints.TryGetValue(type, out var constraints))
        {
            fault($"parameter {parameter.Name} has type {type.Name}; a route value is string, int, long, bool or Guid. "
                + "Take a string and parse it.");
            return;
        }

        // The genuine worker answers 500 when a value does not convert.
        // With the constraint the route does not match, and both hosts answer 404.
        if (constraints.Length > 0
            && !inRoute.ParameterPolicies.Any(policy => constraints.Contains(policy.Content, StringComparer.OrdinalIgnoreCase)))
            fault($"parameter {parameter.Name} is {type.Name}, so the route must say {{{inRoute.Name}:{constraints[0]}}}.");
        var mayBeMissing = inRoute.IsOptional || (inRoute.IsCatchAll && inRoute.Default is null);
        if (mayBeMissing && !parameter.HasDefaultValue
            && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.NotNull)
            fault($"parameter {parameter.Name} may be missing from the route, so it must be nullable or have a default.");
    }
}
