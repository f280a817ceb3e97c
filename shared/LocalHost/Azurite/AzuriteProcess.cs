using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Supervision.LocalHost.Azurite;

/// <summary>
/// An Azurite on loopback with blob and table service, started or, when one already works on the data folder, reused.
/// Disposing ends it only if this start began it.
/// </summary>
/// <remarks>
/// It is one process of the package's main program, so that both services live and die together under one lock; its queue service gets a free
/// port that nothing uses. It runs in a session of its own: a signal to the group of its starter does not reach it.
/// </remarks>
public sealed class AzuriteProcess : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // The emulator's account and key are public constants of Azurite.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // Starts the second script in a session of its own, with its output in a file, and says its process id.
    private const string Detach = """
        const [log, script, ...rest] = process.argv.slice(1);
        const out = require('fs').openSync(log, 'w');
        const child = require('child_process').spawn(process.execPath, ['-e', script, '--', ...rest],
          { detached: true, windowsHide: true, stdio: ['ignore', out, out] });
        child.unref();
        console.log(child.pid);
        """;

    // Takes the lock, which only one can, and becomes Azurite.
    private const string Run = """
        const [lock, starter, script, blobPort, tablePort, ...rest] = process.argv.slice(1);
        const startedAt = Date.now() - process.uptime() * 1000;
        require('fs').writeFileSync(lock, JSON.stringify({ pid: process.pid, startedAt, blobPort: +blobPort, tablePort: +tablePort }), { flag: 'wx' });
        if (+starter) {
          setInterval(() => { try { process.kill(+starter, 0); } catch { process.exit(0); } }, 1000).unref();
        }
        process.argv = [process.execPath, script, '--blobPort', blobPort, '--tablePort', tablePort, ...rest];
        require(script);
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly AzuriteOptions options;
    private readonly AzuriteLock running;

    private AzuriteProcess(AzuriteOptions options, AzuriteLock running, bool reused)
    {
        this.options = options;
        this.running = running;
        Reused = reused;
    }

    public Uri BlobEndpoint => Endpoint(running.BlobPort);

    public Uri TableEndpoint => Endpoint(running.TablePort);

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={BlobEndpoint};TableEndpoint={TableEndpoint};";

    /// <summary>Whether it was already running.</summary>
    public bool Reused { get; }

    public int ProcessId => running.Pid;

    /// <summary>Starts or reuses the Azurite of a folder, after installing it when needed, and waits until both services answer.</summary>
    /// <param name="progress">Told in one line of what takes more than two seconds.</param>
    /// <exception cref="AzuriteUnavailableException">Node.js or npm is missing, or npm failed.</exception>
    /// <exception cref="TimeoutException">It did not answer in time; the message ends with the last lines it wrote.</exception>
    public static async Task<AzuriteProcess> StartAsync(AzuriteOptions options, TextWriter progress, CancellationToken cancellationToken)
    {
        var node = new NodeTools(options.SearchPath);
        node.Find("node");
        var script = await AzuriteInstallation.EnsureAsync(options, node, progress, cancellationToken);
        var folder = Path.GetFullPath(options.DataFolder);
        using var gate = await FileGate.EnterAsync(Path.Combine(folder, "azurite.start"), options.StartTimeout, cancellationToken);
        if (AzuriteLock.Read(folder) is { IsAlive: true } live)
        {
            if (await AnswersAsync(live, options.StartTimeout / 4, cancellationToken))
            {
                return new AzuriteProcess(options, live, reused: true);
            }

            await StopAsync(live, node, folder);
        }

        return await StartAnewAsync(options, node, script, folder, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!Reused)
        {
            await StopAsync(running, new NodeTools(options.SearchPath), Path.GetFullPath(options.DataFolder));
        }
    }

    private static async Task<AzuriteProcess> StartAnewAsync(
        AzuriteOptions options, NodeTools node, string script, string folder, CancellationToken cancellationToken)
    {
        var log = Path.Combine(folder, "azurite.log");
        var (blobWish, tableWish) = (options.BlobPort, options.TablePort);
        for (var attempt = 1; ; attempt++)
        {
            // Another program can take a port between this look and Azurite's own: then once more, on other ports.
            int[] ports = [FreePort(blobWish), FreePort(tableWish), FreePort(0)];
            File.Delete(AzuriteLock.PathIn(folder));
            var pid = await SpawnAsync(options, node, script, folder, log, ports, cancellationToken);
            var started = await WaitAsync(folder, pid, options.StartTimeout, cancellationToken);
            if (started is not null)
            {
                return new AzuriteProcess(options, started, reused: started.Pid != pid);
            }

            if (AzuriteLock.Read(folder) is { IsAlive: true } stuck)
            {
                await StopAsync(stuck, node, folder);
            }

            var tail = Tail(log);
            if (attempt == 3 || !tail.Contains("EADDRINUSE", StringComparison.Ordinal))
            {
                throw new TimeoutException($"Azurite did not answer within {options.StartTimeout.TotalSeconds:0} s, or ended. It last wrote: {tail}");
            }

            (blobWish, tableWish) = (0, 0);
        }
    }

    private static async Task<int> SpawnAsync(
        AzuriteOptions options, NodeTools node, string script, string folder, string log, int[] ports, CancellationToken cancellationToken)
    {
        var (blob, table, queue) = (Text(ports[0]), Text(ports[1]), Text(ports[2]));
        List<string> arguments =
        [
            "-e", Detach, "--", log, Run, AzuriteLock.PathIn(folder), Text(options.EndsWithStarter ? Environment.ProcessId : 0), script, blob, table,
            "--blobHost", "127.0.0.1", "--tableHost", "127.0.0.1", "--queueHost", "127.0.0.1", "--queuePort", queue,
            "--silent", "--disableTelemetry", "--skipApiVersionCheck",
        ];
        arguments.AddRange(options.InMemory ? ["--inMemoryPersistence"] : ["--location", folder]);

        var (exitCode, output, error) = await node.RunAsync("node", arguments, folder, options.StartTimeout, cancellationToken);
        return exitCode == 0
            ? int.Parse(output, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"node could not start Azurite: {error.Trim()}");
    }

    /// <summary>Waits until the Azurite of the folder answers; null when it ended or did not answer in time.</summary>
    private static async Task<AzuriteLock?> WaitAsync(string folder, int pid, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < timeout)
        {
            var found = AzuriteLock.Read(folder);
            if (found is { IsAlive: false })
            {
                return null;
            }

            if (found is not null && await AnswersAsync(found, TimeSpan.Zero, cancellationToken))
            {
                return found;
            }

            if (found is null && !Exists(pid))
            {
                return null;
            }

            await Task.Delay(Pause, cancellationToken);
        }

        return null;
    }

    private static async Task<bool> AnswersAsync(AzuriteLock azurite, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                foreach (var port in new[] { azurite.BlobPort, azurite.TablePort })
                {
                    // Any answer will do: without credentials it is a refusal.
                    using var answer = await client.GetAsync(new Uri(Endpoint(port) + "?comp=list"), cancellationToken);
                }

                return true;
            }
            catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                if (waited.Elapsed >= patience || !azurite.IsAlive)
                {
                    return false;
                }
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Asks it to end, ends it by force when it does not, and removes its lock.</summary>
    private static async Task StopAsync(AzuriteLock azurite, NodeTools node, string folder)
    {
        using (var process = azurite.Open())
        {
            if (process is not null)
            {
                await node.RunAsync("node", ["-e", $"process.kill({Text(azurite.Pid)}, 'SIGTERM')"], folder, StopTimeout, CancellationToken.None);
                var waited = Stopwatch.StartNew();
                while (azurite.IsAlive && waited.Elapsed < StopTimeout)
                {
                    await Task.Delay(Pause);
                }

                if (azurite.IsAlive)
                {
                    process.Kill();
                }
            }
        }

        if (AzuriteLock.Read(folder)?.Pid == azurite.Pid)
        {
            File.Delete(AzuriteLock.PathIn(folder));
        }
    }

    private static bool Exists(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static int FreePort(int wish)
    {
        try
        {
            return Bind(wish);
        }
        catch (SocketException) when (wish != 0)
        {
            return Bind(0);
        }

        static int Bind(int port)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }

    private static string Tail(string log) => File.Exists(log)
        ? string.Join(" | ", File.ReadAllLines(log).Select(l => l.Trim()).Where(l => l.Length > 0).TakeLast(8))
        : "";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Uri Endpoint(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/{Account}"));
}
