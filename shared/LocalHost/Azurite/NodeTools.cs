using System.Diagnostics;

namespace Supervision.LocalHost.Azurite;

/// <summary>Finds and runs node and npm.</summary>
internal sealed class NodeTools(string searchPath)
{
    /// <summary>Full path of a program on the search path.</summary>
    /// <exception cref="AzuriteUnavailableException">It is not there.</exception>
    public string Find(string program)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        var found = searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, program + ending)))
            .FirstOrDefault(File.Exists);
        return found ?? throw new AzuriteUnavailableException(
            $"The storage emulator Azurite needs Node.js 20 with npm, and '{program}' was not found on the PATH: "
            + "install it from https://nodejs.org or with 'apt-get install nodejs npm'.");
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and what it wrote.</returns>
    /// <exception cref="TimeoutException">It did not end in time; it has been ended.</exception>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string program, IEnumerable<string> arguments, string folder, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Find(program), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment["PATH"] = searchPath;
        start.Environment["NO_UPDATE_NOTIFIER"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"{program} did not end within {timeout.TotalSeconds:0} s.");
        }
    }
}
