namespace Supervision.Tests.Storage.Contract;

public sealed class AzuriteEntityTests(AzuriteFixture azurite) : EntityContract(azurite.Account);

public sealed class AzuriteQueryTests(AzuriteFixture azurite) : QueryContract(azurite.Account);

public sealed class AzuriteTransactionTests(AzuriteFixture azurite) : TransactionContract(azurite.Account);

public sealed class AzuriteBlobTests(AzuriteFixture azurite) : BlobContract(azurite.Account);

public sealed class AzuriteLeaseTests(AzuriteFixture azurite) : LeaseContract(azurite.Account);

public sealed class AzuriteLimitsTests(AzuriteFixture azurite) : LimitsContract(azurite.Account);
