namespace Supervision.InMemoryStorage;

/// <summary>What a request asks the service to do.</summary>
public enum StorageOperation
{
    CreateTable,
    DeleteTable,
    ListTables,
    InsertEntity,
    UpdateEntity,
    MergeEntity,
    UpsertReplaceEntity,
    UpsertMergeEntity,
    DeleteEntity,
    GetEntity,
    QueryEntities,
    Transaction,
    CreateContainer,
    DeleteContainer,
    GetContainer,
    SetContainerMetadata,
    LeaseContainer,
    ListContainers,
    ListBlobs,
    PutBlob,
    PutBlock,
    PutBlockList,
    GetBlockList,
    GetBlob,
    GetBlobProperties,
    SetBlobProperties,
    SetBlobMetadata,
    DeleteBlob,
    LeaseBlob,

    /// <summary>A request the service refused to understand; the answer says why.</summary>
    Malformed,
}

/// <summary>Which of the two services a request goes to.</summary>
public enum StorageKind
{
    Table,
    Blob,
}
