using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Pages.Texts;

namespace Supervision.Pages.Queries;

/// <summary>A receipt, as it is printed.</summary>
/// <param name="Law">The law of the deadline matched, or null.</param>
/// <param name="Obligation">The obligation matched, or null.</param>
/// <param name="Files">Its files, by number.</param>
public sealed record ReceiptPage(Delivery Delivery, string Department, Law? Law, Obligation? Obligation, IReadOnlyList<ReceiptFileRow> Files);

/// <summary>A file of the delivery.</summary>
/// <param name="Removed">True once it was removed by decision.</param>
public sealed record ReceiptFileRow(DeliveredFile File, bool Removed);

/// <summary>Reads a receipt by point reads.</summary>
public sealed class ReceiptPageQuery(DeliveryStore deliveries, RemovalStore removals, DirectoryStore directory, LawStore laws)
{
    /// <returns>Null when there is no such delivery.</returns>
    public async Task<ReceiptPage?> ReadAsync(DepartmentId department, DeliveryId id, Wording wording, CancellationToken cancellationToken)
    {
        var namesRead = directory.NamesAsync([department], wording.Texts.Language, cancellationToken);
        var deliveryRead = deliveries.FindAsync(department, id, cancellationToken);
        var removedRead = removals.ListRemovedAsync(department, $"{id}-", cancellationToken);
        await Task.WhenAll(namesRead, deliveryRead, removedRead);
        if (await deliveryRead is not { Delivery: var delivery })
        {
            return null;
        }

        var name = (await namesRead)[department];
        var removed = await removedRead;
        var files = delivery.Files.Select((file, index) => new ReceiptFileRow(file, removed.Contains(RemovalTarget.FileKey(id, index + 1)))).ToList();
        if (delivery.Match is not { } match)
        {
            return new ReceiptPage(delivery, name, null, null, files);
        }

        var lawRead = laws.FindAsync(match.Deadline.Obligation.Law, cancellationToken);
        var obligationRead = laws.FindObligationAsync(match.Deadline.Obligation, cancellationToken);
        await Task.WhenAll(lawRead, obligationRead);
        return new ReceiptPage(delivery, name, (await lawRead)?.Law, (await obligationRead)?.Obligation, files);
    }
}
