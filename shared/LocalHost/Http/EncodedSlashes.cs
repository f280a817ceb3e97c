using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Supervision.LocalHost.Http;

/// <summary>
/// Lets %2F in a path segment reach the function as a slash, as the genuine host does. The web server leaves it encoded, and then it
/// cannot be told from a caller's %252F; so before routing the real ones are marked, and after routing the marks in route values become
/// slashes.
/// </summary>
internal static partial class EncodedSlashes
{
    // A code point that no text may hold: a caller who sends it encoded gains only a slash.
    private const char Mark = '\uFDD0';

    public static void Hide(HttpContext context)
    {
        var path = context.Request.Path.Value;
        if (path is null || !path.Contains("%2F", StringComparison.OrdinalIgnoreCase))
            return;
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?')[0] ?? "";
        var raw = Encoded().Matches(target);
        var seen = Encoded().Matches(path);
        // The server removes dot segments; if it removed one with such a slash the two lists differ and every one counts as a slash.
        var twice = raw.Count == seen.Count ? raw.Select(match => match.Groups["twice"].Success).ToList() : null;
        var marked = new StringBuilder(path);
        for (var i = seen.Count - 1; i >= 0; i--)
        {
            if (twice is null || !twice[i])
                marked.Remove(seen[i].Index, seen[i].Length).Insert(seen[i].Index, Mark);
        }

        context.Request.Path = marked.ToString();
        context.Features.Set(new OriginalPath(path));
    }

    public static void Show(HttpContext context)
    {
        if (context.Features.Get<OriginalPath>() is not { } original)
            return;
        context.Request.Path = original.Path;
        foreach (var (name, value) in context.Request.RouteValues.ToList())
        {
            if (value is string text)
                context.Request.RouteValues[name] = text.Replace(Mark, '/');
        }
    }

    [GeneratedRegex("%(?<twice>25)?2F", RegexOptions.IgnoreCase)]
    private static partial Regex Encoded();

    private sealed record OriginalPath(string Path);
}
