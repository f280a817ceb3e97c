using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Supervision.Access;

/// <summary>The issuer could not be asked for its signing keys; who calls can try again.</summary>
public sealed class IssuerUnreachableException(Exception inner) : Exception("The issuer's signing keys cannot be read now.", inner);

/// <summary>
/// The issuer's name and signing keys, as its discovery document gives them. Read again when old, and at once for a key nobody knows yet,
/// but then at most every thirty seconds: else whoever invents key ids would have us ask without end. While the issuer does not answer,
/// known keys are believed for three days.
/// </summary>
internal sealed partial class IssuerKeys(Uri authority, TimeSpan readEvery, HttpClient http, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BelievedFor = TimeSpan.FromDays(3);

    private readonly SemaphoreSlim one = new(1, 1);
    private OpenIdConnectConfiguration? current;
    private DateTimeOffset read;
    private DateTimeOffset tried = DateTimeOffset.MinValue;

    /// <param name="seen">What was tried in vain: other keys than these are wanted. Null takes what is known.</param>
    /// <exception cref="IssuerUnreachableException">No keys are known, or they are too old.</exception>
    public async Task<OpenIdConnectConfiguration> GetAsync(OpenIdConnectConfiguration? seen, CancellationToken cancellationToken)
    {
        if (Known(seen) is { } known)
        {
            return known;
        }

        await one.WaitAsync(cancellationToken);
        try
        {
            return Known(seen) ?? await ReadAsync(cancellationToken);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    /// <summary>What is known, unless it is old or was tried in vain, and asking again is due.</summary>
    private OpenIdConnectConfiguration? Known(OpenIdConnectConfiguration? seen)
    {
        var now = time.GetUtcNow();
        var wanted = current is null || now - read > readEvery || ReferenceEquals(current, seen);
        return wanted && (current is null || now - tried >= Pause) ? null : current;
    }

    private async Task<OpenIdConnectConfiguration> ReadAsync(CancellationToken cancellationToken)
    {
        tried = time.GetUtcNow();
        try
        {
            var retriever = new HttpDocumentRetriever(http) { RequireHttps = !authority.IsLoopback };
            var address = authority.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration";
            var found = await OpenIdConnectConfigurationRetriever.GetAsync(address, retriever, cancellationToken);
            if (string.IsNullOrEmpty(found.Issuer) || found.SigningKeys.Count == 0)
            {
                throw new InvalidOperationException("The discovery document names no issuer or no signing key.");
            }

            (current, read) = (found, tried);
            return found;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnread(authority, fault);
            return current is not null && tried - read < BelievedFor ? current : throw new IssuerUnreachableException(fault);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The signing keys of {Authority} could not be read.")]
    private partial void LogUnread(Uri authority, Exception fault);
}
