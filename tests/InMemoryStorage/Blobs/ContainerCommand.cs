using System.Collections.Immutable;

namespace Supervision.InMemoryStorage;

/// <summary>Creates, deletes, reads, labels and leases a container.</summary>
internal sealed class ContainerCommand : Command
{
    // Deleting takes the real service at least this long; until then the name cannot be used.
    private static readonly TimeSpan Deletion = TimeSpan.FromSeconds(30);

    private readonly HttpCall call;
    private readonly ImmutableSortedDictionary<string, string> metadata;

    public ContainerCommand(StorageOperation operation, string container, HttpCall call)
    {
        this.call = call;
        Operation = operation;
        Container = container;
        metadata = BlobProtocol.Metadata(call);
    }

    public override StorageKind Kind => StorageKind.Blob;

    public override StorageOperation Operation { get; }

    public override InMemoryResponse Answer(StorageState state)
    {
        if (Operation == StorageOperation.CreateContainer)
        {
            return Create(state);
        }

        if (!state.Containers.TryGetValue(Container, out var container))
        {
            return BlobErrors.ContainerNotFound.ToResponse(Kind, state.Now);
        }

        if (Operation == StorageOperation.LeaseContainer)
        {
            var (lease, response) = LeaseActions.Apply(call, container.Lease, onBlob: false, state.Now);
            state.Containers = state.Containers.SetItem(Container, container with { Lease = lease });
            return WithTags(response, container);
        }

        var deletes = Operation == StorageOperation.DeleteContainer;
        if (Conditions.ForLease(call, container.Lease, onBlob: false, required: deletes, state.Now) is { } error)
        {
            return error.ToResponse(Kind, state.Now);
        }

        if (!Conditions.Hold(call, container.ETag, container.LastModified))
        {
            return BlobErrors.ConditionNotMet.ToResponse(Kind, state.Now);
        }

        return Operation switch
        {
            StorageOperation.DeleteContainer => Delete(state),
            StorageOperation.SetContainerMetadata => SetMetadata(container, state),
            _ => Get(container, state),
        };
    }

    private static InMemoryResponse WithTags(InMemoryResponse response, ContainerData container) =>
        response.Add("ETag", container.ETag).Add("Last-Modified", InMemoryResponse.HttpDate(container.LastModified));

    private InMemoryResponse Create(StorageState state)
    {
        if (state.Containers.ContainsKey(Container))
        {
            return BlobErrors.ContainerAlreadyExists.ToResponse(Kind, state.Now);
        }

        if (state.ContainersBeingDeleted.TryGetValue(Container, out var until) && state.Now < until)
        {
            return BlobErrors.ContainerBeingDeleted.ToResponse(Kind, state.Now);
        }

        var blobs = ImmutableSortedDictionary.Create<string, BlobData>(StringComparer.Ordinal);
        var created = new ContainerData(Container, blobs, metadata, state.NextTimestamp(), Lease.None);
        state.Containers = state.Containers.Add(Container, created);
        return WithTags(new InMemoryResponse(201, state.Now), created);
    }

    private InMemoryResponse Delete(StorageState state)
    {
        state.Containers = state.Containers.Remove(Container);
        state.ContainersBeingDeleted = state.ContainersBeingDeleted.SetItem(Container, state.Now + Deletion);
        return new InMemoryResponse(202, state.Now);
    }

    private InMemoryResponse SetMetadata(ContainerData container, StorageState state)
    {
        var labelled = container with { Metadata = metadata, LastModified = state.NextTimestamp() };
        state.Containers = state.Containers.SetItem(Container, labelled);
        return WithTags(new InMemoryResponse(200, state.Now), labelled);
    }

    private static InMemoryResponse Get(ContainerData container, StorageState state)
    {
        var response = WithTags(new InMemoryResponse(200, state.Now), container);
        BlobReadCommand.AddLease(response, container.Lease, state.Now);
        foreach (var (name, value) in container.Metadata)
        {
            response.Add("x-ms-meta-" + name, value);
        }

        return response.Add("x-ms-has-immutability-policy", "false").Add("x-ms-has-legal-hold", "false");
    }
}
