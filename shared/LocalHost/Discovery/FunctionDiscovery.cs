using System.Reflection;
using System.Text.RegularExpressions;

namespace Supervision.LocalHost.Discovery;

/// <summary>Finds the methods marked with [Function].</summary>
internal static partial class FunctionDiscovery
{
    private const BindingFlags AnyMethod =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>
    /// Returns the functions in the order of their names; methods that cannot be functions are added to the faults and left out.
    /// </summary>
    public static IReadOnlyList<FunctionDefinition> Find(IEnumerable<Type> types, ICollection<string> faults)
    {
        var found = new List<FunctionDefinition>();
        foreach (var type in types.Distinct())
        {
            foreach (var method in type.GetMethods(AnyMethod))
            {
                if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute)
                    continue;
                var triggers = method.GetParameters()
                    .SelectMany(parameter => parameter.GetCustomAttributes().Where(a => a is HttpTriggerAttribute or TimerTriggerAttribute))
                    .ToList();
                var definition = new FunctionDefinition(
                    attribute.Name, method, triggers.OfType<HttpTriggerAttribute>().FirstOrDefault(),
                    triggers.OfType<TimerTriggerAttribute>().FirstOrDefault());
                if (WhyNot(definition, triggers.Count) is { } reason)
                    faults.Add($"{definition.Label}: {reason}");
                else
                    found.Add(definition);
            }
        }

        foreach (var same in found.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            faults.Add($"{same.Key}: {same.Count()} functions have this name: {string.Join(", ", same.Select(f => f.EntryPoint))}.");
        return [.. found.OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    private static string? WhyNot(FunctionDefinition function, int triggers)
    {
        if (!Name().IsMatch(function.Name))
            return "a function's name is a letter followed by at most 127 letters, digits, - or _.";
        if (!function.Method.IsPublic || !function.Class.IsVisible)
            return "a function must be a public method of a public class.";
        if (function.Method.IsGenericMethodDefinition || function.Class.IsGenericTypeDefinition)
            return "a function cannot be generic.";
        if (function.Class.IsAbstract && !function.Method.IsStatic)
            return "its class is abstract, so no instance can be made.";
        return triggers == 1 ? null : $"it needs exactly one [HttpTrigger] or [TimerTrigger] parameter and has {triggers}.";
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex Name();
}
