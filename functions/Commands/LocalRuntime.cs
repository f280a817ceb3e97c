using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Supervision.LocalHost.Azurite;
using Supervision.Operations.Telemetry;
using Supervision.Storage;

namespace Supervision.Functions.Commands;

/// <summary>The product on this machine: with the storage that is configured, else with an Azurite of its own under .local.</summary>
internal sealed class LocalRuntime : IAsyncDisposable
{
    private readonly AzuriteProcess? azurite;

    private LocalRuntime(LocalFunctionsHost host, AzuriteProcess? azurite)
    {
        Host = host;
        this.azurite = azurite;
    }

    public LocalFunctionsHost Host { get; }

    public IServiceProvider Services => Host.Services;

    /// <summary>True when the storage is an emulator on this machine.</summary>
    public bool StorageIsLocal => IsLoopback(Services.GetRequiredService<BlobServiceClient>().Uri);

    /// <summary>Builds the host and prepares its storage; nothing listens yet.</summary>
    /// <param name="port">Port to listen on; null for commands that serve nothing.</param>
    /// <param name="settings">Settings that come before all others.</param>
    public static async Task<LocalRuntime> BuildAsync(
        int? port,
        TextWriter progress,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string?>? settings = null,
        TimeProvider? clock = null,
        AzuriteProcess? shared = null)
    {
        var builder = LocalFunctionsHost.CreateBuilder();
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = Defaults });
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?> { ["Access:LocalIssuerFolder"] = Path.GetFullPath(Path.Combine(".local", "issuer")) },
        });
        if (settings is not null)
        {
            builder.Configuration.AddInMemoryCollection(settings);
        }

        // Standard output is for what a command answers.
        builder.Logging.AddFilter("Azure", LogLevel.Error).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (port is null)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
        }

        AzuriteProcess? own = null;
        try
        {
            var storage = builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();
            if (shared is not null)
            {
                Use(builder, shared);
            }
            else if (storage.IsEmpty)
            {
                own = await AzuriteProcess.StartAsync(
                    new AzuriteOptions { DataFolder = Path.GetFullPath(Path.Combine(".local", "azurite")) }, progress, cancellationToken);
                Use(builder, own);
            }

            if (clock is not null)
            {
                builder.Services.AddSingleton(clock);
            }

            builder.Services.AddSupervision(builder.Configuration).AddFunctionServices().AddTelemetry(builder.Configuration);
            builder.AddFunctions(typeof(LocalRuntime).Assembly).UseTimers(port is not null && clock is null);
            if (port is { } chosen)
            {
                builder.UsePort(chosen);
            }

            var host = builder.Build();
            await host.Services.GetRequiredService<SupervisionStorage>().PrepareAsync(cancellationToken);
            return new LocalRuntime(host, own);
        }
        catch
        {
            if (own is not null)
            {
                await own.DisposeAsync();
            }

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        if (azurite is not null)
        {
            await azurite.DisposeAsync();
        }
    }

    /// <summary>Schedules in UTC. In Azure the same settings come from the deployment.</summary>
    internal static Dictionary<string, string?> Defaults => new()
    {
        ["Schedules:Sweep"] = "0 5 * * * *",
        ["Schedules:Relay"] = "0 * * * * *",
        ["Schedules:CheckAgenda"] = "0 30 18 * * *",
        ["Schedules:SealHistory"] = "0 10 17 * * *",
        ["Schedules:Gather"] = "0 35 * * * *",
    };

    private static void Use(LocalFunctionsHostBuilder builder, AzuriteProcess azurite) =>
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Storage:Connection"] = azurite.ConnectionString });

    private static bool IsLoopback(Uri address) => address.IsLoopback;
}
