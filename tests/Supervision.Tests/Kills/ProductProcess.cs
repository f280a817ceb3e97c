using System.Diagnostics;
using System.Globalization;
using Supervision.Functions;

namespace Supervision.Tests.Kills;

/// <summary>The product's own program as a process that can be killed: no shutdown, no last words.</summary>
internal sealed class ProductProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<string> lines = [];

    private ProductProcess(Process process) => this.process = process;

    public bool HasEnded => process.HasExited;

    public string Output
    {
        get
        {
            lock (lines)
            {
                return string.Join('\n', lines);
            }
        }
    }

    /// <summary>The most memory it has had in use at a time, in bytes (VmHWM of proc(5)).</summary>
    public long PeakMemory => 1024 * long.Parse(
        File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/status")).First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);

    public static ProductProcess Start(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(Gate).Assembly.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var product = new ProductProcess(new Process { StartInfo = start });
        product.process.OutputDataReceived += (_, line) => product.Keep(line.Data);
        product.process.ErrorDataReceived += (_, line) => product.Keep(line.Data);
        product.process.Start();
        product.process.BeginOutputReadLine();
        product.process.BeginErrorReadLine();
        return product;
    }

    /// <summary>Waits for its own end.</summary>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    /// <summary>Kills it with signal 9.</summary>
    /// <returns>False when it had ended by itself.</returns>
    public async Task<bool> KillAsync()
    {
        const int Killed = 128 + 9;
        if (!process.HasExited)
        {
            process.Kill();
        }

        return await EndAsync() == Killed;
    }

    /// <summary>Waits until it has written a text.</summary>
    /// <returns>False when it ended before.</returns>
    public async Task<bool> SaysAsync(string text)
    {
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (HasEnded)
            {
                return false;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"process {process.Id}: {Output}");

    private void Keep(string? line)
    {
        lock (lines)
        {
            lines.Add(line ?? "");
        }
    }
}
