using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Supervision.Access;
using Supervision.Functions;
using Supervision.Functions.Commands;
using Supervision.InMemoryStorage;
using Supervision.LocalHost;
using Supervision.Storage;

namespace Supervision.Tests.Infra;

/// <summary>The smoke test as IT runs it, against the embedded host.</summary>
public sealed class SmokeTests
{
    [Fact]
    public async Task A_working_installation_passes_and_runs_a_sweep()
    {
        await using var host = await StartAsync();
        var key = await KeyAsync(host, Role.Administrator | Role.Officer);

        var (code, output) = await RunAsync(host.Urls.Single(), key, "--sweep", "--version", "0.1.0");

        Assert.True(code == 0, output);
        Assert.DoesNotContain("FAILED", output, StringComparison.Ordinal);
        Assert.Contains("passed  it is ready to serve", output, StringComparison.Ordinal);
        Assert.Contains("passed  a sweep runs", output, StringComparison.Ordinal);
        Assert.Contains("passed  health shows no fault", output, StringComparison.Ordinal);
        Assert.Contains("passed  version 0.1.0", output, StringComparison.Ordinal);
        Assert.DoesNotContain(key, output, StringComparison.Ordinal);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_key_that_does_not_count_fails_it()
    {
        await using var host = await StartAsync();

        var (code, output) = await RunAsync(host.Urls.Single(), "nobody.nothing");

        Assert.Equal(1, code);
        Assert.Contains("FAILED  open alerts are listed: 401 instead of 200", output, StringComparison.Ordinal);
        Assert.Contains("passed  a caller without a key is refused", output, StringComparison.Ordinal);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Another_version_than_expected_fails_it()
    {
        await using var host = await StartAsync();

        var (code, output) = await RunAsync(host.Urls.Single(), await KeyAsync(host, Role.Administrator), "--version", "9.9.9");

        Assert.Equal(1, code);
        Assert.Contains("FAILED  version: 0.1.0", output, StringComparison.Ordinal);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_installation_without_storage_is_not_ready_and_fails_it()
    {
        await using var host = await StartAsync();
        var key = await KeyAsync(host, Role.Administrator);
        await host.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient("digests").DeleteAsync(cancellationToken: TestContext.Current.CancellationToken);

        var (code, output) = await RunAsync(host.Urls.Single(), key);

        Assert.Equal(1, code);
        Assert.Contains("passed  the program runs", output, StringComparison.Ordinal);
        Assert.Contains("FAILED  it is ready to serve: 503 instead of 200", output, StringComparison.Ordinal);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<LocalFunctionsHost> StartAsync()
    {
        var storage = new InMemoryStorageService(TimeProvider.System);
        var builder = LocalFunctionsHost.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Configuration.AddInMemoryCollection(LocalRuntime.Defaults);
        builder.Services.AddSingleton(storage.MainProcess.CreateTableServiceClient());
        builder.Services.AddSingleton(storage.MainProcess.CreateBlobServiceClient());
        builder.Services.AddSupervision(builder.Configuration).AddFunctionServices();
        var host = builder.AddFunctions(typeof(FunctionServices).Assembly).UseTimers(false).UsePort(0).Build();
        await host.Services.GetRequiredService<SupervisionStorage>().PrepareAsync(TestContext.Current.CancellationToken);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private static async Task<string> KeyAsync(LocalFunctionsHost host, Role roles)
    {
        var (_, text) = await host.Services.GetRequiredService<AccessKeys>()
            .CreateAsync(roles, null, TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
        return text;
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The smoke test is a shell script.");
        Assert.SkipUnless(File.Exists("/usr/bin/curl") || File.Exists("/bin/curl"), "curl is not installed.");
        return await BicepCli.RunAsync("bash", [Path.Combine(Repository.Root, "infra", "smoke.sh"), .. arguments]);
    }
}
