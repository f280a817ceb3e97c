using Microsoft.Extensions.DependencyInjection;
using Supervision.Relay;

namespace Supervision.Functions.Commands;

/// <summary>One run of the relay from the command line.</summary>
internal static class RelayCommand
{
    public static async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await using var runtime = await LocalRuntime.BuildAsync(null, Console.Error, cancellationToken);
        var report = await runtime.Services.GetRequiredService<RelayChanges>().ExecuteAsync(cancellationToken);
        await output.WriteLineAsync(Json.Write(report));
        return report.Faults.Count == 0 ? 0 : 1;
    }
}
