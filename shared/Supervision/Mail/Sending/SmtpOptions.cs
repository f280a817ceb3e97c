using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Supervision.Mail.Sending;

/// <summary>How the connection to the mail server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>STARTTLS (RFC 3207), required: a server that does not offer it is not used. Usual port 587.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314). Usual port 465.</summary>
    Tls,

    /// <summary>No protection; accepted only for a server on this machine.</summary>
    None,
}

/// <summary>The mail server and how patiently it is used, bound to <c>Mail:Smtp</c>.</summary>
public sealed class SmtpOptions : IValidatableObject
{
    // The relay claims a mail for five minutes; all attempts together must end well before another host may take it over.
    private static readonly TimeSpan LongestSend = TimeSpan.FromMinutes(4);

    /// <summary>The server's name. Default: empty, mails are written to the folder.</summary>
    public string Host { get; set; } = "";

    /// <summary>Port of the server, 1 to 65535. Default: 587.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected; None only for a server on this machine. Default: StartTls.</summary>
    [EnumDataType(typeof(SmtpSecurity))]
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>
    /// SHA-256 fingerprint of the one certificate, in hexadecimal with or without colons, that the server may show instead of one this machine trusts.
    /// Default: null, only certificates this machine trusts.
    /// </summary>
    [RegularExpression("([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}", ErrorMessage = "CertificateSha256 must be 64 hexadecimal digits.")]
    public string? CertificateSha256 { get; set; }

    /// <summary>Whether revocation of the server's certificate is looked up; switch off where the network reaches no revocation service. Default: true.</summary>
    public bool CheckRevocation { get; set; } = true;

    /// <summary>Name to log in with; set together with the password or with OAuthScope. Default: null, no authentication.</summary>
    public string? UserName { get; set; }

    /// <summary>Password to log in with, given by reference only. Default: null.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// Scope of the token with which the host's identity logs in (XOAUTH2) as <see cref="UserName"/>, where the server takes no password, e.g.
    /// https://outlook.office365.com/.default. Default: empty, no token.
    /// </summary>
    public string? OAuthScope { get; set; }

    /// <summary>The time one attempt may take, connection included; 1 s to 2 min. Default: 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan PerTryTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Attempts inside one call, for network faults before the content and 4xx answers; 1 to 5. Default: 3.</summary>
    [Range(1, 5)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>The pause before the second attempt, doubled for each further one, with jitter; 0 to 10 s. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The greatest number of attempts in any 60 seconds of one process; 0 is no limit. Default: 300.</summary>
    [Range(0, 100_000)]
    public int RatePerMinute { get; set; } = 300;

    /// <summary>Connections kept open and used at once; 1 to 20. Default: 2.</summary>
    [Range(1, 20)]
    public int MaxConnections { get; set; } = 2;

    /// <summary>How long the server is left alone after most attempts of the last minute found it unreachable; 1 s to 10 min. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a server is named at all.</summary>
    public bool IsConfigured => !string.IsNullOrWhiteSpace(Host);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsConfigured && Security == SmtpSecurity.None && !IsLoopback(Host))
        {
            yield return new ValidationResult("Security None is accepted only for a server on this machine (localhost).", [nameof(Security)]);
        }

        if (!string.IsNullOrEmpty(OAuthScope))
        {
            if (string.IsNullOrEmpty(UserName) || !string.IsNullOrEmpty(Password) || Security == SmtpSecurity.None)
            {
                yield return new ValidationResult(
                    "OAuthScope needs UserName and a protected connection, and takes the place of Password.", [nameof(OAuthScope)]);
            }
        }
        else if (string.IsNullOrEmpty(UserName) != string.IsNullOrEmpty(Password))
        {
            yield return new ValidationResult("UserName and Password must be set together.", [nameof(UserName), nameof(Password)]);
        }

        if (MaxAttempts * PerTryTimeout > LongestSend)
        {
            yield return new ValidationResult("MaxAttempts times PerTryTimeout must not exceed 4 minutes.", [nameof(PerTryTimeout)]);
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
