using System.Reflection;
using Microsoft.AspNetCore.Routing.Patterns;
using Supervision.LocalHost.Timers;

namespace Supervision.LocalHost.Discovery;

/// <summary>A method marked as a function, with its trigger if it has exactly one.</summary>
internal sealed record FunctionDefinition(string Name, MethodInfo Method, HttpTriggerAttribute? Http, TimerTriggerAttribute? Timer)
{
    public Type Class => Method.DeclaringType!;

    public string EntryPoint => $"{Class.FullName}.{Method.Name}";

    /// <summary>How faults name this function.</summary>
    public string Label => $"{Name} ({EntryPoint})";

    public FunctionDescription Describe() => new(
        Name,
        Timer is null ? FunctionKind.Http : FunctionKind.Timer,
        EntryPoint,
        Http is null ? [] : [.. Http.Methods.Select(method => method.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)],
        Http?.Route,
        Timer?.Schedule);
}

/// <summary>An HTTP function that has passed the checks.</summary>
internal sealed record HttpFunction(FunctionDefinition Definition, RoutePattern Pattern, IReadOnlySet<string> Methods);

/// <summary>A timer function that has passed the checks.</summary>
internal sealed record TimerFunction(FunctionDefinition Definition, Schedule Schedule)
{
    public string Name => Definition.Name;

    public TimerTriggerAttribute Trigger => Definition.Timer!;
}

/// <summary>All functions of this host.</summary>
internal sealed record FunctionSet(IReadOnlyList<HttpFunction> Http, IReadOnlyList<TimerFunction> Timers);
