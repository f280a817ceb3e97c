using Microsoft.Extensions.DependencyInjection;
using Supervision.LocalHost.Azurite;
using Supervision.Sweeping;

namespace Supervision.Functions.Commands;

/// <summary>Shows the main job from end to end, over real HTTP, on storage of its own that begins empty each time.</summary>
internal static class DemoCommand
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static async Task<int> RunAsync(int port, bool once, TextWriter output, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(Path.Combine(".local", "demo"));
        var mails = Path.Combine(folder, "mail");
        if (Directory.Exists(mails))
        {
            Directory.Delete(mails, recursive: true);
        }

        await using var azurite = await AzuriteProcess.StartAsync(
            new AzuriteOptions { DataFolder = Path.Combine(folder, "azurite"), InMemory = true, EndsWithStarter = true, BlobPort = 0, TablePort = 0 },
            output,
            cancellationToken);
        var settings = new Dictionary<string, string?>
        {
            // Should an earlier demonstration's Azurite still be alive, this one begins clean all the same.
            ["Storage:Prefix"] = $"d{Environment.ProcessId:x}t{Environment.TickCount64:x}",
            ["Jurisdiction:Profile"] = "jilin-like",
            ["Mail:FileFolder"] = mails,
            ["Mail:Smtp:Host"] = "",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Office:BaseUrl"] = $"http://localhost:{port}/",
        };

        DemoStory.Ending ending;
        var clock = new DemoClock(Zone);
        clock.GoTo(DemoStory.Begins);
        await using (var runtime = await LocalRuntime.BuildAsync(port, output, cancellationToken, settings, clock, azurite))
        {
            await runtime.Host.StartAsync(cancellationToken);
            using var story = new DemoStory(runtime, clock, port, mails, output);
            try
            {
                ending = await story.TellAsync(cancellationToken);
            }
            catch (DemoStepException step)
            {
                await output.WriteLineAsync($"FAILED: {step.Message}");
                return 1;
            }

            await runtime.Host.StopAsync(CancellationToken.None);
        }

        if (once)
        {
            await output.WriteLineAsync("Every step worked.");
            return 0;
        }

        return await StayUpAsync(port, settings, azurite, ending, output, cancellationToken);
    }

    private static async Task<int> StayUpAsync(
        int port, Dictionary<string, string?> settings, AzuriteProcess azurite, DemoStory.Ending ending, TextWriter output, CancellationToken cancellationToken)
    {
        await using var runtime = await LocalRuntime.BuildAsync(port, output, cancellationToken, settings, clock: null, azurite);
        // From the story's last day to today no sweep has run: the first one comes before anything is missed.
        await runtime.Services.GetRequiredService<SweepDeadlines>().ExecuteAsync(null, cancellationToken);
        await runtime.Host.StartAsync(cancellationToken);
        await output.WriteLineAsync();
        await output.WriteLineAsync("The story is over; from here on the clock is today's. The demonstration stays up until Ctrl+C:");
        await output.WriteLineAsync($"  Start page      http://localhost:{port}/   (sign in with a key)");
        await output.WriteLineAsync($"  Staff key       {ending.StaffKey}");
        await output.WriteLineAsync($"  Department key  {ending.DepartmentKey}   (environment department)");
        await output.WriteLineAsync($"  Try             curl -H \"Authorization: Bearer {ending.StaffKey}\" http://localhost:{port}/api/alerts?committee={ending.Committee}");
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
}

/// <summary>A step of the demonstration did not do what it should.</summary>
internal sealed class DemoStepException(string message) : Exception(message);
