using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Supervision.Tests.Api;

/// <summary>Uploads behind the genuine clamd of Debian, with one signature of our own: the EICAR test string.</summary>
public sealed class ScanTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Metadata = """{"title":"办法","issued":"2024-01-02"}""";
    private const string Clamd = "/usr/sbin/clamd";

    /// <summary>The test string of the European Institute for Computer Antivirus Research, harmless by design; in two halves, so that no scanner stops this file.</summary>
    private static readonly string Eicar = """X5O!P%@AP[4\PZX54(P^)7CC)7}$""" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

    [Fact]
    public async Task The_scanner_lets_clean_files_through_and_refuses_others()
    {
        Assert.SkipUnless(File.Exists(Clamd), "clamd is not installed (apt-get install clamav-daemon).");
        var folder = Directory.CreateTempSubdirectory("supervision-clamd").FullName;
        var port = FreePort();
        using var process = await StartAsync(folder, port);
        try
        {
            await using var scanned = new ApiHost(host);
            scanned.Settings["Scanning:Host"] = "127.0.0.1";
            scanned.Settings["Scanning:Port"] = port.ToString(CultureInfo.InvariantCulture);
            await scanned.InitializeAsync();
            var (department, client) = await scanned.DepartmentAsync();

            await client.SendAsync(Upload.Of(department, "rules", Metadata, ("a.txt", "正文"u8.ToArray()), ("b.pdf", SampleFiles.Pdf())), 201);
            var infected = await client.SendAsync(Upload.Of(department, "rules", Metadata, ("a.txt", "正文二"u8.ToArray()), ("b.txt", Encoding.ASCII.GetBytes(Eicar))), 422);

            Assert.Equal(["file-infected b.txt"], infected.Faults);
            Assert.Equal(1, (await client.GetAsync($"api/departments/{department}/deliveries", 200)).Json.GetProperty("items").GetArrayLength());
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task While_the_scanner_does_not_answer_nothing_is_received()
    {
        await using var scanned = new ApiHost(host);
        scanned.Settings["Scanning:Host"] = "127.0.0.1";
        scanned.Settings["Scanning:Port"] = FreePort().ToString(CultureInfo.InvariantCulture);
        await scanned.InitializeAsync();
        var (department, client) = await scanned.DepartmentAsync();

        var answer = await client.SendAsync(Upload.Of(department, "rules", Metadata, ("a.txt", "正文"u8.ToArray())), 503);

        Assert.Equal("scanner-unavailable", answer.Code);
        Assert.NotNull(answer.Message.Headers.RetryAfter);
        Assert.Equal(0, (await client.GetAsync($"api/departments/{department}/deliveries", 200)).Json.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("")]
    [InlineData("stream: INSTREAM size limit exceeded. ERROR\0")]
    [InlineData("nonsense")]
    public async Task Whatever_the_scanner_says_but_OK_keeps_the_file_out(string said)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = Task.Run(async () =>
        {
            using var caller = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            var stream = caller.GetStream();
            await stream.ReadExactlyAsync(new byte[10], TestContext.Current.CancellationToken);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(said), TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);
        await using var scanned = new ApiHost(host);
        scanned.Settings["Scanning:Host"] = "127.0.0.1";
        scanned.Settings["Scanning:Port"] = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await scanned.InitializeAsync();
        var (department, client) = await scanned.DepartmentAsync();

        var answer = await client.SendAsync(Upload.Of(department, "rules", Metadata, ("a.txt", "正文"u8.ToArray())), 503);

        Assert.Equal("scanner-unavailable", answer.Code);
        await answering;
    }

    private static async Task<Process> StartAsync(string folder, int port)
    {
        // One line: name, any type of file, anywhere, the string in hexadecimal.
        await File.WriteAllTextAsync(Path.Combine(folder, "own.ndb"), $"Test.Eicar:0:*:{Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Eicar))}\n");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "clamd.conf"), $"TCPSocket {port}\nTCPAddr 127.0.0.1\nDatabaseDirectory {folder}\nForeground yes\nOfficialDatabaseOnly no\n");
        var process = Process.Start(new ProcessStartInfo(Clamd, ["--config-file=" + Path.Combine(folder, "clamd.conf")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        for (var i = 0; i < 300; i++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return process;
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        }

        throw new InvalidOperationException("clamd did not start.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
