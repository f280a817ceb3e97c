using Supervision.Deadlines.Chains;
using Supervision.History;
using Supervision.Identity;
using Supervision.Papers;

namespace Supervision.Deadlines;

/// <summary>A report or rule came in and was matched to this deadline.</summary>
/// <param name="ReceivedOn">Local date of receipt.</param>
/// <param name="FulfilledOn">The date that counts, by kind: receipt of a report, issue date of a rule. Claimed until accepted.</param>
/// <param name="ContentHash">SHA-256 over kind, metadata and files (DeliveryRules.ContentHash), lower-case hexadecimal: what the receipt says.</param>
/// <param name="Opens">The next occurrence, where the duty recurs from the last delivery.</param>
public sealed record DeliveryReceived(
    DeliveryId Delivery, DateOnly ReceivedOn, DateOnly FulfilledOn, string ContentHash, ChainedOpening? Opens = null) : FactBody;

/// <summary>An officer accepted a delivery with the date on which it fulfils.</summary>
/// <param name="Part">True when it fulfils only a part: the deadline stays open until the rest is there.</param>
/// <param name="PublishedOn">Rule: the local date on which it was published, or null.</param>
/// <param name="Opens">The filing for record that its publication opens, or the next occurrence of a duty that recurs from the last delivery, or null.</param>
public sealed record DeliveryAccepted(
    DeliveryId Delivery, DateOnly FulfilledOn, bool Part = false, DateOnly? PublishedOn = null, ChainedOpening? Opens = null) : FactBody;

/// <summary>Why a delivery goes back.</summary>
public enum ReturnReason
{
    /// <summary>Form only: once an accepted version follows, the first version's receipt counts.</summary>
    Form,

    /// <summary>Content: the accepted version's own date counts.</summary>
    Content,
}

/// <summary>An officer returned a delivery: it does not fulfil.</summary>
/// <param name="Opens">The next occurrence, where the duty recurs from the last delivery and another delivery still stands.</param>
public sealed record DeliveryReturned(DeliveryId Delivery, ReturnReason For, ChainedOpening? Opens = null) : FactBody;

/// <summary>The department took back a delivery that no officer had accepted.</summary>
/// <param name="Opens">As for a return.</param>
public sealed record DeliveryWithdrawn(DeliveryId Delivery, PaperRef Reason, ChainedOpening? Opens = null) : FactBody;
