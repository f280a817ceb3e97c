using System.ComponentModel.DataAnnotations;

namespace Supervision.Access;

/// <summary>Who is let in, and how often.</summary>
public sealed class AccessOptions : IValidatableObject
{
    public const string Section = "Access";

    public OidcOptions Oidc { get; set; } = new();

    public RateLimitOptions RateLimits { get; set; } = new();

    /// <summary>
    /// True only where the platform in front signs people in and sets X-MS-CLIENT-PRINCIPAL itself, dropping what callers send. Default false:
    /// the header means nothing.
    /// </summary>
    public bool PlatformSignIn { get; set; }

    /// <summary>
    /// Folder with the signing key of the local issuer (command "token"). Its tokens are taken only while the storage is on this machine.
    /// Default none; the embedded host names .local/issuer.
    /// </summary>
    public string? LocalIssuerFolder { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var part in new object[] { Oidc, RateLimits })
        {
            var results = new List<ValidationResult>();
            Validator.TryValidateObject(part, new ValidationContext(part), results, validateAllProperties: true);
            foreach (var result in results)
            {
                yield return result;
            }
        }
    }
}

/// <summary>The issuer of bearer tokens (OpenID Connect), e.g. Entra ID.</summary>
public sealed class OidcOptions : IValidatableObject
{
    /// <summary>Signature algorithms that may be named at all: all take a private key to sign, none is a shared secret.</summary>
    private static readonly HashSet<string> Asymmetric = new(StringComparer.Ordinal)
    {
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
    };

    /// <summary>The issuer, e.g. https://login.microsoftonline.com/{tenant}/v2.0. Default none: no token is taken.</summary>
    public Uri? Authority { get; set; }

    /// <summary>What a token must be meant for (aud); several joined by commas. Needed with an authority.</summary>
    public string? Audience { get; set; }

    /// <summary>Claim with the roles department, officer, director, administrator, reader. Default roles.</summary>
    [Required]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Claim with the id of the department that a caller of role department acts for. Default department.</summary>
    [Required]
    public string DepartmentClaim { get; set; } = "department";

    /// <summary>Signature algorithms that are taken, joined by commas. Default RS256,PS256,ES256; shared secrets and "none" are never taken.</summary>
    [Required]
    public string Algorithms { get; set; } = "RS256,PS256,ES256";

    /// <summary>How far clocks may differ. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How old signing keys may grow before they are read again; an unknown key has them read at once. Default 12 hours.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00")]
    public TimeSpan KeysReadEvery { get; set; } = TimeSpan.FromHours(12);

    internal IReadOnlyList<string> AudienceList => List(Audience);

    internal IReadOnlyList<string> AlgorithmList => List(Algorithms);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Authority is { } authority && (!authority.IsAbsoluteUri || (authority.Scheme != Uri.UriSchemeHttps && !authority.IsLoopback)))
        {
            yield return new ValidationResult("Access:Oidc:Authority must be an https address; http is taken on this machine only.");
        }

        if (Authority is not null && AudienceList.Count == 0)
        {
            yield return new ValidationResult("Access:Oidc:Audience is needed with an authority: a token meant for another service must not open this one.");
        }

        if (AlgorithmList.Count == 0 || AlgorithmList.Any(algorithm => !Asymmetric.Contains(algorithm)))
        {
            yield return new ValidationResult($"Access:Oidc:Algorithms takes {string.Join(", ", Asymmetric)}.");
        }
    }

    private static string[] List(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>How often a caller may ask. Beyond it: 429 with Retry-After, and nothing was done.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Requests of one caller in a minute, on average. Default 1,200.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerMinute { get; set; } = 1_200;

    /// <summary>Requests of one caller at once, after a pause. Default 300.</summary>
    [Range(1, 100_000)]
    public int Burst { get; set; } = 300;

    /// <summary>Refused sign-ins of one address in a minute before further ones are answered 429. Default 120.</summary>
    [Range(1, 1_000_000)]
    public int RefusedPerMinute { get; set; } = 120;
}
