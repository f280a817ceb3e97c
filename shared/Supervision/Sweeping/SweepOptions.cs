using System.ComponentModel.DataAnnotations;

namespace Supervision.Sweeping;

/// <summary>How the sweep works.</summary>
public sealed class SweepOptions
{
    public const string Section = "Sweep";

    /// <summary>Home departments looked at side by side. Default 8.</summary>
    [Range(1, 64)]
    public int HomesAtOnce { get; set; } = 8;

    /// <summary>No new item is begun after this long: 80 % of the function time-out. Default 8 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan TakeNoMoreAfter { get; set; } = TimeSpan.FromMinutes(8);

    /// <summary>An item that failed this often in a row is set aside and tried once a day. Default 5.</summary>
    [Range(1, 100)]
    public int SetAsideAfter { get; set; } = 5;

    /// <summary>Operations are called when no sweep has succeeded for this long. Default 6 hours.</summary>
    [Range(typeof(TimeSpan), "00:30:00", "7.00:00:00")]
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromHours(6);
}
