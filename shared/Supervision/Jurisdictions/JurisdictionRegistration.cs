using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Supervision.Calendars;

namespace Supervision.Jurisdictions;

/// <summary>Registers the profile of the jurisdiction and the working-day calendar it names.</summary>
public static class JurisdictionRegistration
{
    /// <summary>Reads both now, so that a faulty file stops the start and names what is wrong.</summary>
    /// <exception cref="ProfileException">The profile is missing or at fault.</exception>
    /// <exception cref="CalendarException">A calendar file is at fault, or the profile's calendar is missing.</exception>
    public static IServiceCollection AddJurisdiction(this IServiceCollection services, IConfiguration configuration)
    {
        var jurisdiction = configuration.GetSection(JurisdictionOptions.Section).Get<JurisdictionOptions>() ?? new JurisdictionOptions();
        var calendars = configuration.GetSection(CalendarOptions.Section).Get<CalendarOptions>() ?? new CalendarOptions();
        var profile = JurisdictionProfiles.Load(jurisdiction);
        return services.AddSingleton(profile).AddSingleton(CalendarFiles.Load(profile.Calendar, calendars.Folder));
    }
}
