using System.ComponentModel.DataAnnotations;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Supervision.Operations.Telemetry;

namespace Supervision.Storage;

/// <summary>
/// How the SDK retries. Four tries of at most 20 seconds and pauses of at most 5 stay below the time in which the agenda expects a
/// commit to follow the row it asked for.
/// </summary>
public static class StorageClients
{
    public static TableClientOptions Tables() => Patient(new TableClientOptions(), "table");

    public static BlobClientOptions Blobs() => Patient(new BlobClientOptions(), "blob");

    /// <exception cref="ValidationException">The options name no storage, or half of one.</exception>
    public static TableServiceClient TablesOf(StorageOptions options)
    {
        Validate(options);
        return string.IsNullOrWhiteSpace(options.Connection)
            ? new TableServiceClient(options.TableServiceUri, new DefaultAzureCredential(), Tables())
            : new TableServiceClient(options.Connection, Tables());
    }

    /// <exception cref="ValidationException">The options name no storage, or half of one.</exception>
    public static BlobServiceClient BlobsOf(StorageOptions options)
    {
        Validate(options);
        return string.IsNullOrWhiteSpace(options.Connection)
            ? new BlobServiceClient(options.BlobServiceUri, new DefaultAzureCredential(), Blobs())
            : new BlobServiceClient(options.Connection, Blobs());
    }

    private static void Validate(StorageOptions options) =>
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);

    private static T Patient<T>(T options, string service)
        where T : ClientOptions
    {
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(5);
        options.Retry.MaxRetries = 4;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(20);
        options.AddPolicy(new StorageMetricsPolicy(service), HttpPipelinePosition.PerRetry);
        return options;
    }
}
