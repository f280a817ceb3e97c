using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace Supervision.InMemoryStorage;

/// <summary>A simulated process: the clients it makes share its name in the log and its death.</summary>
public sealed class StorageProcess
{
    // The client insists on a signature when it has no credential; the service does not look at it, and so saves each request an HMAC.
    private static readonly Uri SignedTableEndpoint = new(InMemoryStorageService.TableEndpoint, "?sv=2025-11-05&sig=none");

    private readonly InMemoryTransport tables;
    private readonly InMemoryTransport blobs;
    private volatile bool dead;

    internal StorageProcess(InMemoryStorageService service, string name)
    {
        Name = name;
        Service = service;
        tables = new InMemoryTransport(this, StorageKind.Table);
        blobs = new InMemoryTransport(this, StorageKind.Blob);
    }

    public string Name { get; }

    public bool IsDead => dead;

    internal InMemoryStorageService Service { get; }

    /// <summary>Sends the options' requests to this service, with SDK retries that do not wait.</summary>
    public TableClientOptions Configure(TableClientOptions options) => Configure(options, tables);

    /// <summary>Sends the options' requests to this service, with SDK retries that do not wait.</summary>
    public BlobClientOptions Configure(BlobClientOptions options) => Configure(options, blobs);

    /// <summary>A genuine client on this service.</summary>
    /// <param name="configure">Last word on the options, e.g. on <c>Retry</c>.</param>
    public TableServiceClient CreateTableServiceClient(Action<TableClientOptions>? configure = null)
    {
        var options = Configure(new TableClientOptions());
        configure?.Invoke(options);
        return new TableServiceClient(SignedTableEndpoint, options);
    }

    /// <summary>A genuine client on this service.</summary>
    /// <param name="configure">Last word on the options, e.g. on <c>Retry</c>.</param>
    public BlobServiceClient CreateBlobServiceClient(Action<BlobClientOptions>? configure = null)
    {
        var options = Configure(new BlobClientOptions());
        configure?.Invoke(options);
        return new BlobServiceClient(InMemoryStorageService.BlobEndpoint, options);
    }

    /// <summary>Ends the process: all its requests, also those waiting in an interceptor, throw <see cref="ProcessDeathException"/>.</summary>
    public void Die() => dead = true;

    internal void ThrowIfDead()
    {
        if (dead)
        {
            throw new ProcessDeathException(Name);
        }
    }

    private static T Configure<T>(T options, HttpPipelineTransport transport)
        where T : ClientOptions
    {
        options.Transport = transport;
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.Delay = TimeSpan.Zero;
        options.Retry.MaxDelay = TimeSpan.Zero;
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        return options;
    }
}
