namespace Supervision.LocalHost.Azurite;

/// <summary>How Azurite, the storage emulator for trials and tests, is installed and started.</summary>
public sealed class AzuriteOptions
{
    /// <summary>Folder of the data, the lock file and the log; made when missing. One Azurite at a time works on it.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Folder into which npm installs Azurite once. Default: a folder of the user's local application data.</summary>
    public string InstallFolder { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "supervision", $"azurite-{AzuriteInstallation.Version}");

    /// <summary>Whether nothing is written to disk: for tests. Default false.</summary>
    public bool InMemory { get; init; }

    /// <summary>Whether it ends within two seconds of its starter's end, also a violent one: for tests. Default false: the next start reuses it.</summary>
    public bool EndsWithStarter { get; init; }

    /// <summary>Port of the blob service when it is free, else any free one is taken. 0 asks for any. Default 10000.</summary>
    public int BlobPort { get; init; } = 10000;

    /// <summary>Port of the table service when it is free, else any free one is taken. 0 asks for any. Default 10002.</summary>
    public int TablePort { get; init; } = 10002;

    /// <summary>How long a start may take until both services answer. Default 60 s.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long npm may take. Default 10 min.</summary>
    public TimeSpan InstallTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Where node and npm are looked for, written like the environment variable PATH, which is the default.</summary>
    public string SearchPath { get; init; } = Environment.GetEnvironmentVariable("PATH") ?? "";
}
