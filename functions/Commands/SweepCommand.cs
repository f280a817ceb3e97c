using Microsoft.Extensions.DependencyInjection;
using Supervision.Sweeping;
using Supervision.Time;

namespace Supervision.Functions.Commands;

/// <summary>One sweep from the command line.</summary>
internal static class SweepCommand
{
    public static async Task<int> RunAsync(DateOnly? asOf, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        await using var runtime = await LocalRuntime.BuildAsync(null, error, cancellationToken);
        if (asOf > runtime.Services.GetRequiredService<LegislatureClock>().Today && !runtime.StorageIsLocal)
        {
            await error.WriteLineAsync("A sweep as of a future date would raise alerts before their time; it is allowed only on a local emulator.");
            return 2;
        }

        var report = await runtime.Services.GetRequiredService<SweepDeadlines>().ExecuteAsync(asOf, cancellationToken);
        await output.WriteLineAsync(Json.Write(report));
        return report.Succeeded ? 0 : 1;
    }
}
