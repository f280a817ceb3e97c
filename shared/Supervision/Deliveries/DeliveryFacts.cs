using Supervision.History;
using Supervision.Identity;

namespace Supervision.Deliveries;

/// <summary>A delivery came in that matches no deadline; it has a chain of its own.</summary>
public sealed record UnmatchedDeliveryReceived(DeliveryId Delivery, DateOnly ReceivedOn, DateOnly FulfilledOn) : FactBody;
