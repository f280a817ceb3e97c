using System.Collections.Immutable;

namespace Supervision.InMemoryStorage;

/// <summary>Labels, leases and deletes a blob.</summary>
internal sealed class BlobChangeCommand : Command
{
    private readonly HttpCall call;
    private readonly ImmutableSortedDictionary<string, string> metadata;

    public BlobChangeCommand(StorageOperation operation, string container, string blob, HttpCall call)
    {
        this.call = call;
        Operation = operation;
        Container = container;
        Key = blob;
        metadata = BlobProtocol.Metadata(call);
    }

    public override StorageKind Kind => StorageKind.Blob;

    public override StorageOperation Operation { get; }

    public override InMemoryResponse Answer(StorageState state)
    {
        if (!state.Containers.TryGetValue(Container, out var container))
        {
            return BlobErrors.ContainerNotFound.ToResponse(Kind, state.Now);
        }

        if (container.Blobs.GetValueOrDefault(Key!) is not { Committed: true } blob)
        {
            return BlobErrors.BlobNotFound.ToResponse(Kind, state.Now);
        }

        if (Operation == StorageOperation.LeaseBlob)
        {
            return ChangeLease(container, blob, state);
        }

        if (Conditions.ForWrite(call, blob, creates: false, state.Now) is { } error)
        {
            return error.ToResponse(Kind, state.Now);
        }

        if (Operation == StorageOperation.DeleteBlob)
        {
            state.Containers = state.Containers.SetItem(Container, container with { Blobs = container.Blobs.Remove(Key!) });
            return new InMemoryResponse(202, state.Now).Add("x-ms-delete-type-permanent", "true");
        }

        var lease = blob.Lease.Holds(state.Now) ? blob.Lease : Lease.None;
        var changed = Operation == StorageOperation.SetBlobMetadata
            ? blob with { Metadata = metadata, Lease = lease, LastModified = state.NextTimestamp() }
            : blob with { Headers = BlobHeaders.Of(call), Lease = lease, LastModified = state.NextTimestamp() };
        Store(container, changed, state);
        return WithTags(new InMemoryResponse(200, state.Now), changed);
    }

    private static InMemoryResponse WithTags(InMemoryResponse response, BlobData blob) =>
        response.Add("ETag", blob.ETag).Add("Last-Modified", InMemoryResponse.HttpDate(blob.LastModified));

    private InMemoryResponse ChangeLease(ContainerData container, BlobData blob, StorageState state)
    {
        if (!Conditions.Hold(call, blob.ETag, blob.LastModified))
        {
            return BlobErrors.ConditionNotMet.ToResponse(Kind, state.Now);
        }

        var (lease, response) = LeaseActions.Apply(call, blob.Lease, onBlob: true, state.Now);
        Store(container, blob with { Lease = lease }, state);
        return response.Status < 400 ? WithTags(response, blob) : response;
    }

    private void Store(ContainerData container, BlobData blob, StorageState state) =>
        state.Containers = state.Containers.SetItem(Container, container with { Blobs = container.Blobs.SetItem(Key!, blob) });
}
