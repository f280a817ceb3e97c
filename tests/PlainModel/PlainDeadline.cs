namespace Supervision.PlainModel;

/// <summary>A delivery that stands.</summary>
public sealed record PlainStanding(string Delivery, DateOnly On, DateOnly Fulfilled)
{
    public bool Accepted { get; init; }

    public bool Part { get; init; }
}

/// <summary>A delivery that was returned, and whether something came in its place.</summary>
/// <param name="beside">The deliveries that stood once it had gone.</param>
public sealed class PlainReturn(IReadOnlyCollection<string> beside)
{
    private readonly List<(DateTimeOffset From, DateTimeOffset? To)> answered = [];

    /// <summary>Sees what stands after a fact: it is answered while something stands that did not, or nothing is expected any more.</summary>
    public void See(PlainDeadline line, DateTimeOffset at)
    {
        var isAnswered = line.Closure is not null || line.Standing.Exists(one => !beside.Contains(one.Delivery));
        if (isAnswered == answered is [.., { To: null }])
        {
            return;
        }

        if (isAnswered)
        {
            answered.Add((at, null));
        }
        else
        {
            answered[^1] = (answered[^1].From, at);
        }
    }

    /// <summary>It was answered at some moment up to one.</summary>
    public bool WasAnsweredBy(DateTimeOffset at) => answered.Exists(span => span.From <= at);

    /// <summary>At a moment it had been answered for longer than a span.</summary>
    public bool HadBeenAnswered(TimeSpan longer, DateTimeOffset at) => answered.Exists(span => span.From + longer < at && !(span.To <= at));
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

    /// <summary>When it was first explained.</summary>
    public DateTimeOffset? ExplainedAt { get; set; }

    /// <summary>When an explanation was accepted while it was pending.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }
}

/// <summary>An explanation of the round.</summary>
public sealed record PlainExplanation(int Number, DateOnly On, string By)
{
    /// <summary>submitted, accepted or rejected.</summary>
    public string Status { get; init; } = "submitted";
}

/// <summary>A step that waits for another person.</summary>
/// <param name="Clock">Correction: the clock as it should have been.</param>
/// <param name="Due">Correction: d0 by that clock and the calendar known at the proposal.</param>
public sealed record PlainStep(int Number, ProposeAct Asked, DateOnly On, PlainClock? Clock = null, DateOnly? Due = null, bool Provisional = false);

/// <summary>What d0 is counted from.</summary>
/// <param name="Period">P30D, 10WD, P2M or P1Y.</param>
/// <param name="Fixed">A date that people set.</param>
/// <param name="Start">First day of the occurrence of a recurring duty.</param>
/// <param name="After">How long after the event the clock opened; the trigger is that later day.</param>
public sealed record PlainClock(DateOnly Trigger, string? Period = null, DateOnly? Fixed = null, DateOnly? Start = null, string? After = null);

/// <summary>A deadline to be opened, or withdrawn, because of what happened at another.</summary>
/// <param name="Opening">How to open it; null: it is withdrawn.</param>
public sealed record PlainChainStep(int Number, string Child, DateOnly On, PlainDeadline? Opening);

/// <summary>One deadline as the model sees it.</summary>
public sealed class PlainDeadline(Duty duty, string organ, string label, PlainClock clock, DateOnly due, DateOnly openedOn)
{
    private readonly List<(DateOnly After, DateOnly Until)> deciding = [];

    public Duty Duty { get; } = duty;

    public string Organ { get; } = organ;

    public string Label { get; } = label;

    public string Id { get; } = $"{duty.Obligation}-{organ}-{label}";

    /// <summary>The organs that somebody confirmed and whose duty this is: its own, or those whose duty fell to this organ.</summary>
    public HashSet<string> Confirmed { get; set; } = [organ];

    /// <summary>The kind of the duty, or filing-for-record, answer-to-review-opinion, rule-review for what another deadline opened.</summary>
    public string Kind { get; init; } = duty.Kind;

    /// <summary>Those who owe it jointly.</summary>
    public IReadOnlyList<string> Partners { get; init; } = duty.Partners;

    public PlainClock Clock { get; set; } = clock;

    /// <summary>First day of the occurrence's period, whatever becomes of its date; null where none recurs by periods.</summary>
    public DateOnly? Start { get; } = clock.Start;

    public DateOnly OriginalDue { get; set; } = due;

    public DateOnly Due { get; set; } = due;

    public DateOnly OpenedOn { get; } = openedOn;

    public bool Inherited { get; set; }

    /// <summary>d0 counts days that are not announced.</summary>
    public bool Provisional { get; set; }

    public int Round { get; set; } = 1;

    /// <summary>The day a further round began.</summary>
    public DateOnly? RoundBegan { get; set; }

    /// <summary>When each further round began.</summary>
    public Dictionary<int, DateTimeOffset> Begun { get; } = [];

    /// <summary>The rounds of which it is on record that an overdue notice was sent.</summary>
    public HashSet<int> NoticedRounds { get; } = [];

    /// <summary>The highest stage raised or passed over in this round, or -1.</summary>
    public int Raised { get; set; } = -1;

    /// <summary>The day an overdue notice of this round was sent.</summary>
    public DateOnly? Noticed { get; set; }

    public DateOnly? Released { get; set; }

    /// <summary>First day of the next occurrence's period, while that is to be opened.</summary>
    public DateOnly? NextStart { get; set; }

    /// <summary>The date that a version returned for form had claimed.</summary>
    public DateOnly? Kept { get; set; }

    public DateOnly? ExtendedUntil { get; set; }

    public DateOnly? DeferredOn { get; set; }

    /// <summary>Why and when it ended without fulfilment.</summary>
    public (string Reason, DateOnly On)? Closure { get; set; }

    /// <summary>Why and when the duty itself ended while nothing was awaited here.</summary>
    public (string Reason, DateOnly On)? DutyEnded { get; set; }

    /// <summary>The name of the end by which the duty is over, and the day on which it closed what was awaited.</summary>
    public (string Name, DateOnly? ClosedOn)? EndedBy { get; set; }

    /// <summary>First day of the next occurrence's period, where the end came before it.</summary>
    public DateOnly? EndedNext { get; set; }

    /// <summary>Names of ends that were taken back here.</summary>
    public HashSet<string> WithdrawnEnds { get; } = [];

    /// <summary>It was found to be closed by an end that was taken back, and said so.</summary>
    public bool IsMissed { get; set; }

    /// <summary>The law was repealed or the provision has gone, and it is on record here.</summary>
    public bool IsDutyOver => DutyEnded is not null || Closure is { Reason: "repealed" or "provision-ended" };

    public PlainExplanation? Explanation { get; set; }

    public int Explanations { get; set; }

    public List<PlainStep> Steps { get; } = [];

    public int StepCount { get; set; }

    public List<int> Letters { get; } = [];

    public List<PlainStanding> Standing { get; } = [];

    /// <summary>The deliveries that were returned, by the numbers of the facts that returned them.</summary>
    public Dictionary<int, PlainReturn> Returns { get; } = [];

    public List<PlainAlert> Alerts { get; } = [];

    public PlainAlert? Pending { get; set; }

    /// <summary>Steps to be taken at other deadlines.</summary>
    public List<PlainChainStep> Chain { get; } = [];

    public int ChainCount { get; set; }

    /// <summary>Deadlines opened from here that stand or fall with what opened them.</summary>
    public List<(int Number, string Child, string? Delivery)> Children { get; } = [];

    /// <summary>The last step of the opening deadline that has taken effect here.</summary>
    public int LastChainStep { get; set; }

    /// <summary>The changes of the higher law for which a review was ever opened here, by the numbers of the steps.</summary>
    public Dictionary<int, DateOnly> Changes { get; } = [];

    /// <summary>When a review for a change was last taken back.</summary>
    public Dictionary<DateOnly, DateTimeOffset> ReviewWithdrawn { get; } = [];

    /// <summary>Since when a rule has stood accepted here.</summary>
    public DateTimeOffset? AcceptedSince { get; set; }

    /// <summary>The local date of the last fact.</summary>
    public DateOnly LastFactOn { get; set; } = openedOn;

    /// <summary>True once a fact was found that had no cause: nothing more can be said of this deadline.</summary>
    public bool IsDerailed { get; set; }

    /// <summary>First days of the months in which d has ever fallen.</summary>
    public SortedSet<DateOnly> DueMonths { get; } = [new(due.Year, due.Month, 1)];

    public bool IsAwaited => Closure is null && Fulfilment is null;

    /// <summary>A review stands for a change of the higher law.</summary>
    public bool IsReviewedAfter(DateOnly changed) => Children.Exists(child => Changes.TryGetValue(child.Number, out var on) && on == changed);

    public bool IsSilent => (Inherited && Released is null) || DeferredOn is not null;

    /// <summary>The office owes an answer to an explanation or a request.</summary>
    public bool OfficeDecides => Explanation is { Status: "submitted" } || Steps.Exists(step => step.Asked.FromDepartment);

    /// <summary>When the next occurrence is to be opened; a duty that was a mistake, or has gone, has none.</summary>
    public DateOnly? OpensNext => Closure is { Reason: "withdrawn-as-mistaken" or "repealed" or "provision-ended" } ? null : NextStart;

    /// <summary>The delivery that fulfils, with f: the latest date of it and of all parts beside it.</summary>
    public PlainStanding? Fulfilment
    {
        get
        {
            var whole = Standing.Find(one => !one.Part && one.Accepted) ?? Standing.Find(one => !one.Part);
            return whole is null ? null : whole with { Fulfilled = Standing.Where(one => one.Part || one == whole).Max(one => one.Fulfilled) };
        }
    }

    /// <summary>Days from the day after d to a day, less those on which the office was deciding.</summary>
    public int DaysLate(DateOnly until)
    {
        var open = Steps.Where(step => step.Asked.FromDepartment).Select(step => step.On).ToList();
        if (Explanation is { Status: "submitted" } waiting)
        {
            open.Add(waiting.On);
        }

        var late = 0;
        for (var day = Due.AddDays(1); day <= until; day = day.AddDays(1))
        {
            late += deciding.Exists(spell => day > spell.After && day <= spell.Until) || open.Exists(after => day > after) ? 0 : 1;
        }

        return late;
    }

    /// <summary>The matter lay with the office from the day after one to another.</summary>
    public void Decided(DateOnly after, DateOnly until) => deciding.Add((after, until));

    /// <summary>Ends the pending alert because what was awaited is there.</summary>
    public void Resolve(DateOnly on, DateTimeOffset at)
    {
        if (Pending is null || Fulfilment is not { } first)
        {
            return;
        }

        var (outcome, late) = OutcomeOf(first);
        End(outcome, late, on, at);
    }

    /// <summary>Begins a further round: the old one's alert ends, its notice and its explanation no longer count.</summary>
    public void BeginRound(string outcome, DateOnly on, DateTimeOffset at)
    {
        if (Explanation is { Status: "submitted" } waiting)
        {
            Decided(waiting.On, on);
        }

        (Round, RoundBegan, Raised, Noticed, Explanation) = (Round + 1, on, -1, null, null);
        Begun[Round] = at;
        if (Pending is not null)
        {
            End(outcome, 0, on, at);
        }
    }

    /// <summary>d is the later of d0 and the extension; when that moves it a further round begins.</summary>
    public void Redate(string outcome, DateOnly on, DateTimeOffset at)
    {
        var next = ExtendedUntil > OriginalDue ? ExtendedUntil.Value : OriginalDue;
        if (next == Due)
        {
            return;
        }

        Due = next;
        DueMonths.Add(new DateOnly(next.Year, next.Month, 1));
        if (Inherited && next >= on)
        {
            Released ??= on;
        }

        BeginRound(outcome, on, at);
    }

    /// <summary>Ends without fulfilment.</summary>
    public void Close(string reason, DateOnly from, DateOnly on, DateTimeOffset at)
    {
        foreach (var step in Steps.Where(step => step.Asked.FromDepartment))
        {
            Decided(step.On, on);
        }

        Closure = (reason, from);
        Steps.Clear();
        DeferredOn = null;
        if (Pending is not null)
        {
            End(reason, DaysLate(from < on ? from : on), on, at);
        }
    }

    /// <summary>d0 became certain after what was awaited had come: the round stays, and what ended it is in time or late by the d that counts.</summary>
    public void Settle()
    {
        Due = ExtendedUntil > OriginalDue ? ExtendedUntil.Value : OriginalDue;
        DueMonths.Add(new DateOnly(Due.Year, Due.Month, 1));
        MendOutcome();
    }

    /// <summary>What ended in this round because it came is in time or late by the dates as they are now.</summary>
    public void MendOutcome()
    {
        if (Fulfilment is { } first && Alerts.FindLast(alert => alert.Round == Round) is { Status: "resolved" } last)
        {
            (last.Outcome, last.DaysLate) = OutcomeOf(first);
        }
    }

    private (string Outcome, int Late) OutcomeOf(PlainStanding first)
    {
        var late = DaysLate(first.Fulfilled);
        return (late > 0 ? "fulfilled-late" : Kind == "rule" && first.On > Due ? "fulfilled-on-time-notified-late" : "fulfilled-on-time", late);
    }

    private void End(string outcome, int late, DateOnly on, DateTimeOffset at)
    {
        var alert = Pending!;
        (alert.Outcome, alert.DaysLate, alert.Status, alert.EndedOn, alert.EndedAt, Pending) = (outcome, late, "resolved", on, at, null);
    }
}
