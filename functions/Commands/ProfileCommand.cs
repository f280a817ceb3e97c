using Microsoft.Extensions.Configuration;
using Supervision.Calendars;
using Supervision.Jurisdictions;

namespace Supervision.Functions.Commands;

/// <summary>Shows the jurisdiction profile in force and the schema, and checks a file before it is put in force. Needs no storage.</summary>
internal static class ProfileCommand
{
    /// <summary>Prints the profile that the settings name, or the schema.</summary>
    /// <exception cref="ProfileException">The profile is missing or at fault.</exception>
    public static async Task<int> PrintAsync(bool schema, TextWriter output)
    {
        var settings = Settings<JurisdictionOptions>(JurisdictionOptions.Section);
        await output.WriteLineAsync(schema ? JurisdictionProfiles.Schema.TrimEnd() : JurisdictionProfiles.Write(JurisdictionProfiles.Load(settings)));
        return 0;
    }

    /// <summary>Takes a file as the start would, with the calendar that it names.</summary>
    /// <returns>0 when it could be put in force; 1 when not, with every fault on a line of its own.</returns>
    public static async Task<int> CheckAsync(string file, TextWriter output, TextWriter error)
    {
        try
        {
            var profile = JurisdictionProfiles.LoadFile(file);
            CalendarFiles.Load(profile.Calendar, Settings<CalendarOptions>(CalendarOptions.Section).Folder);
            await output.WriteLineAsync($"{file}: {profile.Reference}, no faults.");
            return 0;
        }
        catch (ProfileException refused)
        {
            return await NameAsync(refused.Faults);
        }
        catch (CalendarException refused)
        {
            return await NameAsync(refused.Faults);
        }

        async Task<int> NameAsync(IEnumerable<object> faults)
        {
            foreach (var fault in faults)
            {
                await error.WriteLineAsync(fault.ToString());
            }

            return 1;
        }
    }

    private static T Settings<T>(string section)
        where T : new() => LocalFunctionsHost.CreateBuilder().Configuration.GetSection(section).Get<T>() ?? new T();
}
