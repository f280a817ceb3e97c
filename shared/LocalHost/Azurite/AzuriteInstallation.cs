namespace Supervision.LocalHost.Azurite;

/// <summary>Installs the npm package once, whoever asks at the same time.</summary>
internal static class AzuriteInstallation
{
    /// <summary>The version the storage contract was proven with.</summary>
    public const string Version = "3.35.0";

    /// <summary>Gives the path of Azurite's main script, after installing it when it is not there.</summary>
    /// <exception cref="AzuriteUnavailableException">npm is missing or failed.</exception>
    public static async Task<string> EnsureAsync(AzuriteOptions options, NodeTools node, TextWriter progress, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(options.InstallFolder);
        var script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "azurite.js");
        if (File.Exists(script))
        {
            return script;
        }

        node.Find("npm");
        using var gate = await FileGate.EnterAsync(folder + ".lock", options.InstallTimeout, cancellationToken);
        if (!File.Exists(script))
        {
            await progress.WriteLineAsync($"Installing the storage emulator Azurite {Version} with npm into {folder} (once, about half a minute) ...");
            await InstallAsync(folder, options.InstallTimeout, node, cancellationToken);
        }

        return script;
    }

    private static async Task InstallAsync(string folder, TimeSpan timeout, NodeTools node, CancellationToken cancellationToken)
    {
        // Installed beside its place and then moved: an interrupted installation is never taken for a whole one.
        var unfinished = folder + ".unfinished";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished);
        string[] arguments =
            ["install", "--prefix", unfinished, $"azurite@{Version}", "--save-exact", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
        var (exitCode, output, error) = await node.RunAsync("npm", arguments, unfinished, timeout, cancellationToken);
        if (exitCode != 0)
        {
            var reason = (error + output).Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 0) ?? $"exit code {exitCode}";
            throw new AzuriteUnavailableException($"npm could not install the storage emulator Azurite {Version}: {reason}");
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.Move(unfinished, folder);
    }
}
