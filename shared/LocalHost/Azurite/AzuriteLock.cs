using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Supervision.LocalHost.Azurite;

/// <summary>What the lock file says of the Azurite that works on a folder. Azurite's own process writes it before it opens any data.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="StartedAt">When that process started, milliseconds since 1970 UTC: tells it from a later one with the same id.</param>
internal sealed record AzuriteLock(int Pid, double StartedAt, int BlobPort, int TablePort)
{
    // The two sides compute the start from the system's clock, each with its own rounding.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>Whether that very process is still there.</summary>
    public bool IsAlive
    {
        get
        {
            using var process = Open();
            return process is not null;
        }
    }

    public static string PathIn(string folder) => Path.Combine(folder, "azurite.lock.json");

    /// <summary>Reads the lock of a folder; null when there is none or it is being written.</summary>
    public static AzuriteLock? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<AzuriteLock>(File.ReadAllText(PathIn(folder)), JsonSerializerOptions.Web);
        }
        catch (Exception missing) when (missing is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Opens the process, or null when it has ended.</summary>
    public Process? Open()
    {
        try
        {
            var process = Process.GetProcessById(Pid);
            var started = new DateTimeOffset(process.StartTime.ToUniversalTime());
            if (!IsZombie(Pid) && (started - DateTimeOffset.UnixEpoch - TimeSpan.FromMilliseconds(StartedAt)).Duration() < Tolerance)
            {
                return process;
            }

            process.Dispose();
            return null;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Whether a process has ended although its entry is still there because nobody asked for its result.</summary>
    private static bool IsZombie(int pid)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..] is ['Z' or 'X', ..];
        }
        catch (IOException)
        {
            return true;
        }
    }
}
