using System.ComponentModel.DataAnnotations;

namespace Supervision.Deliveries.Scanning;

/// <summary>A virus scanner that speaks the protocol of ClamAV's clamd over TCP.</summary>
public sealed class ScanOptions
{
    public const string Section = "Scanning";

    /// <summary>Host of clamd. Default none: nothing is scanned.</summary>
    public string? Host { get; set; }

    /// <summary>Port of clamd. Default 3310.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 3_310;

    /// <summary>How long one file may take. Default 60 s. Without an answer in time nothing is received.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:03:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);
}
