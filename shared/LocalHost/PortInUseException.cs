namespace Supervision.LocalHost;

/// <summary>Another program listens on the address this host was told to use.</summary>
public sealed class PortInUseException(int port, string url, Exception? inner = null)
    : Exception($"Port {port} is taken: another program listens on {url}.", inner)
{
    public int Port { get; } = port;

    public string Url { get; } = url;
}
