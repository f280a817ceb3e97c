namespace Supervision.Tests.Storage.Contract;

public sealed class InMemoryEntityTests() : EntityContract(StorageAccount.InMemory());

public sealed class InMemoryQueryTests() : QueryContract(StorageAccount.InMemory());

public sealed class InMemoryTransactionTests() : TransactionContract(StorageAccount.InMemory());

public sealed class InMemoryBlobTests() : BlobContract(StorageAccount.InMemory());

public sealed class InMemoryLeaseTests() : LeaseContract(StorageAccount.InMemory());

public sealed class InMemoryLimitsTests() : LimitsContract(StorageAccount.InMemory());
