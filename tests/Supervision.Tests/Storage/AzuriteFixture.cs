using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Supervision.LocalHost.Azurite;
using Supervision.StorageContract;
using Supervision.Tests.Storage;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace Supervision.Tests.Storage;

/// <summary>One Azurite in memory for the whole test run, started when the first test asks for it and installed when it is missing.</summary>
/// <remarks>Tests share it: each takes tables and containers with names of its own.</remarks>
public sealed class AzuriteFixture : IAsyncDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"supervision-azurite-{Environment.ProcessId}");
    private readonly Lazy<Task<AzuriteProcess>> azurite;
    private readonly Lazy<StorageAccount> account;

    public AzuriteFixture()
    {
        azurite = new(() => AzuriteProcess.StartAsync(
            new AzuriteOptions { DataFolder = folder, InMemory = true, EndsWithStarter = true, BlobPort = 0, TablePort = 0 },
            Console.Error, CancellationToken.None));
        account = new(() => new StorageAccount(new TableServiceClient(ConnectionString), new BlobServiceClient(ConnectionString), () => TestContext.Current.CancellationToken));
    }

    /// <summary>Waits for the start.</summary>
    public string ConnectionString => Task.Run(() => azurite.Value).GetAwaiter().GetResult().ConnectionString;

    /// <summary>Clients of this Azurite and names nobody else uses.</summary>
    public StorageAccount Account => account.Value;

    public async ValueTask DisposeAsync()
    {
        if (azurite.IsValueCreated)
        {
            try
            {
                await (await azurite.Value).DisposeAsync();
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
