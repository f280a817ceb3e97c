using Supervision.Deadlines;
using Supervision.History;
using Supervision.Storage;

namespace Supervision.Deliveries;

/// <summary>
/// The tag that whoever reviews, matches or withdraws a delivery sends back (If-Match): that of the deadline it is matched to, since the decision is
/// made there; of one that is matched to none, that of its own history. A match compares with the tag of the deadline that it names.
/// </summary>
public sealed class DeliveryTags(SupervisionStorage storage, DeadlineStore deadlines)
{
    public async Task<string> OfAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Match is { Deadline: var id })
        {
            return (await deadlines.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Deadline {id} has deliveries and is missing.")).Tag;
        }

        ChainHead? head = null;
        await foreach (var row in storage.Supervision.ListAsync(delivery.Department.Value, $"fact-{delivery.Id}-", null, cancellationToken))
        {
            var fact = Fact.FromContent(delivery.Id.Value, row.GetString("Content"));
            head = new ChainHead(fact.Seq, row.GetString("Hash"), fact.Recorded);
        }

        return DeadlineHead.TagOf(head ?? throw new InvalidOperationException($"The history of delivery {delivery.Id} is missing."));
    }
}
