using Microsoft.Extensions.DependencyInjection;
using Supervision.Access;

namespace Supervision.Functions.Commands;

/// <summary>Creates a key for staff from the command line, which needs access to the storage itself.</summary>
internal static class KeyCommand
{
    private const int MostDays = 1_095;

    public static async Task<int> RunAsync(string role, int days, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (!Enum.TryParse<Role>(role, ignoreCase: true, out var roles) || (roles & ~Role.Staff) != 0 || roles == Role.None || days is < 1 or > MostDays)
        {
            await error.WriteLineAsync($"Roles: officer, director, administrator, reader (joined by commas); days: 1 to {MostDays}.");
            return 2;
        }

        await using var runtime = await LocalRuntime.BuildAsync(null, error, cancellationToken);
        var (_, text) = await runtime.Services.GetRequiredService<AccessKeys>().CreateAsync(roles, null, TimeSpan.FromDays(days), cancellationToken);
        await output.WriteLineAsync(text);
        return 0;
    }
}
