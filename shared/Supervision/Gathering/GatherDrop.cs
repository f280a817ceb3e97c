using Azure.Storage.Blobs.Models;
using Supervision.Deliveries;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Gathering;

/// <summary>
/// Gathers what systems inside the network dropped: a folder <c>{department}/{reports or rules}/{name}/</c> with files and, put last,
/// <c>metadata.json</c>. What was taken is removed; beside what was not lies <c>refused.json</c> with the reason. Who may write here may
/// deliver for every department, so the container's rights are the check.
/// </summary>
public sealed class GatherDrop(SupervisionStorage storage, TakeItem take, ItemLedger ledger, SourceStore store, TimeProvider time)
{
    public const string Source = "drop";

    private const string MetadataName = "metadata.json";
    private const string RefusedName = "refused.json";
    private const int MostMetadata = 65_536;
    private const int MostBlobs = 20_000;

    public async Task<SourceState> ExecuteAsync(int mostItems, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var state = await store.FindAsync(Source, cancellationToken) ?? new SourceState(Source, now);
        var taken = 0;
        await foreach (var folder in FoldersAsync(cancellationToken))
        {
            if (taken >= mostItems)
            {
                break;
            }

            taken += await TakeAsync(folder, cancellationToken) ? 1 : 0;
        }

        state = state with
        {
            LastAnswered = now,
            LastRead = now,
            FaultCode = null,
            FaultDetail = null,
            FaultsInARow = 0,
            LastItem = taken > 0 ? now : state.LastItem,
            Taken = state.Taken + taken,
        };
        await store.SaveAsync(state, cancellationToken);
        return state;
    }

    /// <summary>Blobs come in the order of their names, so those of one folder come together.</summary>
    private async IAsyncEnumerable<List<BlobItem>> FoldersAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = new List<BlobItem>();
        var seen = 0;
        await foreach (var blob in storage.Drop.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (folder.Count > 0 && FolderOf(folder[0].Name) != FolderOf(blob.Name))
            {
                yield return folder;
                folder = [];
            }

            folder.Add(blob);
            if (++seen == MostBlobs)
            {
                break;
            }
        }

        if (folder.Count > 0)
        {
            yield return folder;
        }
    }

    private async Task<bool> TakeAsync(List<BlobItem> folder, CancellationToken cancellationToken)
    {
        if (folder.FirstOrDefault(blob => NameOf(blob) == MetadataName) is not { } metadata)
        {
            return false;
        }

        // Put again, it is another item: so a sender mends what was refused.
        var id = $"{FolderOf(metadata.Name)}\n{metadata.Properties.ETag}";
        var state = await ledger.PassAsync(Source, id, () => TakeAsync(folder, metadata, id, cancellationToken), cancellationToken);
        var known = state is null ? await store.FindItemAsync(Source, SourceStore.KeyOf(id), cancellationToken) : null;
        if (state == ItemState.Taken || known?.State == ItemState.Taken)
        {
            foreach (var blob in folder.OrderBy(blob => NameOf(blob) == MetadataName))
            {
                await storage.Drop.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
            }

            return state == ItemState.Taken;
        }

        if (state == ItemState.Aside && await store.FindItemAsync(Source, SourceStore.KeyOf(id), cancellationToken) is { } aside)
        {
            await storage.Drop.GetBlobClient($"{FolderOf(metadata.Name)}/{RefusedName}").UploadAsync(
                BinaryData.FromString(Json.Write(new { aside.Reason, aside.Detail, on = aside.LastTried })), overwrite: true, cancellationToken);
        }

        return false;
    }

    private async Task<DeliveryId> TakeAsync(List<BlobItem> folder, BlobItem metadata, string id, CancellationToken cancellationToken)
    {
        if (FolderOf(metadata.Name).Split('/') is not [var home, ("reports" or "rules") and var kind, _] || !DepartmentId.TryParse(home, out var department))
        {
            throw new GatherFaultException("folder-unknown", "Folders are {department}/{reports or rules}/{name}.", isPassing: false);
        }

        if (metadata.Properties.ContentLength > MostMetadata)
        {
            throw new GatherFaultException("metadata-too-large", $"At most {MostMetadata} bytes.", isPassing: false);
        }

        var content = await storage.Drop.GetBlobClient(metadata.Name).DownloadContentAsync(cancellationToken);
        var files = folder.Where(blob => NameOf(blob) is not (MetadataName or RefusedName)).Select(blob => new ItemFile(NameOf(blob), async (most, stop) =>
            blob.Properties.ContentLength > most
                ? throw new GatherFaultException("too-large", "The files have more bytes than one delivery may.", isPassing: false)
                : await storage.Drop.GetBlobClient(blob.Name).OpenReadAsync(cancellationToken: stop)));
        return await take.ExecuteAsync(
            Source, id, department, kind == "rules" ? DeliveryKind.Rule : DeliveryKind.Report, content.Value.Content.ToMemory(), [.. files], cancellationToken);
    }

    private static string FolderOf(string name) => name.LastIndexOf('/') is var slash and >= 0 ? name[..slash] : "";

    private static string NameOf(BlobItem blob) => blob.Name[(blob.Name.LastIndexOf('/') + 1)..];
}
