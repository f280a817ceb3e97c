using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Supervision.LocalHost;

/// <summary>Settings of the embedded host, section <c>Host</c>.</summary>
public sealed class LocalHostOptions
{
    public const string Section = "Host";

    /// <summary>
    /// How long running functions may go on once the host is told to stop; then their tokens are cancelled. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// True only behind a proxy that sets the X-MS-CLIENT-PRINCIPAL and X-MS-TOKEN headers itself and drops those of the caller; otherwise
    /// they are removed.
    /// Default false.
    /// </summary>
    public bool TrustPlatformIdentityHeaders { get; set; }

    /// <summary>Whether timer functions run by their schedules: on or off. Off still lets one be run by name. Default on.</summary>
    [RegularExpression("(?i)on|off|true|false", ErrorMessage = "Host:Timers must be on or off.")]
    public string Timers { get; set; } = "on";

    /// <summary>The blob container of the timers' leases and status. Default host-timers.</summary>
    [RegularExpression("[a-z0-9](-?[a-z0-9]){2,62}",
        ErrorMessage = "Host:TimerContainer must be a name that blob storage takes for a container.")]
    public string TimerContainer { get; set; } = "host-timers";

    /// <summary>
    /// How long a timer's lease lasts when its holder dies; while the holder lives it is renewed.
    /// Blob storage takes 15 to 60 s. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:15", "00:01:00")]
    public TimeSpan TimerLease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads the section; what is wrong with it is added to the faults.</summary>
    internal static LocalHostOptions Read(IConfiguration configuration, ICollection<string> faults)
    {
        var options = new LocalHostOptions();
        try
        {
            configuration.GetSection(Section).Bind(options);
        }
        catch (InvalidOperationException exception)
        {
            faults.Add($"{Section}: {exception.Message}");
        }

        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        foreach (var result in results)
            faults.Add($"{Section}: {result.ErrorMessage}");
        return options;
    }

    internal bool TimersOn =>
        Timers.Equals("on", StringComparison.OrdinalIgnoreCase) || Timers.Equals("true", StringComparison.OrdinalIgnoreCase);
}
