using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Supervision.Access;
using Supervision.Identity;

namespace Supervision.Functions.Commands;

/// <summary>Issues a bearer token of the local issuer, which only an installation with its storage on this machine takes.</summary>
internal static class TokenCommand
{
    private static readonly string[] Roles = ["department", "officer", "director", "administrator", "reader"];

    public static async Task<int> RunAsync(
        string role, string? department, string subject, int hours, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var roles = role.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        DepartmentId? home = DepartmentId.TryParse(department, out var id) ? id : null;
        var isDepartment = roles is ["department"];
        if (roles.Length == 0 || roles.Any(name => !Roles.Contains(name)) || (roles.Contains("department") && !isDepartment)
            || isDepartment != (department is not null) || (department is not null && home is null)
            || hours < 1 || hours > LocalIssuer.MostValid.TotalHours || string.IsNullOrWhiteSpace(subject))
        {
            await error.WriteLineAsync(
                $"Roles: {string.Join(", ", Roles)}; department stands alone and takes --department; hours: 1 to {LocalIssuer.MostValid.TotalHours}.");
            return 2;
        }

        await using var runtime = await LocalRuntime.BuildAsync(null, error, cancellationToken);
        if (!runtime.StorageIsLocal)
        {
            await error.WriteLineAsync("Tokens of the local issuer are for storage on this machine only; the storage configured is elsewhere. Use key, or your own issuer.");
            return 1;
        }

        var folder = runtime.Services.GetRequiredService<IOptions<AccessOptions>>().Value.LocalIssuerFolder!;
        using var issuer = LocalIssuer.FindOrCreate(folder);
        await output.WriteLineAsync(issuer.Issue(
            roles, home, subject, TimeSpan.FromHours(hours), runtime.Services.GetRequiredService<TimeProvider>().GetUtcNow()));
        return 0;
    }
}
