namespace Supervision.LocalHost;

/// <summary>What starts a function.</summary>
public enum FunctionKind
{
    Http,
    Timer,
}

/// <summary>One function as its attributes declare it: settings in %...% are not looked up and the route prefix is not added.</summary>
/// <param name="Name">The name in [Function].</param>
/// <param name="Kind">HTTP or timer.</param>
/// <param name="EntryPoint">Full name of class and method, as in the metadata of the genuine worker.</param>
/// <param name="Methods">Lower-case HTTP methods, sorted; empty means all (HTTP) or none (timer).</param>
/// <param name="Route">The route template; null for timers and for HTTP functions that answer under their own name.</param>
/// <param name="Schedule">The schedule expression of a timer.</param>
public sealed record FunctionDescription(
    string Name, FunctionKind Kind, string EntryPoint, IReadOnlyList<string> Methods, string? Route, string? Schedule);
