using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Pages.Texts;

namespace Supervision.Pages.Queries;

/// <summary>A receipt, as it is printed.</summary>
/// <param name="Law">The law of the deadline matched, or null.</param>
/// <param name="Obligation">The obligation matched, or null.</param>
public sealed record ReceiptPage(Delivery Delivery, string Department, Law? Law, Obligation? Obligation);

/// <summary>Reads a receipt by point reads.</summary>
public sealed class ReceiptPageQuery(DeliveryStore deliveries, DirectoryStore directory, LawStore laws)
{
    /// <returns>Null when there is no such delivery.</returns>
    public async Task<ReceiptPage?> ReadAsync(DepartmentId department, DeliveryId id, Wording wording, CancellationToken cancellationToken)
    {
        var namesRead = directory.NamesAsync([department], wording.Texts.Language, cancellationToken);
        var deliveryRead = deliveries.FindAsync(department, id, cancellationToken);
        await Task.WhenAll(namesRead, deliveryRead);
        if (await deliveryRead is not { Delivery: var delivery })
        {
            return null;
        }

        var name = (await namesRead)[department];
        if (delivery.Match is not { } match)
        {
            return new ReceiptPage(delivery, name, null, null);
        }

        var lawRead = laws.FindAsync(match.Deadline.Obligation.Law, cancellationToken);
        var obligationRead = laws.FindObligationAsync(match.Deadline.Obligation, cancellationToken);
        await Task.WhenAll(lawRead, obligationRead);
        return new ReceiptPage(delivery, name, (await lawRead)?.Law, (await obligationRead)?.Obligation);
    }
}
