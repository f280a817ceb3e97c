using System.ComponentModel.DataAnnotations;

namespace Supervision.Mail;

/// <summary>How the relay works.</summary>
public sealed class RelayOptions
{
    public const string Section = "Relay";

    /// <summary>The greatest number of attempts that can be set.</summary>
    public const int MostAttemptsEver = 100;

    /// <summary>How long a relay that has claimed a mail keeps it; then another may take over. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan ClaimFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A mail put off this often is given up and shown. Default 28: with pauses that double from one minute to six hours, nearly five days
    /// (RFC 5321, 4.5.4.1 asks for four to five), so that a mail server may be down over a long weekend.
    /// </summary>
    [Range(1, MostAttemptsEver)]
    public int MostAttempts { get; set; } = 28;

    /// <summary>Home departments served side by side. Default 4.</summary>
    [Range(1, 32)]
    public int HomesAtOnce { get; set; } = 4;

    /// <summary>No new item is begun after this long. Default 8 minutes: 80 % of the function time-out.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan TakeNoMoreAfter { get; set; } = TimeSpan.FromMinutes(8);
}
