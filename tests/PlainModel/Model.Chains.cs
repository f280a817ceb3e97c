namespace Supervision.PlainModel;

/// <summary>What happens at one deadline because of another.</summary>
public sealed partial class Model
{
    private bool ChangeByChain(PlainDeadline line, FoundFact fact, PlainAct? act)
    {
        switch (fact.Type)
        {
            case "rule-published" when act is PublishAct publish && publish.Deadline == line.Id && line.Kind == "rule"
                && line.Standing.Exists(one => one.Delivery == publish.Delivery && one.Accepted && publish.Published >= one.Fulfilled)
                && line.Children.TrueForAll(child => child.Delivery != publish.Delivery):
                Open(line, fact, PlainClocks.FilingOf(line, publish.Published, fact.On, line.ChainCount + 1, CalendarAt(fact.Recorded)), publish.Delivery);
                return true;
            case "review-opinion-given" when act is OpinionAct opinion && opinion.Deadline == line.Id && line.Closure is null && line.Kind is "rule" or "filing-for-record":
                Open(line, fact, PlainClocks.AnswerTo(line, ((OpinionAct)act!).Given, fact.On, line.ChainCount + 1, CalendarAt(fact.Recorded)), null);
                return true;
            case "higher-law-changed" when act is ChangeAct change && recording.Practice.Review is { } period && line.Kind == "rule" && line.AcceptedSince is not null
                && line.Duty.Obligation.StartsWith(change.Law + "-", StringComparison.Ordinal) && !line.IsReviewedAfter(change.Changed):
                Same(fact, "changed on", change.Changed, Date(fact.Body, "changedOn"));
                Open(line, fact, PlainClocks.ReviewOf(line, change.Changed, period, fact.On, line.ChainCount + 1, CalendarAt(fact.Recorded)), null);
                line.Changes[line.ChainCount] = change.Changed;
                return true;
            case "chained-event-withdrawn" when act is WithdrawEventAct withdraw && withdraw.Deadline == line.Id
                && line.Children.Exists(child => child.Number == withdraw.Number && child.Delivery is null):
                Withdraw(line, fact.On, child => child.Number == withdraw.Number);
                if (line.Changes.TryGetValue(withdraw.Number, out var reviewed))
                {
                    line.ReviewWithdrawn[reviewed] = fact.Recorded;
                }

                return true;
            case "chain-step-taken" when fact.By == "chain":
                return line.Chain.RemoveAll(step => step.Number == fact.Body.GetProperty("number").GetInt32()) == 1;
            case "closed" when fact.By == "chain" && StepBehind(fact) is { Step: { Opening: null } step } && step.Child == line.Id:
                // What had ended before keeps that for the day on which the end is taken back, and the earlier of the days.
                var from = line.Closure is { } before && before.On < step.On ? before.On : step.On;
                line.DutyEnded = line.Closure is { Reason: "repealed" or "provision-ended" } end ? end : line.DutyEnded;
                Same<DateOnly?>(fact, "closed on", from, Date(fact.Body, "closedOn"));
                line.Close("opener-withdrawn", from, fact.On, fact.Recorded);
                Withdraw(line, fact.On, _ => true);
                line.LastChainStep = step.Number;
                return true;
            case "reopened" when fact.By == "chain" && StepBehind(fact) is { Step: { Opening: { } opening } step } && step.Child == line.Id
                && line.Closure is { Reason: "opener-withdrawn" }:
                (line.Closure, line.DeferredOn, line.ExtendedUntil) = (null, null, null);
                (line.Clock, line.OriginalDue, line.Due, line.Provisional) = (opening.Clock, opening.Due, opening.Due, opening.Provisional);
                line.DueMonths.Add(new DateOnly(line.Due.Year, line.Due.Month, 1));
                line.LastChainStep = step.Number;
                OpenNext(line, fact);
                line.BeginRound("round-ended", fact.On, fact.Recorded);
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Once a change of the higher law was answered as recorded, every rule that stood accepted all the while is under review, unless an officer
    /// took that back since.
    /// </summary>
    private void CheckReviewed(ChangeAct change)
    {
        foreach (var line in Deadlines.Values)
        {
            if (line.Kind == "rule" && !line.IsDerailed && line.AcceptedSince < change.Begun && !line.IsReviewedAfter(change.Changed)
                && !(line.ReviewWithdrawn.TryGetValue(change.Changed, out var withdrawn) && withdrawn >= change.Begun)
                && line.Duty.Obligation.StartsWith(change.Law + "-", StringComparison.Ordinal)
                && !ends.Exists(end => end.Begun <= change.Ended && end.Covers(line.Duty.Obligation)))
            {
                findings.Lose($"{line.Id} is not reviewed after {change}");
            }
        }
    }

    private PlainDeadline? OpenedByChain(FoundFact fact) =>
        StepBehind(fact) is { Step: { Opening: { } opening } step } && step.Child == fact.Chain && step.On == fact.On ? opening : null;

    /// <summary>The step of another deadline that a fact says it takes: its decision is that deadline's id and the step's number.</summary>
    private (PlainDeadline Parent, PlainChainStep Step)? StepBehind(FoundFact fact)
    {
        const string Mark = "-chain-";
        var at = fact.Decision.LastIndexOf(Mark, StringComparison.Ordinal);
        return at > 0
            && Deadlines.TryGetValue(fact.Decision[..at], out var parent)
            && parent.Chain.Find(step => $"{step.Number}" == fact.Decision[(at + Mark.Length)..]) is { } step
            ? (parent, step)
            : null;
    }

    /// <summary>Asks for a deadline to be opened because of a fact here, and checks that the fact says so.</summary>
    private void Open(PlainDeadline line, FoundFact fact, PlainDeadline? child, string? delivery)
    {
        var said = fact.Body.TryGetProperty("opens", out var opens) ? opens.GetProperty("child").GetString() : null;
        Same(fact, "opens", child?.Id, said);
        if (child is null)
        {
            return;
        }

        line.ChainCount++;
        line.Chain.Add(new PlainChainStep(line.ChainCount, child.Id, fact.On, child));
        line.Children.Add((line.ChainCount, child.Id, delivery));
    }

    /// <summary>Asks for the withdrawal of deadlines whose ground has gone.</summary>
    private static void Withdraw(PlainDeadline line, DateOnly on, Func<(int Number, string Child, string? Delivery), bool> gone)
    {
        foreach (var child in line.Children.Where(gone).ToList())
        {
            line.Children.Remove(child);
            line.Chain.Add(new PlainChainStep(++line.ChainCount, child.Child, on, null));
        }
    }
}
