using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Supervision.Deliveries.Scanning;

/// <summary>What a scan came to.</summary>
public enum ScanResult
{
    /// <summary>Nothing was found, or no scanner is configured.</summary>
    Clean,

    /// <summary>The scanner knows it as harmful.</summary>
    Infected,

    /// <summary>The scanner did not say: nothing may be received.</summary>
    Unknown,
}

/// <summary>
/// Has files scanned by clamd (command INSTREAM). While a scanner is configured and does not answer, nothing is received: what it never saw
/// must not lie among what it passed.
/// </summary>
public sealed partial class ScanFiles(IOptions<ScanOptions> options, ILogger<ScanFiles> logger)
{
    private const int Chunk = 65_536;
    private const int LongestAnswer = 4_096;

    public bool IsOn => !string.IsNullOrWhiteSpace(options.Value.Host);

    /// <param name="content">Read from its beginning and left there.</param>
    public async Task<ScanResult> ScanAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        if (!IsOn)
        {
            return ScanResult.Clean;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.Timeout);
        try
        {
            var answer = await AskAsync(content, limit.Token);
            if (answer == "stream: OK")
            {
                return ScanResult.Clean;
            }

            if (answer.EndsWith(" FOUND", StringComparison.Ordinal))
            {
                LogFound(name.Length, answer);
                return ScanResult.Infected;
            }

            LogUnclear(answer);
            return ScanResult.Unknown;
        }
        catch (Exception fault) when (fault is SocketException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogUnreachable(options.Value.Host!, options.Value.Port, fault.Message);
            return ScanResult.Unknown;
        }
        finally
        {
            content.Position = 0;
        }
    }

    private async Task<string> AskAsync(Stream content, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(options.Value.Host!, options.Value.Port, cancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellationToken);
        content.Position = 0;
        var buffer = new byte[sizeof(int) + Chunk];
        try
        {
            for (int read; (read = await content.ReadAsync(buffer.AsMemory(sizeof(int), Chunk), cancellationToken)) > 0;)
            {
                BinaryPrimitives.WriteInt32BigEndian(buffer, read);
                await stream.WriteAsync(buffer.AsMemory(0, sizeof(int) + read), cancellationToken);
            }

            await stream.WriteAsync(new byte[sizeof(int)], cancellationToken);
        }
        catch (IOException)
        {
            // The scanner stops listening where a file is larger than it takes, and says so.
        }

        var answer = new byte[LongestAnswer];
        var length = 0;
        for (int read; length < answer.Length && (read = await stream.ReadAsync(answer.AsMemory(length), cancellationToken)) > 0;)
        {
            length += read;
            if (answer.AsSpan(0, length).Contains((byte)0))
            {
                break;
            }
        }

        return Encoding.UTF8.GetString(answer, 0, length).TrimEnd('\0', '\n');
    }

    [LoggerMessage(LogLevel.Warning, "A file with a name of {NameLength} characters was refused: {Answer}")]
    private partial void LogFound(int nameLength, string answer);

    [LoggerMessage(LogLevel.Error, "The scanner did not say whether a file is clean: {Answer}")]
    private partial void LogUnclear(string answer);

    [LoggerMessage(LogLevel.Error, "The scanner at {Host}:{Port} cannot be asked; nothing is received meanwhile: {Fault}")]
    private partial void LogUnreachable(string host, int port, string fault);
}
