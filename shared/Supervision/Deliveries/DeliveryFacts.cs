using Supervision.History;
using Supervision.Identity;
using Supervision.Papers;

namespace Supervision.Deliveries;

/// <summary>A delivery came in that matches no deadline; it has a chain of its own.</summary>
/// <param name="ContentHash">As for a delivery that was matched.</param>
public sealed record UnmatchedDeliveryReceived(DeliveryId Delivery, DateOnly ReceivedOn, DateOnly FulfilledOn, string ContentHash) : FactBody;

/// <summary>The department took back a delivery that matched no deadline.</summary>
public sealed record UnmatchedDeliveryWithdrawn(DeliveryId Delivery, PaperRef Reason) : FactBody;
