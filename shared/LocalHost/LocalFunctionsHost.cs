using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Supervision.LocalHost.Discovery;
using Supervision.LocalHost.Timers;

namespace Supervision.LocalHost;

/// <summary>Runs the product's functions in this process: HTTP on Kestrel, timers under blob leases.</summary>
public sealed class LocalFunctionsHost : IAsyncDisposable
{
    private readonly WebApplication app;

    internal LocalFunctionsHost(WebApplication app, IReadOnlyList<FunctionDescription> functions) =>
        (this.app, Functions) = (app, functions);

    public IServiceProvider Services => app.Services;

    public IReadOnlyList<FunctionDescription> Functions { get; }

    /// <summary>Where the host listens once started, or is going to.</summary>
    public IReadOnlyCollection<string> Urls =>
        app.Urls.Count > 0
            ? [.. app.Urls]
            : (app.Configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// Begins a host. The arguments are read as settings, e.g. <c>--Host:Timers off</c> or <c>--urls http://localhost:8080</c>.
    /// </summary>
    public static LocalFunctionsHostBuilder CreateBuilder(params string[] args) => new(args);

    /// <summary>Lists the functions of an assembly as their attributes declare them, by name, without checking them.</summary>
    public static IReadOnlyList<FunctionDescription> Describe(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return [.. FunctionDiscovery.Find(assembly.GetTypes(), []).Select(function => function.Describe())];
    }

    /// <summary>Listens and starts the timers.</summary>
    /// <exception cref="PortInUseException">Another program has the port; nothing was started.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        // Asked before the start: the framework would log a taken port as a failure with its stack trace.
        foreach (var url in Urls)
            ThrowIfTaken(url);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            var url = Urls.FirstOrDefault(address => exception.Message.Contains(address, StringComparison.OrdinalIgnoreCase))
                ?? Urls.First();
            throw new PortInUseException(BindingAddress.Parse(url).Port, url, exception);
        }
    }

    /// <summary>Stops taking requests and starting timers, lets what runs finish within Host:ShutdownTimeout, then cancels it.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => app.StopAsync(cancellationToken);

    /// <summary>Starts, and returns after a signal (Ctrl+C, SIGTERM) or the token has stopped the host.</summary>
    /// <exception cref="PortInUseException">Another program has the port; nothing was started.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>
    /// Runs a timer function now, started host or not, timers on or off. Waits while another process runs it.
    /// The run counts as one of the schedule. The function's exception comes through.
    /// </summary>
    /// <exception cref="ArgumentException">There is no timer function of this name.</exception>
    public Task RunTimerAsync(string name, CancellationToken cancellationToken = default) =>
        app.Services.GetRequiredService<TimerService>().RunAsync(name, cancellationToken);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static void ThrowIfTaken(string url)
    {
        var binding = BindingAddress.Parse(url);
        IPAddress[] addresses = binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : IPAddress.TryParse(binding.Host.Trim('[', ']'), out var address) ? [address] : [];
        foreach (var candidate in binding.Port == 0 ? [] : addresses)
        {
            using var probe = new Socket(candidate.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(candidate, binding.Port));
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new PortInUseException(binding.Port, url, exception);
            }
            catch (SocketException)
            {
                // This machine lacks the address family, or refuses for a reason the web server will state.
            }
        }
    }
}
