using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Supervision.Tests.Api;

/// <summary>A way to a host that breaks once, in the middle of the first request whose first line holds a text.</summary>
internal sealed class CutLine : IDisposable
{
    private const int BytesBeforeTheCut = 500_000;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly Uri host;
    private readonly string where;
    private int cuts;

    public CutLine(Uri host, string where)
    {
        (this.host, this.where) = (host, where);
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        _ = Task.Run(AcceptAsync);
    }

    public Uri Address { get; }

    public int Cuts => cuts;

    /// <summary>First lines of the requests, of which each has a connection of its own.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public void Dispose()
    {
        closing.Cancel();
        listener.Dispose();
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(closing.Token);
            _ = Task.Run(() => CarryAsync(client));
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(host.Host, host.Port, closing.Token);
            var back = far.GetStream().CopyToAsync(near.GetStream(), closing.Token);
            var buffer = new byte[65_536];
            var (carried, cut) = (0, false);
            for (int read; (read = await near.GetStream().ReadAsync(buffer, closing.Token)) > 0;)
            {
                if (carried == 0)
                {
                    var line = Encoding.ASCII.GetString(buffer, 0, read).Split('\r')[0];
                    Requests.Enqueue(line);
                    cut = line.Contains(where, StringComparison.Ordinal) && Interlocked.CompareExchange(ref cuts, 1, 0) == 0;
                }

                carried += read;
                if (cut && carried > BytesBeforeTheCut)
                {
                    near.Client.Close(0);
                    return;
                }

                await far.GetStream().WriteAsync(buffer.AsMemory(0, read), closing.Token);
            }

            far.Client.Shutdown(SocketShutdown.Send);
            await back;
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two ends has closed.
        }
    }
}
