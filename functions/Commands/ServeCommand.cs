using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Supervision.Access;
using Supervision.Storage;

namespace Supervision.Functions.Commands;

/// <summary>Runs the functions on this machine until it is told to stop.</summary>
internal static class ServeCommand
{
    private static readonly TimeSpan FirstKeyValid = TimeSpan.FromDays(365);

    public static async Task<int> RunAsync(int port, TextWriter output, CancellationToken cancellationToken)
    {
        await using var runtime = await LocalRuntime.BuildAsync(port, output, cancellationToken);
        await runtime.Host.StartAsync(cancellationToken);
        await output.WriteLineAsync($"Supervision listens on {string.Join(", ", runtime.Host.Urls)}. Ctrl+C stops it.");
        await PrintFirstKeyAsync(runtime.Services, output, cancellationToken);
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await runtime.Host.StopAsync(CancellationToken.None);
        }

        return 0;
    }

    /// <summary>
    /// The first start on a storage shows one key for staff. Should the program die between noting that and showing it, the command
    /// "key" makes another.
    /// </summary>
    private static async Task PrintFirstKeyAsync(IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var storage = services.GetRequiredService<SupervisionStorage>();
        try
        {
            await storage.Directory.AddAsync(new TableEntity("setup", "first-key"), cancellationToken);
        }
        catch (RequestFailedException shown) when (shown.Status == 409)
        {
            return;
        }

        var (_, text) = await services.GetRequiredService<AccessKeys>()
            .CreateAsync(Role.Officer | Role.Administrator, null, FirstKeyValid, cancellationToken);
        await output.WriteLineAsync($"First start: key for staff (officer and administrator), shown this once: {text}");
    }
}
