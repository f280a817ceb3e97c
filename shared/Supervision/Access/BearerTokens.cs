using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Supervision.Access;

/// <summary>
/// Checks bearer tokens (JWT, RFC 9068 and OpenID Connect): signed by a key the issuer publishes, with an algorithm of the list, issued by the
/// authority, meant for this service, not expired. Everything else is refused, and why is counted but not told.
/// </summary>
public sealed class BearerTokens : IDisposable
{
    private const int Longest = 16_384;

    private readonly AccessOptions options;
    private readonly TimeProvider time;
    private readonly bool storageIsLocal;
    private readonly HttpClient http;
    private readonly IssuerKeys? keys;
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = Longest };
    private LocalIssuer? local;

    public BearerTokens(IOptions<AccessOptions> options, BlobServiceClient blobs, TimeProvider time, ILogger<BearerTokens> logger)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        this.options = options.Value;
        this.time = time;
        storageIsLocal = blobs.Uri.IsLoopback;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            Timeout = TimeSpan.FromSeconds(10),
            MaxResponseContentBufferSize = 1_000_000,
        };
        keys = this.options.Oidc.Authority is { } authority ? new IssuerKeys(authority, this.options.Oidc.KeysReadEvery, http, time, logger) : null;
    }

    /// <summary>True when a text is shaped like a signed token; keys never are.</summary>
    public static bool LooksLikeToken(string text) => text.StartsWith("ey", StringComparison.Ordinal) && text.Count(character => character == '.') == 2;

    /// <summary>The caller, or why the token is refused.</summary>
    /// <exception cref="IssuerUnreachableException">The issuer's keys are not known and it does not answer: nobody can be judged now.</exception>
    public async Task<(Caller? Caller, string? Refusal)> CheckAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length > Longest || !handler.CanReadToken(text))
        {
            return (null, "token-malformed");
        }

        JsonWebToken read;
        try
        {
            read = handler.ReadJsonWebToken(text);
            if (read.TryGetHeaderValue<object>("crit", out _))
            {
                return (null, "token-critical-header");
            }
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenException or FormatException)
        {
            return (null, "token-malformed");
        }

        if (read.Issuer == LocalIssuer.Issuer)
        {
            return await CheckLocalAsync(text);
        }

        if (keys is null)
        {
            return (null, "token-not-taken");
        }

        var configuration = await keys.GetAsync(null, cancellationToken);
        var result = await ValidateAsync(configuration.Issuer, configuration.SigningKeys);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException
            && await keys.GetAsync(configuration, cancellationToken) is var fresh && !ReferenceEquals(fresh, configuration))
        {
            result = await ValidateAsync(fresh.Issuer, fresh.SigningKeys);
        }

        return Judge(result, options.Oidc.RoleClaim, options.Oidc.DepartmentClaim);

        Task<TokenValidationResult> ValidateAsync(string issuer, IEnumerable<SecurityKey> signing) => handler.ValidateTokenAsync(
            text, Parameters(issuer, options.Oidc.AudienceList, options.Oidc.AlgorithmList, signing));
    }

    public void Dispose()
    {
        keys?.Dispose();
        local?.Dispose();
        http.Dispose();
    }

    private async Task<(Caller? Caller, string? Refusal)> CheckLocalAsync(string text)
    {
        if (!storageIsLocal || options.LocalIssuerFolder is not { Length: > 0 } folder || (local ??= LocalIssuer.Find(folder)) is not { } issuer)
        {
            return (null, "token-issuer");
        }

        var result = await handler.ValidateTokenAsync(
            text, Parameters(LocalIssuer.Issuer, [LocalIssuer.Audience], [SecurityAlgorithms.EcdsaSha256], [issuer.SigningKey]));
        return Judge(result, "roles", "department");
    }

    private TokenValidationParameters Parameters(
        string issuer, IEnumerable<string> audiences, IEnumerable<string> algorithms, IEnumerable<SecurityKey> signing) => new()
        {
            ValidIssuer = issuer,
            ValidAudiences = audiences,
            ValidAlgorithms = algorithms,
            ValidTypes = ["JWT", "at+jwt", "application/at+jwt"],
            IssuerSigningKeys = signing,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            RequireAudience = true,
            // A token that names no key, or one nobody knows, is not tried with every key.
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = IsNow,
        };

    private bool IsNow(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var skew = options.Oidc.ClockSkew;
        return expires is { } end && now - skew < end && (notBefore is not { } from || from <= now + skew);
    }

    private static (Caller? Caller, string? Refusal) Judge(TokenValidationResult result, string roleClaim, string departmentClaim)
    {
        if (!result.IsValid)
        {
            return (null, result.Exception switch
            {
                SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNoExpirationException
                    or SecurityTokenNotYetValidException => "token-expired",
                SecurityTokenInvalidAudienceException => "token-audience",
                SecurityTokenInvalidIssuerException => "token-issuer",
                SecurityTokenInvalidAlgorithmException => "token-algorithm",
                SecurityTokenInvalidTypeException => "token-type",
                _ => "token-signature",
            });
        }

        var token = (JsonWebToken)result.SecurityToken;
        var subject = One("oid") ?? One("sub");
        return subject is null
            ? (null, "token-subject")
            : (ClaimedCaller.Of(One("tid") ?? token.Issuer, subject, All(roleClaim), All(departmentClaim)), null);

        string? One(string type) => All(type) is [{ Length: > 0 } only] ? only : null;

        List<string> All(string type) => [.. token.Claims.Where(claim => claim.Type == type).Select(claim => claim.Value)];
    }
}
