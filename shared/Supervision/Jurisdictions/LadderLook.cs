namespace Supervision.Jurisdictions;

/// <summary>The stages of a ladder that the facts let be reached, with the local date of each, lowest stage first.</summary>
public sealed record StageDates(IReadOnlyList<(EscalationStage Stage, DateOnly On)> Stages);

/// <summary>What one look at a deadline finds.</summary>
/// <param name="Reached">The highest stage reached, whether raised before or not; null for none.</param>
/// <param name="Raise">The stage to raise now: the one reached, when it is higher than what was raised in this round; else null.</param>
/// <param name="PassedOver">Lower stages of the ladder that this look leaves behind unraised, lowest first.</param>
/// <param name="NextLook">The next date after today at which the stage reached could change; null when time alone changes nothing.</param>
/// <param name="AwaitsCalendar">A stage is held back only because a year's holidays are not announced; look again when they are.</param>
public sealed record LadderLook(
    EscalationStage? Reached, EscalationStage? Raise, IReadOnlyList<EscalationStage> PassedOver, DateOnly? NextLook, bool AwaitsCalendar);
