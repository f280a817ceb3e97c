using Supervision.InMemoryStorage;
using Supervision.StorageContract;

namespace Supervision.Tests.Storage.Contract;

/// <summary>An account of the in-memory service.</summary>
internal static class MemoryAccount
{
    public static StorageAccount Create(TimeProvider? clock = null)
    {
        var service = new InMemoryStorageService(clock ?? TimeProvider.System);
        return new StorageAccount(
            service.CreateTableServiceClient(), service.CreateBlobServiceClient(), () => TestContext.Current.CancellationToken);
    }
}
