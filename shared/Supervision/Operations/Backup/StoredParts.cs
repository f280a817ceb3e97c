using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Supervision.Operations.Health;
using Supervision.Storage;

namespace Supervision.Operations.Backup;

/// <summary>The tables and containers of an installation by the names they have in a backup.</summary>
internal sealed class StoredParts(SupervisionStorage storage)
{
    public const string Digests = "digests";

    /// <summary>The last format whose backups may lack containers, and which.</summary>
    public const int FormatBeforeLater = 1;

    private static readonly (string Name, Func<SupervisionStorage, GuardedTable> Of)[] AllTables =
    [
        ("register", storage => storage.Register),
        ("supervision", storage => storage.Supervision),
        ("agenda", storage => storage.Agenda),
        ("views", storage => storage.Views),
        ("directory", storage => storage.Directory),
        ("indicators", storage => storage.Indicators),
    ];

    private static readonly (string Name, Func<SupervisionStorage, BlobContainerClient> Of)[] AllContainers =
    [
        ("laws", storage => storage.Laws),
        ("deliveries", storage => storage.Deliveries),
        ("papers", storage => storage.Papers),
        (Digests, storage => storage.History),
        ("mails", storage => storage.Mails),
        ("drop", storage => storage.Drop),
    ];

    public static IReadOnlyList<string> LaterContainers { get; } = ["mails", "drop"];

    public static IReadOnlyList<string> TableNames { get; } = [.. AllTables.Select(part => part.Name)];

    public static IReadOnlyList<string> ContainerNames { get; } = [.. AllContainers.Select(part => part.Name)];

    public IReadOnlyList<(string Name, GuardedTable Table)> Tables { get; } = [.. AllTables.Select(part => (part.Name, part.Of(storage)))];

    public IReadOnlyList<(string Name, BlobContainerClient Container)> Containers { get; } = [.. AllContainers.Select(part => (part.Name, part.Of(storage)))];

    /// <summary>Every row as a line and with its ETag, in key order; but for the mark of a restoring.</summary>
    public static async IAsyncEnumerable<(string Line, string ETag)> ReadAsync(
        GuardedTable table, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.EverythingAsync(cancellationToken))
        {
            if ((row.PartitionKey, row.RowKey) != CheckHealth.Restoring)
            {
                yield return (RowText.Write(row), row.ETag.ToString());
            }
        }
    }

    public static IAsyncEnumerable<BlobItem> ReadAsync(BlobContainerClient container, CancellationToken cancellationToken) =>
        container.GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }, cancellationToken);
}
