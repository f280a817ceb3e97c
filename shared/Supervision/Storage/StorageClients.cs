using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Supervision.Storage;

/// <summary>
/// How the SDK retries. Four tries of at most 20 seconds and pauses of at most 5 stay below the time in which the agenda expects a
/// commit to follow the row it asked for.
/// </summary>
public static class StorageClients
{
    public static TableClientOptions Tables() => Patient(new TableClientOptions());

    public static BlobClientOptions Blobs() => Patient(new BlobClientOptions());

    private static T Patient<T>(T options)
        where T : ClientOptions
    {
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(5);
        options.Retry.MaxRetries = 4;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(20);
        return options;
    }
}
