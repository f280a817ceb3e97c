using System.Reflection;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Supervision.LocalHost.Discovery;
using Supervision.LocalHost.Http;
using Supervision.LocalHost.Timers;

namespace Supervision.LocalHost;

/// <summary>Sets up the embedded host: the product's services, the functions, and where to listen.</summary>
public sealed class LocalFunctionsHostBuilder
{
    public const string DefaultUrl = "http://localhost:7071";

    private readonly WebApplicationBuilder web;
    private readonly HashSet<Type> types = [];
    private bool? timers;
    private string hostJsonPath = Path.Combine(AppContext.BaseDirectory, "host.json");

    internal LocalFunctionsHostBuilder(string[] args)
    {
        // Settings do not change without a restart; watching their files would only cost.
        web = WebApplication.CreateBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
        if (string.IsNullOrEmpty(web.Configuration[WebHostDefaults.ServerUrlsKey]))
            web.WebHost.UseUrls(DefaultUrl);
        web.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        if (System.Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } folder)
            AddCredentials(folder);
    }

    /// <summary>
    /// The product's registrations. A registered TimeProvider is the clock of the timers and time limits; default the system's.
    /// </summary>
    public IServiceCollection Services => web.Services;

    public ConfigurationManager Configuration => web.Configuration;

    public ILoggingBuilder Logging => web.Logging;

    public IHostEnvironment Environment => web.Environment;

    /// <summary>
    /// Reads each file of a folder as the setting of its name, e.g. Mail__Smtp__Password. The folder in which systemd lays a service's
    /// credentials is read by itself.
    /// </summary>
    public LocalFunctionsHostBuilder AddCredentials(string folder)
    {
        web.Configuration.AddKeyPerFile(folder, optional: true);
        return this;
    }

    /// <summary>Listens on loopback on this port; 0 takes a free one.</summary>
    public LocalFunctionsHostBuilder UsePort(int port)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        return UseUrls(port == 0 ? "http://127.0.0.1:0" : $"http://localhost:{port}");
    }

    /// <summary>Listens on these addresses instead of the setting <c>urls</c> or http://localhost:7071.</summary>
    public LocalFunctionsHostBuilder UseUrls(params string[] urls)
    {
        web.WebHost.UseUrls(urls);
        return this;
    }

    /// <summary>Whether timers run by their schedules; the same as the setting Host:Timers.</summary>
    public LocalFunctionsHostBuilder UseTimers(bool on)
    {
        timers = on;
        return this;
    }

    /// <summary>
    /// Keeps the timers' leases and status in this account; without it a BlobServiceClient must be registered in Services.
    /// </summary>
    public LocalFunctionsHostBuilder UseTimerStorage(BlobServiceClient service)
    {
        web.Services.AddSingleton(new TimerStorage(service));
        return this;
    }

    /// <summary>Adds the functions of an assembly; host.json is read from the given path or beside the program.</summary>
    public LocalFunctionsHostBuilder AddFunctions(Assembly assembly, string? hostJsonPath = null)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return AddFunctions(assembly.GetTypes(), hostJsonPath);
    }

    /// <summary>Adds the functions of these classes.</summary>
    public LocalFunctionsHostBuilder AddFunctions(IEnumerable<Type> classes, string? hostJsonPath = null)
    {
        types.UnionWith(classes);
        this.hostJsonPath = hostJsonPath ?? this.hostJsonPath;
        return this;
    }

    /// <summary>Checks the functions and makes the host. Nothing listens or runs yet.</summary>
    /// <exception cref="HostStartException">Something is wrong with the functions, their settings or host.json.</exception>
    public LocalFunctionsHost Build()
    {
        var faults = new List<string>();
        web.Services.TryAddSingleton(TimeProvider.System);
        var options = LocalHostOptions.Read(web.Configuration, faults);
        if (timers is { } on)
            options.Timers = on ? "on" : "off";
        var hostJson = HostJson.Read(hostJsonPath, faults);
        var found = FunctionDiscovery.Find(types, faults);
        var functions = FunctionChecks.Check(found, hostJson, web.Configuration, Clock().GetUtcNow(), faults);
        Register(options, hostJson, functions);

        var app = web.Build();
        try
        {
            Check(app.Services, options, found, functions, faults);
            if (faults.Count > 0)
                throw new HostStartException(faults);
            Map(app, functions);
            return new LocalFunctionsHost(app, [.. found.Select(function => function.Describe())]);
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    // Only the moment from which a schedule must come due; a clock made by a factory is not made early for it.
    private TimeProvider Clock() =>
        web.Services.LastOrDefault(s => s.ServiceType == typeof(TimeProvider) && !s.IsKeyedService)?.ImplementationInstance as TimeProvider
        ?? TimeProvider.System;

    private void Register(LocalHostOptions options, HostJson hostJson, FunctionSet functions)
    {
        var services = web.Services;
        services.AddSingleton(options);
        // Cancelled functions still get a few seconds to end after their time is over.
        services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = options.ShutdownTimeout + TimeSpan.FromSeconds(10);
            host.ServicesStopConcurrently = true;
        });
        web.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestChecks.MaxBodyBytes;
        });
        services.AddSingleton(hostJson);
        services.AddSingleton(functions);
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton<Draining>();
        services.AddSingleton<HttpFunctionRunner>();
        services.AddSingleton<MatcherPolicy, FunctionMethodPolicy>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TimerStore>(
            provider, provider.GetService<TimerStorage>()?.Service ?? provider.GetRequiredService<BlobServiceClient>()));
        services.AddSingleton<TimerService>();
        services.AddHostedService(provider => provider.GetRequiredService<TimerService>());
    }

    private static void Check(
        IServiceProvider services, LocalHostOptions options, IReadOnlyList<FunctionDefinition> found, FunctionSet functions,
        List<string> faults)
    {
        FunctionChecks.CheckServices(found, services, faults);
        var known = services.GetRequiredService<IServiceProviderIsService>();
        if (options.TimersOn && functions.Timers.Count > 0 && !known.IsService(typeof(TimerStorage))
            && !known.IsService(typeof(BlobServiceClient)))
        {
            var names = string.Join(", ", functions.Timers.Select(timer => timer.Name));
            faults.Add($"{names}: timers need a BlobServiceClient for leases and status, and none is registered.");
        }
    }

    private static void Map(WebApplication app, FunctionSet functions)
    {
        app.UseMiddleware<RequestChecks>();
        app.UseRouting();
        var runner = app.Services.GetRequiredService<HttpFunctionRunner>();
        foreach (var function in functions.Http)
        {
            app.Map(function.Pattern, context => runner.RunAsync(function.Definition, context))
                .WithMetadata(new FunctionMethods(function.Methods))
                .WithDisplayName(function.Definition.Name);
        }

        // As the genuine runtime: unless it is switched off, its own page answers at the root. Here it is off by default.
        if (app.Configuration.GetValue("AzureWebJobsDisableHomepage", true))
            return;
        RequestDelegate page = context => context.Response.WriteAsync("The functions host is running.", context.RequestAborted);
        app.Map("/", page).WithMetadata(new FunctionMethods(new HashSet<string> { HttpMethods.Get })).WithOrder(-1);
    }

    internal sealed record TimerStorage(BlobServiceClient Service);
}
