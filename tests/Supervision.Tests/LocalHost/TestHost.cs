using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Supervision.LocalHost;

namespace Supervision.Tests.LocalHost;

/// <summary>The embedded host with sample functions, on a free loopback port.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("host-").FullName;

    private TestHost(IEnumerable<Type> classes, Action<LocalFunctionsHostBuilder>? configure, string hostJson, string[] settings)
    {
        var path = Path.Combine(folder, "host.json");
        File.WriteAllText(path, hostJson);
        var builder = LocalFunctionsHost.CreateBuilder(settings).UsePort(0).AddFunctions(classes, path);
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.Services.AddSingleton(Calls);
        configure?.Invoke(builder);
        Host = builder.Build();
    }

    public LocalFunctionsHost Host { get; }

    public Calls Calls { get; } = new();

    public LogLines Log { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public static async Task<TestHost> StartAsync(
        IEnumerable<Type> classes, Action<LocalFunctionsHostBuilder>? configure = null, string? hostJson = null, params string[] settings)
    {
        hostJson ??= """{ "version": "2.0", "extensions": { "http": { "routePrefix": "" } } }""";
        var host = new TestHost(classes, configure, hostJson, settings);
        await host.Host.StartAsync(TestContext.Current.CancellationToken);
        host.Http = new HttpClient { BaseAddress = new Uri(host.Host.Urls.Single()) };
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        await Host.StopAsync();
        await Host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Keeps what was logged.</summary>
public sealed class LogLines : ILoggerProvider
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (log.lines)
            {
                log.lines.Add($"{logLevel}: {formatter(state, exception)} {exception}".TrimEnd());
            }
        }
    }
}
