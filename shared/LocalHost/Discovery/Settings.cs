using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Supervision.LocalHost.Discovery;

/// <summary>Puts the values of settings in place of %Name% in schedules and routes.</summary>
internal static partial class Settings
{
    /// <summary>
    /// Returns the text with all look-ups made, or null when a setting is missing; its name is then in <paramref name="missing"/>.
    /// </summary>
    public static string? Resolve(string text, IConfiguration configuration, out string? missing)
    {
        string? unknown = null;
        var resolved = LookUp().Replace(text, match =>
        {
            var name = match.Groups[1].Value;
            // Environment variables write the colon as two underscores; a trigger may do so too.
            var value = configuration[name] ?? configuration[name.Replace("__", ":", StringComparison.Ordinal)];
            if (string.IsNullOrWhiteSpace(value))
                unknown ??= name;
            return value ?? "";
        });
        missing = unknown;
        return unknown is null ? resolved : null;
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex LookUp();
}
