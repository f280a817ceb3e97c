using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using MimeKit;

namespace Supervision.Tests.Mail.Sending;

/// <summary>A real SMTP server (npm package smtp-server under Node.js) on a free loopback port, which misbehaves on order.</summary>
public sealed class SmtpTestServer : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Supervision.Tests", "Mail", "Sending", "Server");
    private static readonly Lazy<Task<string?>> Obstacle = new(InstallAsync);

    private readonly Process process;
    private readonly ConcurrentQueue<Received> mails = new();
    private readonly TaskCompletionSource<int> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim behaving = new(0);
    private readonly SemaphoreSlim reported = new(0);
    private readonly ConcurrentDictionary<string, int> drops = new();
    private int connections;
    private int counted;

    private SmtpTestServer(Process process) => this.process = process;

    public enum Protection
    {
        None,
        StartTls,
        Implicit,
    }

    /// <summary>A mail the server has taken over, whether or not its answer reached the client.</summary>
    public sealed record Received(string From, IReadOnlyList<string> To, bool Secure, string? User, string Connection, byte[] Raw)
    {
        public MimeMessage Parse() => MimeMessage.Load(new MemoryStream(Raw));
    }

    public int Port { get; private set; }

    /// <summary>SHA-256 fingerprint of the server's own certificate.</summary>
    public string CertificateSha256 { get; private set; } = "";

    /// <summary>Every mail taken up to now.</summary>
    public IReadOnlyList<Received> Mails
    {
        get
        {
            CatchUp();
            return [.. mails];
        }
    }

    /// <summary>How many connections there were up to now.</summary>
    public int Connections
    {
        get
        {
            CatchUp();
            return Volatile.Read(ref connections);
        }
    }

    /// <summary>Mails taken while it was told to be quiet about what they say.</summary>
    public int Counted
    {
        get
        {
            CatchUp();
            return Volatile.Read(ref counted);
        }
    }

    /// <summary>How often connections were dropped, by where: mail, rcpt, content, answer.</summary>
    public IReadOnlyDictionary<string, int> Drops
    {
        get
        {
            CatchUp();
            return drops;
        }
    }

    /// <summary>Starts a server; skips the test, saying why, where Node.js or its package cannot be had.</summary>
    public static async Task<SmtpTestServer> StartAsync(Protection protection = Protection.None, string? user = null, string? password = null, string? token = null)
    {
        if (await Obstacle.Value is { } obstacle)
        {
            Assert.Skip(obstacle);
        }

        var process = Process.Start(new ProcessStartInfo("node", "server.mjs")
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var server = new SmtpTestServer(process);
        _ = server.ListenAsync();

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(150));
        server.CertificateSha256 = Convert.ToHexString(SHA256.HashData(certificate.RawData));

        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new
        {
            tls = protection switch { Protection.None => "none", Protection.Implicit => "implicit", _ => "starttls" },
            user,
            password,
            token,
            key = key.ExportPkcs8PrivateKeyPem(),
            cert = certificate.ExportCertificatePem(),
        }));
        server.Port = await server.ready.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return server;
    }

    /// <summary>Orders the faults from now on; see server.mjs.</summary>
    public async Task BehaveAsync(object behaviour)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { behave = behaviour }));
        Assert.True(await behaving.WaitAsync(TimeSpan.FromSeconds(10)), "The SMTP server did not take the order.");
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        process.Dispose();
    }

    /// <summary>The server answers the client before its report has come through the pipe; this waits for the report.</summary>
    private void CatchUp()
    {
        process.StandardInput.WriteLine(JsonSerializer.Serialize(new { report = true }));
        Assert.True(reported.Wait(TimeSpan.FromSeconds(10)), "The SMTP server did not report.");
    }

    private static async Task<string?> InstallAsync()
    {
        try
        {
            if (!Directory.Exists(Path.Combine(Folder, "node_modules", "smtp-server")))
            {
                using var npm = Process.Start(new ProcessStartInfo("npm", "ci --no-audit --no-fund")
                {
                    WorkingDirectory = Folder,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                })!;
                var output = npm.StandardOutput.ReadToEndAsync();
                var error = await npm.StandardError.ReadToEndAsync();
                await output;
                await npm.WaitForExitAsync();
                if (npm.ExitCode != 0)
                {
                    return $"The SMTP server for this test could not be installed by npm: {error}";
                }
            }

            using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            await node.WaitForExitAsync();
            return node.ExitCode == 0 ? null : "Node.js does not run.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "This test needs Node.js 20 or later with npm (https://nodejs.org).";
        }
    }

    private async Task ListenAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var told = JsonNode.Parse(line)!;
            if (told["ready"] is { } port)
            {
                ready.TrySetResult((int)port);
            }
            else if (told["connected"] is not null)
            {
                Interlocked.Increment(ref connections);
            }
            else if (told["counted"] is not null)
            {
                Interlocked.Increment(ref counted);
            }
            else if (told["dropped"] is { } where)
            {
                drops.AddOrUpdate((string)where!, 1, (_, count) => count + 1);
            }
            else if (told["behaving"] is not null)
            {
                behaving.Release();
            }
            else if (told["reported"] is not null)
            {
                reported.Release();
            }
            else if (told["mail"] is { } mail)
            {
                mails.Enqueue(new Received(
                    (string)mail["from"]!,
                    [.. mail["to"]!.AsArray().Select(to => (string)to!)],
                    (bool)mail["secure"]!,
                    (string?)mail["user"],
                    (string)mail["connection"]!,
                    Convert.FromBase64String((string)mail["raw"]!)));
            }
        }

        ready.TrySetException(new InvalidOperationException(await process.StandardError.ReadToEndAsync()));
    }
}
