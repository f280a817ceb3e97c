namespace Supervision.PlainModel;

/// <summary>What steps that take two persons make of a deadline.</summary>
public sealed partial class Model
{
    private bool ChangeByStep(PlainDeadline line, FoundFact fact, PlainAct? act)
    {
        switch (fact.Type)
        {
            case "step-proposed" when act is ProposeAct propose && propose.Deadline == line.Id:
                var number = ++line.StepCount;
                Same(fact, "number", number, fact.Body.GetProperty("number").GetInt32());
                Same(fact, "from department", propose.FromDepartment, fact.Body.GetProperty("fromDepartment").GetBoolean());
                line.Steps.Add(StepOf(line, propose, number, fact));
                return MakesSense(line, line.Steps[^1], fact.On);
            case "step-approved" when act is DecideAct { Verdict: "approve", By: null } approve && End(line, approve, fact) is { } step:
                return step.Asked.Id != approve.Id && MakesSense(line, step, fact.On) && Approve(line, step, fact);
            case "step-rejected" when act is DecideAct { Verdict: "reject", By: null } reject && End(line, reject, fact) is { } step:
                return step.Asked.Id != reject.Id;
            case "step-taken-back" when act is DecideAct { Verdict: "take-back" } back && End(line, back, fact) is { } step:
                return step.Asked.Id == back.By;
            default:
                return false;
        }
    }

    private PlainStep StepOf(PlainDeadline line, ProposeAct propose, int number, FoundFact fact)
    {
        if (propose.Step != "correction")
        {
            return new PlainStep(number, propose, fact.On);
        }

        // Who corrects the trigger says when the event was; where the place's ordinance waits after it, the clock still does.
        var calendar = CalendarAt(fact.Recorded);
        var trigger = propose.Trigger is not { } moved ? line.Clock.Trigger
            : propose.On is null && line.Clock.After is { } after ? calendar.Add(moved, after)
            : moved;
        var clock = propose.On is { } day
            ? new PlainClock(trigger, Fixed: day)
            : new PlainClock(trigger, propose.Period ?? line.Clock.Period, After: line.Clock.After);
        var (due, provisional) = PlainClocks.DueOf(null, clock, calendar);
        Same<DateOnly?>(fact, "corrected due", due, Date(fact.Body.GetProperty("step").GetProperty("provenance"), "result"));
        return new PlainStep(number, propose, fact.On, clock, due, provisional);
    }

    /// <summary>Whether a step can be taken as the deadline stands.</summary>
    private static bool MakesSense(PlainDeadline line, PlainStep step, DateOnly on) => step.Asked.Step switch
    {
        "extension" => line.IsAwaited && step.Asked.Until >= on && (step.Asked.Until > line.Due || (step.Asked.Until == line.Due && line.DeferredOn is not null)),
        "deferral" => line.IsAwaited && line.DeferredOn is null,
        "waiver" => line.IsAwaited,
        "withdrawal" or "correction" => line.Closure is null,
        "fulfilled-date" => line.Standing.Exists(one => one.Delivery == step.Asked.Delivery) && step.Asked.On <= on,
        "supervision-letter" => line.IsAwaited && line.Raised >= PlainLadder.Letter,
        "standing-committee" => line.IsAwaited && line.Raised >= PlainLadder.StandingCommittee,
        _ => false,
    };

    private static PlainStep? End(PlainDeadline line, DecideAct decide, FoundFact fact)
    {
        if (decide.Deadline != line.Id || line.Steps.Find(step => step.Number == decide.Number) is not { } step)
        {
            return null;
        }

        line.Steps.Remove(step);
        if (step.Asked.FromDepartment)
        {
            line.Decided(step.On, fact.On);
        }

        return step;
    }

    private bool Approve(PlainDeadline line, PlainStep step, FoundFact fact)
    {
        switch (step.Asked.Step)
        {
            case "extension":
                (line.ExtendedUntil, line.DeferredOn) = (step.Asked.Until, null);
                line.Redate("extended", fact.On, fact.Recorded);
                return true;
            case "deferral":
                line.DeferredOn = fact.On;
                line.BeginRound("deferred", fact.On, fact.Recorded);
                return true;
            case "waiver":
                Open(line, fact, NextAfter(line, fact.On, fact), null);
                line.Close("waived", fact.On, fact.On, fact.Recorded);
                return true;
            case "withdrawal":
                line.Close("withdrawn-as-mistaken", fact.On, fact.On, fact.Recorded);
                Withdraw(line, fact.On, _ => true);
                return true;
            case "correction":
                (line.Clock, line.OriginalDue, line.Provisional) = (step.Clock!, step.Due!.Value, step.Provisional);
                line.Redate("corrected", fact.On, fact.Recorded);
                return true;
            case "fulfilled-date":
                var index = line.Standing.FindIndex(one => one.Delivery == step.Asked.Delivery);
                var before = line.Fulfilment?.Fulfilled;
                line.Standing[index] = line.Standing[index] with { Fulfilled = step.Asked.On!.Value };
                line.MendOutcome();
                if (Recurs(line) && line.Closure is null && !line.IsDutyOver && line.Fulfilment is { } fulfilled && fulfilled.Fulfilled != before)
                {
                    WithdrawNext(line, fact.On);
                    OpenNext(line, fact);
                }

                return true;
            default:
                line.Letters.Add(step.Number);
                return true;
        }
    }
}
