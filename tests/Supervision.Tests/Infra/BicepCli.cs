using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Xml.Linq;

namespace Supervision.Tests.Infra;

/// <summary>The Bicep CLI as .ci/bicep uses it: of the version in Directory.Packages.props, restored where it is missing.</summary>
internal static class BicepCli
{
    private static readonly Lazy<Task<string?>> Found = new(FindAsync);

    /// <summary>Path of the CLI, or null where it cannot be had.</summary>
    public static Task<string?> PathAsync => Found.Value;

    /// <summary>Runs a program to its end and gives its exit code and all it wrote.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }

    private static async Task<string?> FindAsync()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return null;
        }

        var version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("BicepVersion").Single().Value;
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var path = Path.Combine(packages, "azure.bicep.commandline.linux-x64", version, "tools", "bicep");
        if (!File.Exists(path))
        {
            await RunAsync("dotnet", "restore", Path.Combine(".ci", "tools", "bicep.csproj"));
        }

        if (!File.Exists(path))
        {
            return null;
        }

        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        return path;
    }
}
