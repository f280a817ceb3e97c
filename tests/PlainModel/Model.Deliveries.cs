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
            case "delivery-received" when act is MatchAct match && match.Deadline == line.Id && match.First.ReceivedOn is { } on && line.Closure is null
                && !line.Standing.Exists(one => one.Delivery == match.First.Delivery):
                return Receive(line, fact, match.First, on);
            case "delivery-accepted" when act is ReviewAct { Decision: "accept" } review && review.Deadline == line.Id:
                return Accept(line, fact, review);
            case "delivery-returned" when act is ReviewAct { Decision: not "accept" } review && review.Deadline == line.Id:
                if (!TakeAway(line, fact, review.Delivery, review.Decision))
                {
                    return false;
                }

                line.Returns[fact.Seq] = new PlainReturn([.. line.Standing.Select(one => one.Delivery)]);
                return true;
            case "delivery-withdrawn" when act is WithdrawDeliveryAct withdraw:
                // It goes from every deadline that it counts for.
                return line.Standing.Exists(one => one.Delivery == withdraw.Delivery && !one.Accepted) && TakeAway(line, fact, withdraw.Delivery, "withdrawn");
            default:
                return false;
        }
    }

    /// <summary>What was withdrawn counts nowhere any more, unless an officer had accepted it there.</summary>
    private void CheckWithdrawn(WithdrawDeliveryAct withdraw)
    {
        foreach (var line in Deadlines.Values.Where(line => !line.IsDerailed && line.Standing.Exists(one => one.Delivery == withdraw.Delivery && !one.Accepted)))
        {
            findings.Lose($"{withdraw} was answered as done, and the delivery still counts for {line.Id}");
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
        var index = line.Standing.FindIndex(one => one.Delivery == review.Delivery);
        var published = line.Kind == "rule" ? review.Published ?? acts.Values.OfType<DeliverAct>().FirstOrDefault(one => one.Delivery == review.Delivery)?.Published : null;
        var files = published is not null && review.Instrument is not null && line.Children.TrueForAll(child => child.Delivery != review.Delivery);

        // Accepted a second time it changes only what it is accepted as, or opens the filing.
        if (index < 0 || (line.Standing[index].Accepted && line.Standing[index].Part == review.Part && !files))
        {
            return false;
        }

        var before = line.Fulfilment;
        line.Standing[index] = line.Standing[index] with { Accepted = true, Part = review.Part };
        // The date of a version returned for form was that of what is accepted now.
        line.Kept = line.Kept == line.Standing[index].Fulfilled ? null : line.Kept;
        if (review.Part)
        {
            // What was published is filed, be it a part; only the next report does not count from it.
            WithdrawNext(line, fact.On, review.Delivery);
            line.Decided(line.Standing[index].On, fact.On);
        }

        if (files)
        {
            Open(line, fact, PlainClocks.FilingOf(line, published!.Value, fact.On, line.ChainCount + 1, CalendarAt(fact.Recorded)), review.Delivery);
        }
        else
        {
            OpenNext(line, fact);
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
            "form" when line.Kind == "rule" => null,
            "form" => line.Kept < gone.Fulfilled ? line.Kept : gone.Fulfilled,
            _ => line.Kept,
        };
        OpenNext(line, fact);
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

    /// <summary>While a delivery fulfils what recurs from the last delivery, the occurrence after it runs.</summary>
    private void OpenNext(PlainDeadline line, FoundFact fact)
    {
        var fulfilled = line.Fulfilment;
        Open(line, fact, fulfilled is null ? null : NextAfter(line, fulfilled.Fulfilled, fact), fulfilled?.Delivery);
    }

    /// <summary>Takes the occurrence after this one back: it counts from another day, or not yet.</summary>
    private static void WithdrawNext(PlainDeadline line, DateOnly on, string? delivery = null)
    {
        if (Recurs(line))
        {
            Withdraw(
                line, on, child => child.Child.EndsWith("-" + PlainClocks.LabelAfter(line), StringComparison.Ordinal) && (delivery ?? child.Delivery) == child.Delivery);
        }
    }

    private static bool Recurs(PlainDeadline line) => line.Kind == line.Duty.Kind && line.Duty.Cycle?.FromLast is not null;

    private PlainDeadline? NextAfter(PlainDeadline line, DateOnly fulfilled, FoundFact fact)
    {
        if (!Recurs(line) || line.Closure is not null || line.IsDutyOver)
        {
            return null;
        }

        var next = PlainClocks.AfterDelivery(line, fulfilled, fact.On, line.ChainCount + 1, CalendarAt(fact.Recorded));
        return line.Children.Exists(child => child.Child == next.Id) ? null : next;
    }
}
