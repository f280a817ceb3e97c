using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Supervision.LocalHost.Azurite;

namespace Supervision.Tests.LocalHost;

public sealed class AzuriteProcessTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("azurite-test-").FullName;
    private readonly StringWriter progress = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Both_services_answer_once_it_has_started_and_no_longer_once_it_is_disposed()
    {
        var azurite = await StartAsync();
        var tables = new TableServiceClient(azurite.ConnectionString);
        var blobs = new BlobServiceClient(azurite.ConnectionString);
        await tables.CreateTableAsync("t123", Cancellation);
        await blobs.CreateBlobContainerAsync("c123", cancellationToken: Cancellation);

        await azurite.DisposeAsync();

        Assert.False(IsRunning(azurite.ProcessId));
        Assert.False(File.Exists(Path.Combine(folder, "azurite.lock.json")));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(azurite.TableEndpoint));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(azurite.BlobEndpoint));
    }

    [Fact]
    public async Task A_second_start_on_the_folder_reuses_it_and_leaves_it_running()
    {
        await using var first = await StartAsync();

        var second = await StartAsync();
        await second.DisposeAsync();

        Assert.Equal((false, true), (first.Reused, second.Reused));
        Assert.Equal((first.ProcessId, first.ConnectionString), (second.ProcessId, second.ConnectionString));
        Assert.True(IsRunning(first.ProcessId));
    }

    [Fact]
    public async Task Starts_at_the_same_time_give_one_process()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => StartAsync())));

        Assert.Single(all.Select(a => a.ProcessId).Distinct());
        Assert.Single(all, a => !a.Reused);
        foreach (var azurite in all)
        {
            await azurite.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_lock_of_a_killed_one_is_replaced()
    {
        var first = await StartAsync();
        using (var process = Process.GetProcessById(first.ProcessId))
        {
            process.Kill();
        }

        await using var second = await StartAsync();

        Assert.False(second.Reused);
        Assert.NotEqual(first.ProcessId, second.ProcessId);
        await GetAsync(second.TableEndpoint);
    }

    [Fact]
    public async Task The_lock_of_another_process_that_got_the_same_id_is_replaced()
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "azurite.lock.json"),
            string.Create(CultureInfo.InvariantCulture, $$"""{"pid":{{Environment.ProcessId}},"startedAt":1000,"blobPort":1,"tablePort":2}"""), Cancellation);

        await using var azurite = await StartAsync();

        Assert.False(azurite.Reused);
        Assert.NotEqual(Environment.ProcessId, azurite.ProcessId);
    }

    [Fact]
    public async Task Taken_ports_are_left_alone()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;

        await using var azurite = await StartAsync(taken);

        Assert.NotEqual(taken, azurite.BlobEndpoint.Port);
        await GetAsync(azurite.BlobEndpoint);
    }

    [Fact]
    public async Task It_runs_in_a_session_of_its_own()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        await using var azurite = await StartAsync();

        var stat = await File.ReadAllTextAsync($"/proc/{azurite.ProcessId}/stat", Cancellation);
        var (group, session) = stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is [_, _, var g, var s, ..] ? (g, s) : default;

        var own = azurite.ProcessId.ToString(CultureInfo.InvariantCulture);
        Assert.Equal((own, own), (group, session));
    }

    [Fact]
    public async Task Data_outlives_the_process()
    {
        await using (var first = await StartAsync(inMemory: false))
        {
            var table = await new TableServiceClient(first.ConnectionString).CreateTableAsync("kept", Cancellation);
            Assert.Equal("kept", table.Value.Name);
        }

        await using var second = await StartAsync(inMemory: false);

        Assert.Contains("kept", new TableServiceClient(second.ConnectionString).Query(cancellationToken: Cancellation).Select(t => t.Name));
    }

    [Theory]
    [InlineData("node")]
    [InlineData("npm")]
    public async Task A_missing_program_is_named_in_one_line_that_says_how_to_get_it(string missing)
    {
        var tools = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;
        if (missing == "npm")
        {
            await File.WriteAllTextAsync(Path.Combine(tools, OperatingSystem.IsWindows() ? "node.exe" : "node"), "", Cancellation);
        }

        var options = new AzuriteOptions { DataFolder = folder, InstallFolder = Path.Combine(folder, "none"), SearchPath = tools };
        var refused = await Assert.ThrowsAsync<AzuriteUnavailableException>(() => AzuriteProcess.StartAsync(options, progress, Cancellation));

        Assert.Contains($"'{missing}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("https://nodejs.org", refused.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install nodejs npm", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static bool IsRunning(int pid)
    {
        try
        {
            // Where nothing collects ended processes their entry stays, as a zombie.
            return !File.Exists($"/proc/{pid}/stat") ? !Process.GetProcessById(pid).HasExited
                : !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z", StringComparison.Ordinal);
        }
        catch (Exception ended) when (ended is ArgumentException or IOException)
        {
            return false;
        }
    }

    private static async Task GetAsync(Uri endpoint)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(endpoint, Cancellation);
    }

    private Task<AzuriteProcess> StartAsync(int blobPort = 0, bool inMemory = true) => AzuriteProcess.StartAsync(
        new AzuriteOptions { DataFolder = folder, InMemory = inMemory, EndsWithStarter = true, BlobPort = blobPort, TablePort = 0 }, progress, Cancellation);
}
