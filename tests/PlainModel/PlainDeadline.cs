namespace Supervision.PlainModel;

/// <summary>A delivery that stands.</summary>
public sealed record PlainStanding(string Delivery, DateOnly On, DateOnly Fulfilled)
{
    public bool Accepted { get; init; }
}

/// <summary>An alert that must exist.</summary>
public sealed class PlainAlert
{
    public required string Id { get; init; }

    public required int Stage { get; init; }

    public required int Round { get; init; }

    public required DateOnly Due { get; init; }

    public required DateOnly RaisedOn { get; init; }

    public required IReadOnlyList<string> Over { get; init; }

    /// <summary>Organ and person of everybody who must be told.</summary>
    public required IReadOnlyList<(string Organ, string Person)> Told { get; init; }

    public required DateTimeOffset RaisedAt { get; init; }

    public string Status { get; set; } = "open";

    public string? Outcome { get; set; }

    public DateOnly? EndedOn { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public int DaysLate { get; set; }

    public DateOnly? AcknowledgedOn { get; set; }
}

/// <summary>One deadline as the model sees it.</summary>
public sealed class PlainDeadline(Duty duty, string organ, string label, DateOnly trigger, DateOnly due, DateOnly openedOn)
{
    public Duty Duty { get; } = duty;

    public string Organ { get; } = organ;

    public string Label { get; } = label;

    public string Id { get; } = $"{duty.Obligation}-{organ}-{label}";

    public DateOnly Trigger { get; set; } = trigger;

    public DateOnly OriginalDue { get; set; } = due;

    public DateOnly Due { get; set; } = due;

    public DateOnly OpenedOn { get; } = openedOn;

    public string? Period { get; set; }

    public bool Inherited { get; set; }

    public bool Provisional { get; set; }

    public int Round { get; set; } = 1;

    /// <summary>The day a further round began.</summary>
    public DateOnly? RoundBegan { get; set; }

    /// <summary>The highest stage raised or passed over in this round, or -1.</summary>
    public int Raised { get; set; } = -1;

    /// <summary>The day an overdue notice of this round was sent.</summary>
    public DateOnly? Noticed { get; set; }

    public DateOnly? Released { get; set; }

    /// <summary>First day of the next occurrence's period, while that is to be opened.</summary>
    public DateOnly? NextStart { get; set; }

    /// <summary>First day of its period; null for a duty owed once.</summary>
    public DateOnly? Start { get; init; }

    /// <summary>The date that a version returned for form had claimed.</summary>
    public DateOnly? Kept { get; set; }

    public List<PlainStanding> Standing { get; } = [];

    public List<PlainAlert> Alerts { get; } = [];

    public PlainAlert? Pending { get; set; }

    public int Facts { get; set; }

    /// <summary>First days of the months in which d has ever fallen.</summary>
    public SortedSet<DateOnly> DueMonths { get; } = [new(due.Year, due.Month, 1)];

    public bool IsAwaited => Standing.Count == 0;

    public bool IsSilent => Inherited && Released is null;

    public PlainStanding? Fulfilment => Standing.Find(delivery => delivery.Accepted) ?? Standing.FirstOrDefault();

    /// <summary>Ends the pending alert because what was awaited is there.</summary>
    public void Resolve(DateOnly on, DateTimeOffset at)
    {
        if (Pending is not { } alert || Fulfilment is not { } first)
        {
            return;
        }

        alert.DaysLate = Math.Max(0, first.Fulfilled.DayNumber - Due.DayNumber);
        var outcome = alert.DaysLate > 0 ? "fulfilled-late"
            : Duty.Kind == "rule" && first.On > Due ? "fulfilled-on-time-notified-late" : "fulfilled-on-time";
        End(outcome, on, at);
    }

    /// <summary>Begins a further round: the old one's alert ends, its notice no longer counts.</summary>
    public void BeginRound(DateOnly on, DateTimeOffset at)
    {
        (Round, RoundBegan, Raised, Noticed) = (Round + 1, on, -1, null);
        if (Pending is { } alert)
        {
            alert.DaysLate = 0;
            End("round-ended", on, at);
        }
    }

    private void End(string outcome, DateOnly on, DateTimeOffset at)
    {
        var alert = Pending!;
        (alert.Outcome, alert.Status, alert.EndedOn, alert.EndedAt, Pending) = (outcome, "resolved", on, at, null);
    }
}
