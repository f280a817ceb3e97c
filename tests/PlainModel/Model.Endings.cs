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
                line.EndedBy = (NameOf(fact), fact.On);
                return true;
            case "recurrence-ended" when !line.IsAwaited && !line.IsDutyOver
                && EndBehind(line, fact, act, Date(fact.Body, "endedOn"), fact.Body.GetProperty("reason").GetString()) is { } end:
                (line.NextStart, line.EndedNext, line.DutyEnded) = (null, line.NextStart ?? line.EndedNext, (end.Reason, end.On));
                line.EndedBy = (NameOf(fact), null);
                return true;
            case "end-withdrawn" when act is WithdrawEndAct { IsOwn: false } withdraw && withdraw.End.Covers(line.Duty.Obligation)
                && fact.Body.GetProperty("end").GetString() == withdraw.Named && line.WithdrawnEnds.Add(withdraw.Named):
                return Revive(line, fact, withdraw);
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
        var name = NameOf(fact);
        var wasTakenBack = line.WithdrawnEnds.Contains(name) || withdrawals.Exists(one => one.Named == name && one.Done == true && one.Ended < fact.Recorded);
        return decided && !wasTakenBack && fact.On <= LocalDate(fact.Recorded)
            ? ends.Find(end => end.Covers(line.Duty.Obligation) && end.On == on && end.Reason == reason && end.Done != false && end.Begun <= fact.Recorded)
            : null;
    }

    private static string NameOf(FoundFact fact) => fact.Body.GetProperty("plan").GetString()!;

    /// <summary>
    /// What the end had closed is awaited again, in a further round, and the days on which it counted as closed lay with the office; unless another
    /// end that covers the duty stands.
    /// </summary>
    private bool Revive(PlainDeadline line, FoundFact fact, WithdrawEndAct withdraw)
    {
        var stays = fact.Body.TryGetProperty("instead", out var other) && other.ValueKind == System.Text.Json.JsonValueKind.Object;
        if (stays && !ends.Exists(end => end != withdraw.End && end.Covers(line.Duty.Obligation) && end.On == Date(other, "on")
            && end.Reason == other.GetProperty("reason").GetString() && end.Done != false && end.Begun <= fact.Recorded && !IsTakenBack(end, fact.Recorded)))
        {
            findings.Differ($"{line.Id} stays ended by {other}, which nobody recorded");
        }

        if (line.EndedBy is not { } ended || ended.Name != withdraw.Named)
        {
            return true;
        }

        var isClosed = line.Closure is { Reason: "repealed" or "provision-ended" };
        if (stays)
        {
            var instead = (other.GetProperty("reason").GetString()!, Date(other, "on")!.Value);
            line.EndedBy = (other.GetProperty("plan").GetString()!, ended.ClosedOn);
            line.Closure = isClosed ? instead : line.Closure;
            line.DutyEnded = line.DutyEnded is null ? null : instead;
            return true;
        }

        if (ends.Find(end => end != withdraw.End && end.Done == true && end.Ended < withdraw.Begun && end.On < LocalDate(withdraw.Begun)
            && end.Covers(line.Duty.Obligation) && !MayBeTakenBack(end)) is { } stands)
        {
            findings.Differ($"{line.Id} applies again, though {stands} covers it");
        }

        (line.DutyEnded, line.EndedBy) = (null, null);
        (line.NextStart, line.EndedNext) = (line.NextStart ?? line.EndedNext, null);
        if (isClosed)
        {
            if (ended.ClosedOn is { } since && since < fact.On)
            {
                line.Decided(since, fact.On);
            }

            line.Closure = null;
            line.BeginRound("round-ended", fact.On, fact.Recorded);
        }

        // What was delivered meanwhile fulfils again, and the occurrence after it runs.
        OpenNext(line, fact);
        return true;
    }

    /// <summary>It was answered as taken back before a moment.</summary>
    private bool IsTakenBack(EndAct end, DateTimeOffset at) => withdrawals.Exists(one => one.End == end && one.Done == true && one.Ended < at);

    private bool MayBeTakenBack(EndAct end) => withdrawals.Exists(one => one.End == end && one.Done != false);

    /// <summary>Once an end was answered as taken back, nothing is over because of it any more.</summary>
    private void CheckRevived(PlainDeadline line, Settled mark)
    {
        if (!line.IsMissed && line.IsDutyOver && line.EndedBy is { } ended
            && withdrawals.Find(one => one.Named == ended.Name && one.Done == true && one.Ended < mark.At) is { } withdrawal)
        {
            line.IsMissed = true;
            findings.Lose($"{line.Id} does not apply again after {withdrawal}");
        }
    }

    /// <summary>Once an end was answered as recorded and its day has come, nothing is awaited and nothing opens any more.</summary>
    private void CheckEnded(PlainDeadline line, Settled mark)
    {
        if ((line.IsAwaited || line.OpensNext is not null) && !IsBeingOpened(line)
            && ends.Find(end => end.Done == true && end.Ended < mark.At && end.On <= mark.On && end.Covers(line.Duty.Obligation)
                && !withdrawals.Exists(one => one.End == end && one.Done != false && one.Begun <= mark.At)) is { } end)
        {
            findings.Lose($"{line.Id} was not ended by {end}");
        }
    }

    /// <summary>What opens it has still to note that it was opened.</summary>
    private bool IsBeingOpened(PlainDeadline line) =>
        line.LastChainStep > 0 && Deadlines.Values.Any(parent => parent.Chain.Exists(step => step.Child == line.Id));
}
