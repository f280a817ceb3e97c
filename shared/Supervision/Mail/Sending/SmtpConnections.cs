using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Supervision.Mail.Sending;

/// <summary>
/// Connections to the mail server that are ready to send: protected and authenticated as configured, kept for reuse while they are fresh.
/// </summary>
internal sealed class SmtpConnections : IAsyncDisposable, IDisposable
{
    // Servers drop idle clients after minutes; nobody should hold a place at the server for nothing.
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(30);

    // A connection just used needs no question whether it still stands.
    private static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(5);

    // Many servers answer 421 after some hundred mails on one connection.
    private const int MailsPerConnection = 100;

    private readonly SmtpOptions options;
    private readonly TimeProvider clock;
    private readonly ConcurrentStack<SmtpConnection> idle = new();
    private readonly ITimer sweeper;
    private readonly byte[]? pinned;
    private readonly TokenCredential? identity;

    /// <param name="identity">Gives the token where the options ask for one; it caches and renews tokens itself.</param>
    public SmtpConnections(SmtpOptions options, TimeProvider clock, TokenCredential? identity)
    {
        this.identity = identity;
        this.options = options;
        this.clock = clock;
        pinned = options.CertificateSha256 is { } hex ? Convert.FromHexString(hex.Replace(":", "", StringComparison.Ordinal)) : null;
        sweeper = clock.CreateTimer(_ => CloseIdle(), null, IdleLimit, IdleLimit);
    }

    /// <summary>A connection ready to send; an idle one unless <paramref name="fresh"/> asks for a new one.</summary>
    public async Task<SmtpConnection> RentAsync(bool fresh, CancellationToken cancellationToken)
    {
        while (!fresh && idle.TryPop(out var connection))
        {
            if (await IsAliveAsync(connection, cancellationToken))
            {
                return connection;
            }

            connection.Client.Dispose();
        }

        return await OpenAsync(cancellationToken);
    }

    /// <summary>Gives a connection back: kept if it stands and is not worn out, else closed.</summary>
    public void Return(SmtpConnection connection, bool healthy)
    {
        connection.Sent++;
        if (healthy && connection.Client.IsConnected && connection.Sent < MailsPerConnection)
        {
            connection.LastUsed = clock.GetTimestamp();
            idle.Push(connection);
        }
        else
        {
            connection.Client.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await sweeper.DisposeAsync();
        while (idle.TryPop(out var connection))
        {
            using var client = connection.Client;
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), clock);
            try
            {
                await client.DisconnectAsync(quit: true, patience.Token);
            }
            catch (Exception fault) when (IsConnectionFault(fault) || fault is OperationCanceledException)
            {
                // QUIT is a courtesy; the connection is closed either way.
            }
        }
    }

    public void Dispose()
    {
        sweeper.Dispose();
        while (idle.TryPop(out var connection))
        {
            connection.Client.Dispose();
        }
    }

    /// <summary>Whether an exception of the mail client tells of the connection rather than of one mail.</summary>
    public static bool IsConnectionFault(Exception fault) =>
        fault is IOException or SocketException or ProtocolException or CommandException or ServiceNotConnectedException
            or ServiceNotAuthenticatedException or AuthenticationException or SslHandshakeException or NotSupportedException or ObjectDisposedException;

    private async Task<bool> IsAliveAsync(SmtpConnection connection, CancellationToken cancellationToken)
    {
        if (!connection.Client.IsConnected)
        {
            return false;
        }

        if (clock.GetElapsedTime(connection.LastUsed) < TrustedFor)
        {
            return true;
        }

        try
        {
            await connection.Client.NoOpAsync(cancellationToken);
            return connection.Client.IsConnected;
        }
        catch (Exception fault) when (IsConnectionFault(fault))
        {
            return false;
        }
    }

    private async Task<SmtpConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var client = new SmtpClient
        {
            CheckCertificateRevocation = options.CheckRevocation,
            ServerCertificateValidationCallback = Trusts,
        };
        try
        {
            var security = options.Security switch
            {
                SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
                SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
                _ => SecureSocketOptions.None,
            };
            // The end of a mail is a small packet after large ones: with Nagle's algorithm it would wait some 40 ms for the peer's delayed acknowledgement.
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(options.Host, options.Port, cancellationToken);
                await client.ConnectAsync(socket, options.Host, options.Port, security, cancellationToken);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            if (!string.IsNullOrEmpty(options.OAuthScope))
            {
                var credential = identity ?? throw new AuthenticationException("Mail:Smtp:OAuthScope is set, and the host has no identity.");
                await client.AuthenticateAsync(
                    new SaslMechanismOAuth2(options.UserName!, await TokenAsync(credential, options.OAuthScope, cancellationToken)), cancellationToken);
            }
            else if (!string.IsNullOrEmpty(options.UserName))
            {
                await client.AuthenticateAsync(options.UserName, options.Password ?? "", cancellationToken);
            }

            // With BDAT the moment from which an answer can be lost would differ from DATA; one way is enough.
            client.Capabilities &= ~(SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime);
            return new SmtpConnection(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <exception cref="AuthenticationException">The host's identity was given no token.</exception>
    private static async Task<string> TokenAsync(TokenCredential credential, string scope, CancellationToken cancellationToken)
    {
        try
        {
            return (await credential.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken)).Token;
        }
        catch (Azure.Identity.AuthenticationFailedException fault)
        {
            throw new AuthenticationException("The host's identity was given no token for the mail server: " + fault.Message, fault);
        }
    }

    private bool Trusts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None
        || (pinned is not null && certificate is not null
            && CryptographicOperations.FixedTimeEquals(pinned, SHA256.HashData(certificate.GetRawCertData())));

    private void CloseIdle()
    {
        var kept = new List<SmtpConnection>();
        while (idle.TryPop(out var connection))
        {
            if (clock.GetElapsedTime(connection.LastUsed) < IdleLimit)
            {
                kept.Add(connection);
            }
            else
            {
                connection.Client.Dispose();
            }
        }

        if (kept.Count > 0)
        {
            kept.Reverse();
            idle.PushRange([.. kept]);
        }
    }
}

/// <summary>One open connection and what it has done.</summary>
internal sealed class SmtpConnection(SmtpClient client)
{
    public SmtpClient Client { get; } = client;

    /// <summary>Mails tried on it.</summary>
    public int Sent { get; set; }

    /// <summary>The clock's timestamp of the last return.</summary>
    public long LastUsed { get; set; }
}
