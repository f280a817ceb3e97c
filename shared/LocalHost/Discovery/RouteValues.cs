using System.Globalization;

namespace Supervision.LocalHost.Discovery;

/// <summary>The types that a route value may have on both hosts.</summary>
internal static class RouteValues
{
    /// <summary>Each type with the route constraints that admit only its values; strings need none.</summary>
    public static readonly IReadOnlyDictionary<Type, string[]> Constraints = new Dictionary<Type, string[]>
    {
        [typeof(string)] = [],
        [typeof(int)] = ["int"],
        [typeof(long)] = ["long", "int"],
        [typeof(bool)] = ["bool"],
        [typeof(Guid)] = ["guid"],
    };

    /// <summary>Converts a value that has met its constraint.</summary>
    public static object Convert(string text, Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => text,
        var t when t == typeof(int) => int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture),
        var t when t == typeof(long) => long.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture),
        var t when t == typeof(bool) => bool.Parse(text),
        var t when t == typeof(Guid) => Guid.Parse(text),
        var t => throw new NotSupportedException($"A route value cannot become {t.Name}."),
    };
}
