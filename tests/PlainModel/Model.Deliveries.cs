namespace Supervision.PlainModel;

/// <summary>What deliveries make of a deadline.</summary>
public sealed partial class Model
{
    private bool ChangeByDelivery(PlainDeadline line, FoundFact fact, PlainAct? act)
    {
        switch (fact.Type)
        {
            case "delivery-received" when act is DeliverAct deliver && deliver.Deadline == line.Id:
                deliver.ReceivedOn = fact.On;
                return Receive(line, fact, deliver, fact.On);
            case "delivery-received" when act is MatchAct match && match.Deadline == line.Id && match.First.ReceivedOn is { } on && line.Closure is null:
                return Receive(line, fact, match.First, on);
            case "delivery-accepted" when act is ReviewAct { Decision: "accept" } review && review.Deadline == line.Id:
                return Accept(line, fact, review);
            case "delivery-returned" when act is ReviewAct { Decision: not "accept" } review && review.Deadline == line.Id:
                return TakeAway(line, fact, review.Delivery, review.Decision);
            case "delivery-withdrawn" when act is WithdrawDeliveryAct withdraw && withdraw.Deadline == line.Id:
                return line.Standing.Exists(one => one.Delivery == withdraw.Delivery && !one.Accepted) && TakeAway(line, fact, withdraw.Delivery, "withdrawn");
            default:
                return false;
        }
    }

    private bool Receive(PlainDeadline line, FoundFact fact, DeliverAct deliver, DateOnly receivedOn)
    {
        var claimed = deliver.Kind == "rule" ? deliver.Issued!.Value : receivedOn;
        var id = fact.Body.GetProperty("delivery").GetString()!;
        Same<DateOnly?>(fact, "fulfilled on", claimed, Date(fact.Body, "fulfilledOn"));
        Same<DateOnly?>(fact, "received on", receivedOn, Date(fact.Body, "receivedOn"));
        Same(fact, "delivery", deliver.Delivery ?? id, id);
        var counts = line.Kept ?? claimed;
        line.Standing.Add(new PlainStanding(id, receivedOn, counts));
        Open(line, fact, NextAfter(line, counts, fact), id);
        line.Resolve(fact.On, fact.Recorded);
        return true;
    }

    private bool Accept(PlainDeadline line, FoundFact fact, ReviewAct review)
    {
        var index = line.Standing.FindIndex(one => one.Delivery == review.Delivery && !(one.Accepted && one.Part == review.Part));
        if (index < 0)
        {
            return false;
        }

        var before = line.Fulfilment;
        line.Standing[index] = line.Standing[index] with { Accepted = true, Part = review.Part };
        if (review.Part)
        {
            Withdraw(line, fact.On, child => child.Delivery == review.Delivery);
        }

        var published = line.Kind == "rule" ? review.Published ?? acts.Values.OfType<DeliverAct>().FirstOrDefault(one => one.Delivery == review.Delivery)?.Published : null;
        if (published is { } on && !review.Part && review.Instrument is not null && line.Children.TrueForAll(child => child.Delivery != review.Delivery))
        {
            Open(line, fact, PlainClocks.FilingOf(line, on, fact.On, line.ChainCount + 1, CalendarAt(fact.Recorded)), review.Delivery);
        }
        else
        {
            Open(line, fact, null, null);
        }

        Follow(line, before, fact);
        return true;
    }

    /// <summary>A delivery goes: returned for form or content, or withdrawn.</summary>
    private bool TakeAway(PlainDeadline line, FoundFact fact, string delivery, string how)
    {
        if (line.Standing.Find(one => one.Delivery == delivery) is not { } gone)
        {
            return false;
        }

        var before = line.Fulfilment;
        line.Standing.Remove(gone);
        line.Steps.RemoveAll(step => step.Asked is { Step: "fulfilled-date" } asked && asked.Delivery == delivery);
        Withdraw(line, fact.On, child => child.Delivery == delivery);
        if (how != "withdrawn")
        {
            line.Decided(gone.On, fact.On);
        }

        line.Kept = how switch
        {
            "content" => null,
            "form" => line.Kept < gone.Fulfilled ? line.Kept : gone.Fulfilled,
            _ => line.Kept,
        };
        var other = line.Fulfilment;
        Open(line, fact, other is null ? null : NextAfter(line, other.Fulfilled, fact), other?.Delivery);
        Follow(line, before, fact);
        return true;
    }

    /// <summary>Once the delivery that fulfilled has gone, or fulfils no more, a further round begins.</summary>
    private static void Follow(PlainDeadline line, PlainStanding? before, FoundFact fact)
    {
        if (before is not null && line is { IsAwaited: true, DutyEnded: { } ended })
        {
            line.Close(ended.Reason, ended.On, fact.On, fact.Recorded);
            line.EndedBy = line.EndedBy is { } by ? (by.Name, fact.On) : null;
        }
        else if (before is not null && (line.Fulfilment is null || !line.Standing.Exists(one => one.Delivery == before.Delivery)))
        {
            line.BeginRound("round-ended", fact.On, fact.Recorded);
        }
        else
        {
            line.Resolve(fact.On, fact.Recorded);
        }
    }

    private PlainDeadline? NextAfter(PlainDeadline line, DateOnly fulfilled, FoundFact fact)
    {
        if (line.Kind != line.Duty.Kind || line.Duty.Cycle?.FromLast is null)
        {
            return null;
        }

        var next = PlainClocks.AfterDelivery(line, fulfilled, fact.On, line.ChainCount + 1, CalendarAt(fact.Recorded));
        return line.Children.Exists(child => child.Child == next.Id) ? null : next;
    }
}
