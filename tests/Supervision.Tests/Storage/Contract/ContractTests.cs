using Supervision.StorageContract;

namespace Supervision.Tests.Storage.Contract;

/// <summary>The contract that the command check-storage asks, asked of the storage that the tests run on.</summary>
public abstract class ContractTests(StorageAccount account)
{
    public static TheoryData<string> Names => [.. Requirements.All.Select(requirement => requirement.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task The_storage_service_meets(string requirement) => Requirements.All.Single(asked => asked.Name == requirement).CheckAsync(account);
}

public sealed class AzuriteContractTests(AzuriteFixture azurite) : ContractTests(azurite.Account);

public sealed class InMemoryContractTests() : ContractTests(MemoryAccount.Create());
