using Microsoft.Extensions.DependencyInjection;
using Supervision.History;

namespace Supervision.Functions.Commands;

/// <summary>Checks of history from the command line.</summary>
internal static class HistoryCommands
{
    private const int DepartmentsBetween = 25;
    private const int FilesBetween = 500;

    /// <returns>0 when every chain and digest, paper and file holds.</returns>
    public static async Task<int> VerifyAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await using var runtime = await LocalRuntime.BuildAsync(null, Console.Error, cancellationToken);
        var verification = await runtime.Services.GetRequiredService<VerifyHistory>().ExecuteAsync(
            new Told("departments verified", DepartmentsBetween), new Told("files read", FilesBetween), cancellationToken);
        await output.WriteLineAsync(Json.Write(verification));
        return verification.Holds ? 0 : 1;
    }

    /// <returns>0 when every chain holds, there is no difference left and everything is sealed or will be.</returns>
    public static async Task<int> RebuildAsync(bool repair, TextWriter output, CancellationToken cancellationToken)
    {
        await using var runtime = await LocalRuntime.BuildAsync(null, Console.Error, cancellationToken);
        var rebuilding = await runtime.Services.GetRequiredService<RebuildState>().ExecuteAsync(repair, new Told("departments rebuilt", DepartmentsBetween), cancellationToken);
        await output.WriteLineAsync(Json.Write(rebuilding));
        return rebuilding.Breaks.Count == 0 && rebuilding.Differences.Count == rebuilding.Repaired && rebuilding.Unsealed == rebuilding.Listed ? 0 : 1;
    }

    /// <summary>Progress on standard error.</summary>
    private sealed class Told(string done, int every) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value % every == 0)
            {
                Console.Error.WriteLine($"{value} {done} ...");
            }
        }
    }
}
