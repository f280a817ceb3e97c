using System.ComponentModel.DataAnnotations;

namespace Supervision.Deliveries;

/// <summary>Limits of uploads.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Deliveries";

    /// <summary>The most bytes of one request's body. Default 25 MB: the worker and the platform's time limit allow little more.</summary>
    [Range(1_000, 28_000_000)]
    public long MostBytes { get; set; } = 25_000_000;

    /// <summary>The most files of one request. Default 10.</summary>
    [Range(1, 50)]
    public int MostFiles { get; set; } = 10;

    /// <summary>The most bytes of the metadata part. Default 64 KiB.</summary>
    [Range(1_000, 1_000_000)]
    public int MostMetadataBytes { get; set; } = 65_536;

    /// <summary>The most bytes of all files of one upload in parts; one part may have as many as a request. Default 250 MB.</summary>
    [Range(1_000, 2_000_000_000)]
    public long MostBytesInParts { get; set; } = 250_000_000;

    /// <summary>The most uploads in parts that a department may have under way at a time. Default 20.</summary>
    [Range(1, 200)]
    public int MostUploadsUnderWay { get; set; } = 20;

    /// <summary>How long an upload in parts may be under way before it counts as abandoned and what has arrived of it is removed. Default 48 h.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "6.00:00:00")]
    public TimeSpan UploadsKept { get; set; } = TimeSpan.FromHours(48);

    /// <summary>A rule whose issue date lies more than this before its receipt gets a finding. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "366.00:00:00")]
    public TimeSpan LongestFromIssueToReceipt { get; set; } = TimeSpan.FromDays(30);
}
