namespace Supervision.PlainModel;

/// <summary>What the end of a law or a provision makes of a deadline.</summary>
public sealed partial class Model
{
    /// <summary>Who ends what was opened, or found open, at the moment at which its law ended.</summary>
    private const string Ending = "ending";

    private bool ChangeByEnding(PlainDeadline line, FoundFact fact, PlainAct? act)
    {
        switch (fact.Type)
        {
            case "closed" when line.IsAwaited && EndBehind(line, fact, act, Date(fact.Body, "closedOn"), fact.Body.GetProperty("reason").GetString()) is { } end:
                line.Close(end.Reason, end.On, fact.On, fact.Recorded);
                return true;
            case "recurrence-ended" when !line.IsAwaited && !line.IsDutyOver
                && EndBehind(line, fact, act, Date(fact.Body, "endedOn"), fact.Body.GetProperty("reason").GetString()) is { } end:
                (line.NextStart, line.DutyEnded) = (null, (end.Reason, end.On));
                return true;
            default:
                return false;
        }
    }

    /// <summary>The act that ended the duty of a deadline, with the day and the reason that a fact names; carried out by it or by another.</summary>
    private EndAct? EndBehind(PlainDeadline line, FoundFact fact, PlainAct? act, DateOnly? on, string? reason)
    {
        var decided = act switch
        {
            EndAct carries => carries.Covers(line.Duty.Obligation) && (fact.On == on || (fact.On > on && fact.On <= LocalDate(carries.Ended))),
            null => fact.By == Ending && fact.On >= on,
            _ => false,
        };
        return decided && fact.On <= LocalDate(fact.Recorded)
            ? ends.Find(end => end.Covers(line.Duty.Obligation) && end.On == on && end.Reason == reason && end.Done != false && end.Begun <= fact.Recorded)
            : null;
    }

    /// <summary>Once an end was answered as recorded and its day has come, nothing is awaited and nothing opens any more.</summary>
    private void CheckEnded(PlainDeadline line, Settled mark)
    {
        if ((line.IsAwaited || line.OpensNext is not null) && !IsBeingOpened(line)
            && ends.Find(end => end.Done == true && end.Ended < mark.At && end.On <= mark.On && end.Covers(line.Duty.Obligation)) is { } end)
        {
            findings.Lose($"{line.Id} was not ended by {end}");
        }
    }

    /// <summary>What opens it has still to note that it was opened.</summary>
    private bool IsBeingOpened(PlainDeadline line) =>
        line.LastChainStep > 0 && Deadlines.Values.Any(parent => parent.Chain.Exists(step => step.Child == line.Id));
}
