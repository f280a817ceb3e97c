using System.Text.Json.Serialization;
using Supervision.Calendars;
using Supervision.History;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Papers;

namespace Supervision.Deadlines.Chains;

/// <summary>A clock that an event at one deadline opens at another: everything the other is opened with.</summary>
/// <param name="Child">The deadline to open.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Provenance">Its clock, with what opened it.</param>
/// <param name="PeriodStart">First day of its period, where the duty recurs from the last delivery.</param>
/// <param name="PeriodEnd">Last day of that period.</param>
/// <param name="Recurrence">How it recurs, or null.</param>
public sealed record ChainedOpening(
    DeadlineId Child,
    ObligationKind Kind,
    Provenance Provenance,
    DateOnly? PeriodStart = null,
    DateOnly? PeriodEnd = null,
    Recurrence? Recurrence = null)
{
    /// <summary>The delivery that it stands or falls with, if any.</summary>
    [JsonIgnore]
    public DeliveryId? By => Provenance.OpenedBy?.Delivery;
}

/// <summary>
/// A step that the relay still has to take at another deadline: opening it, or withdrawing it because what opened it has gone. Steps are
/// taken in the order of their numbers.
/// </summary>
/// <param name="Number">From 1, counted at the deadline where the events happen.</param>
/// <param name="On">Local date of the event; what is opened counts as opened on it.</param>
/// <param name="Opening">What to open; null: withdraw the child.</param>
public sealed record ChainStep(int Number, DeadlineId Child, DateOnly On, ChainedOpening? Opening);

/// <summary>A deadline that an event here has opened and that stands or falls with it.</summary>
/// <param name="Number">Number of the step that opened it.</param>
/// <param name="Delivery">The delivery that was the event, if one was.</param>
/// <param name="ChangedOn">Local date of the change of the higher law that was the event, if one was.</param>
public sealed record ChainedDeadline(int Number, DeadlineId Child, DeliveryId? Delivery, DateOnly? ChangedOn = null);

/// <summary>The relay took a step at another deadline.</summary>
public sealed record ChainStepTaken(int Number, DeadlineId Child) : FactBody;

/// <summary>An accepted rule was published: its filing for record is due (Legislation Law art. 109).</summary>
/// <param name="PublishedOn">Local date of publication.</param>
public sealed record RulePublished(DeliveryId Delivery, DateOnly PublishedOn, ChainedOpening? Opens) : FactBody;

/// <summary>The body that reviews rules filed for record gave an opinion: an answer is due (Legislation Law art. 112).</summary>
/// <param name="GivenOn">Local date of the opinion.</param>
public sealed record ReviewOpinionGiven(DateOnly GivenOn, PaperRef Text, ChainedOpening Opens) : FactBody;

/// <summary>The higher law changed: the rule made under it is to be reviewed.</summary>
/// <param name="ChangedOn">Local date from which the change is in force.</param>
public sealed record HigherLawChanged(DateOnly ChangedOn, string Plan, ChainedOpening Opens) : FactBody;

/// <summary>An event other than a delivery turned out not to have been: what it opened is withdrawn.</summary>
/// <param name="Number">Number of the step that opened it.</param>
public sealed record ChainedEventWithdrawn(int Number, PaperRef Reason) : FactBody;
