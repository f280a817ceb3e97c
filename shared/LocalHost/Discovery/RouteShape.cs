using Microsoft.AspNetCore.Routing.Patterns;

namespace Supervision.LocalHost.Discovery;

/// <summary>Says whether two functions would answer the same request, so that routing could not choose between them.</summary>
internal static class RouteShape
{
    private const string AnyConstraint = "constrained";

    public static bool Ambiguous(HttpFunction one, HttpFunction other) =>
        MethodsMeet(one.Methods, other.Methods) && PathsMeet(one.Pattern.PathSegments, other.Pattern.PathSegments);

    private static bool MethodsMeet(IReadOnlySet<string> one, IReadOnlySet<string> other) =>
        one.Count == 0 || other.Count == 0 || one.Overlaps(other);

    // Routing prefers literals to constrained parameters, these to free ones, and these to catch-alls:
    // only equals at every place are ambiguous.
    private static bool PathsMeet(IReadOnlyList<RoutePatternPathSegment> one, IReadOnlyList<RoutePatternPathSegment> other) =>
        one.Count == other.Count && one.Zip(other).All(pair => SegmentsMeet(pair.First, pair.Second));

    private static bool SegmentsMeet(RoutePatternPathSegment one, RoutePatternPathSegment other) =>
        one.Parts.Count == other.Parts.Count && one.Parts.Zip(other.Parts).All(pair => PartsMeet(pair.First, pair.Second));

    private static bool PartsMeet(RoutePatternPart one, RoutePatternPart other)
    {
        var (a, b) = (Shape(one), Shape(other));
        if (one is RoutePatternParameterPart { ParameterPolicies.Count: > 0 }
            && other is RoutePatternParameterPart { ParameterPolicies.Count: > 0 })
            return a == b || a == AnyConstraint || b == AnyConstraint;
        return a == b;
    }

    private static string Shape(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => "=" + literal.Content.ToLowerInvariant(),
        RoutePatternSeparatorPart separator => "=" + separator.Content,
        RoutePatternParameterPart { IsCatchAll: true } => "*",
        RoutePatternParameterPart { ParameterPolicies.Count: 0 } => "free",
        RoutePatternParameterPart parameter => Kind(parameter),
        _ => throw new NotSupportedException($"Route part {part.GetType().Name} is unknown."),
    };

    // A number is never a Guid or a truth value; of other constraints it is not known whether they exclude one another.
    private static string Kind(RoutePatternParameterPart parameter)
    {
        var kinds = parameter.ParameterPolicies.Select(policy => policy.Content?.ToLowerInvariant()).ToList();
        if (kinds.Contains("int") || kinds.Contains("long"))
            return "number";
        return kinds.Contains("guid") ? "guid" : kinds.Contains("bool") ? "bool" : AnyConstraint;
    }
}
