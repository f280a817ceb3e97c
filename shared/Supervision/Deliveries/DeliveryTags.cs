using Supervision.Deadlines;
using Supervision.History;

namespace Supervision.Deliveries;

/// <summary>
/// The tag that whoever reviews, matches or withdraws a delivery sends back (If-Match): that of the deadline it is matched to, since the decision is
/// made there; of one that is matched to none, that of its own history. A match compares with the tag of the deadline that it names.
/// </summary>
public sealed class DeliveryTags(DeadlineStore deadlines)
{
    public async Task<string> OfAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Match is { Deadline: var id })
        {
            return (await deadlines.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Deadline {id} has deliveries and is missing.")).Tag;
        }

        var history = await deadlines.ReadChainAsync(delivery.Department, delivery.Id.Value, cancellationToken);
        if (history.Count == 0)
        {
            throw new InvalidOperationException($"The history of delivery {delivery.Id} is missing.");
        }

        var last = Fact.FromContent(delivery.Id.Value, history[^1]);
        return DeadlineHead.TagOf(new ChainHead(last.Seq, Fact.HashOf(history[^1]), last.Recorded));
    }
}
