using Supervision.Calendars;
using Supervision.Identity;

namespace Supervision.Deadlines.Steps;

/// <summary>The steps that people propose.</summary>
public enum StepName
{
    Extension,
    Deferral,
    Waiver,
    Withdrawal,
    Correction,
    FulfilledDate,
    SupervisionLetter,
    StandingCommittee,
}

/// <summary>A step as it is asked for. Each step takes the fields named with it and no others.</summary>
/// <param name="Reason">Why; for a letter, the letter.</param>
/// <param name="Until">Extension: the new d, local.</param>
/// <param name="Trigger">Correction: the trigger date as it should have been.</param>
/// <param name="Period">Correction: the period as it should have been.</param>
/// <param name="On">Correction: a fixed due date instead.</param>
/// <param name="Delivery">Fulfilled date: which delivery.</param>
/// <param name="FulfilledOn">Fulfilled date: f as it should be.</param>
/// <param name="Form">Standing committee: the form of supervision.</param>
public sealed record StepRequest(
    StepName Step,
    string Reason,
    DateOnly? Until = null,
    DateOnly? Trigger = null,
    Period? Period = null,
    DateOnly? On = null,
    DeliveryId? Delivery = null,
    DateOnly? FulfilledOn = null,
    SupervisionForm? Form = null);
