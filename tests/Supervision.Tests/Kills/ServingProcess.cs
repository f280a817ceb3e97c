using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Supervision.Tests.Api;
using Supervision.Tests.Storage;

namespace Supervision.Tests.Kills;

/// <summary>The serving program on the storage of a test host.</summary>
internal static class ServingProcess
{
    /// <param name="more">Environment beside what every serving program here needs.</param>
    public static async Task<ProductProcess> StartAsync(AzuriteFixture azurite, ApiHost host, int port, IReadOnlyDictionary<string, string>? more = null)
    {
        var server = ProductProcess.Start(
            new Dictionary<string, string>(more ?? new Dictionary<string, string>())
            {
                ["Storage:Connection"] = azurite.ConnectionString,
                ["Storage:Prefix"] = host.Prefix,
                ["Host:TimerContainer"] = host.Prefix + "-serving",
                ["Jurisdiction:Profile"] = "jilin-like",
                ["Office:BaseUrl"] = "https://supervision.example/",
                ["Mail:FileFolder"] = host.MailFolder,
            },
            "--port",
            port.ToString(CultureInfo.InvariantCulture));
        Assert.True(await server.SaysAsync("Supervision listens"), server.ToString());
        return server;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
