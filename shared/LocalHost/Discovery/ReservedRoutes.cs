using Microsoft.AspNetCore.Http;

namespace Supervision.LocalHost.Discovery;

/// <summary>The paths that the genuine host answers itself, before any function.</summary>
internal static class ReservedRoutes
{
    public static bool Covers(PathString path) =>
        path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase)
            || path.StartsWithSegments("/runtime", StringComparison.OrdinalIgnoreCase);
}
