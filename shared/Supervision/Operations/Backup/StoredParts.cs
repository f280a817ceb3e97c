using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Supervision.Operations.Health;
using Supervision.Storage;

namespace Supervision.Operations.Backup;

/// <summary>The tables and containers of an installation by the names they have in a backup.</summary>
internal sealed class StoredParts(SupervisionStorage storage)
{
    public const string Digests = "digests";

    public IReadOnlyList<(string Name, GuardedTable Table)> Tables { get; } =
    [
        ("register", storage.Register),
        ("supervision", storage.Supervision),
        ("agenda", storage.Agenda),
        ("views", storage.Views),
        ("directory", storage.Directory),
        ("indicators", storage.Indicators),
    ];

    public IReadOnlyList<(string Name, BlobContainerClient Container)> Containers { get; } =
    [
        ("laws", storage.Laws),
        ("deliveries", storage.Deliveries),
        ("papers", storage.Papers),
        (Digests, storage.History),
        ("mails", storage.Mails),
        ("drop", storage.Drop),
    ];

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
