using System.Diagnostics;
using System.Globalization;
using Supervision.Alerts;
using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Obligations.Extraction;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Model;

/// <summary>
/// Lives through a history of confirmations, deliveries, reviews and sweeps, chosen by seed, in a world of real laws, and keeps what was
/// done as the steps that the plain model replays. What it reads of the product's state only steers the choice.
/// </summary>
internal sealed class RealHistory(World world, Random random)
{
    private static readonly string[] Periods = ["P6M", "P1Y", "P30D", "10WD", "P2M", "P90D", "60WD", "P1M", "P18M"];
    private static readonly PlainModel.Cycle[] Cycles =
    [
        new(1, 12), new(1, 12, By: "06-30"), new(1, 12, ByInNext: "03-31"), new(1, 6), new(2, 12), new(1, 12, AfterEnd: "P30D"),
        new(1, 12, AfterEnd: "20WD"), new(1, 12, By: "02-31"), new(1, 3, By: "03-25"), new(1, 1, ByInNext: "01-31"),
    ];

    private static readonly DateOnly FirstShortCycle = new(2018, 1, 1);

    private readonly List<string> returned = [];
    private readonly Dictionary<string, DeliveryId> sent = [];

    public List<PlainModel.Step> Steps { get; } = [];

    /// <summary>How often each kind of act took place.</summary>
    public SortedDictionary<string, int> Acts { get; } = [];

    /// <summary>What sweeps and relays took.</summary>
    public Dictionary<string, (double Seconds, long Requests)> Times { get; } = [];

    /// <summary>The duty as a person confirms it, and what of it the officer sets.</summary>
    public (PlainModel.Duty Duty, ConfirmationRequest Request) Choose(
        Law law, Obligation obligation, IReadOnlyList<DepartmentId> departments)
    {
        var candidate = obligation.Candidate;
        var effective = law.EffectiveOn!.Value;
        var kind = candidate.Kind == ObligationKind.ImplementingRule ? "rule" : "report";
        var owing = departments.OrderBy(_ => random.Next()).Take(candidate.IsClassOfOrgans ? random.Next(2, 5) : 1).ToList();
        var partners = candidate.IsClassOfOrgans || random.Next(6) > 0 ? [] : departments.Except(owing).Take(random.Next(1, 3)).ToList();
        var duty = new PlainModel.Duty(
            obligation.Id.Value,
            kind,
            candidate.Modality == Modality.May,
            law.Committee,
            [.. owing.Select(id => id.Value)],
            [.. partners.Select(id => id.Value)],
            effective);
        var lawSaysWhen = candidate switch
        {
            { Modality: Modality.May } => true,
            { DeadlineWords: null, Recurrence.Every: 1, FrequencyWords: "每年" } => random.Next(3) > 0,
            { DeadlineWords: null, Recurrence: null, Kind: ObligationKind.ImplementingRule } => random.Next(2) > 0,
            { Deadline: DeadlineClause.Period { Anchor: DeadlineAnchor.EffectiveDate } } => true,
            _ => false,
        };
        var trigger = duty.May ? 9 : random.Next(10);
        duty = trigger switch
        {
            0 or 1 or 2 => duty with { Trigger = new DateOnly(effective.Year, effective.Month, 1).AddDays(-1) },
            3 or 4 => duty with { Trigger = effective.AddDays(-random.Next(300, 1500)) },
            _ => duty,
        };
        DueRule? due = null;
        if (!lawSaysWhen)
        {
            (duty, due) = ByOfficer(duty, effective);
        }
        else if (candidate.Deadline is DeadlineClause.Period { Count: var count, Unit: var unit })
        {
            duty = duty with { Period = unit.ToString() == "WorkingDay" ? $"{count}WD" : $"P{count}{unit.ToString()[0]}" };
        }
        else if (kind == "report" && !duty.May)
        {
            duty = duty with { Cycle = new(1, 12) };
        }

        return (duty, new ConfirmationRequest(owing, partners, due, duty.Trigger == effective ? null : duty.Trigger));
    }

    public async Task ConfirmAsync(PlainModel.Duty duty, ConfirmationRequest request, DateOnly on)
    {
        var outcome = await world.ConfirmAsync(ObligationId.Parse(duty.Id), request);
        Assert.True(
            outcome is ConfirmObligation.Outcome.Confirmed,
            outcome is ConfirmObligation.Outcome.Invalid invalid ? string.Join(' ', invalid.Faults) : outcome.ToString());
        Note("confirm", new PlainModel.Step(on, "confirm", Duty: duty));
    }

    public async Task SweepAsync(DateOnly on)
    {
        // The second sweep looks at what the first has opened; the last finds nothing more to do.
        int done;
        do
        {
            var sweep = await TimedAsync("sweeping", () => world.SweepAsync());
            Assert.Empty(sweep.Faults);
            Assert.True(sweep.Complete);
            done = sweep.Raised + sweep.Opened;
            Note("sweep runs");
        }
        while (done > 0);
        var relay = await TimedAsync("relaying", world.RelayAsync);
        Assert.Empty(relay.Faults);
        Note("sweep", new PlainModel.Step(on, "sweep"));
    }

    /// <summary>A day on which departments deliver and officers review.</summary>
    public async Task WorkAsync(DateOnly on)
    {
        // Inherited deadlines are few, and those due soon are what departments work at: they are seen to more often.
        var deadlines = world.Storage.Rows("supervision")
            .Where(row => row.RowKey.StartsWith("deadline-", StringComparison.Ordinal))
            .OrderBy(row => row.RowKey, StringComparer.Ordinal)
            .Select(row => (Id: row.RowKey["deadline-".Length..], OneIn: OneIn(row.Text("State")!, on)));
        var again = returned.Where(_ => random.Next(4) == 0).ToList();
        returned.RemoveAll(again.Contains);
        var seenTo = deadlines.Where(deadline => random.Next(deadline.OneIn) == 0).Select(deadline => deadline.Id);
        foreach (var id in seenTo.Concat(again).Distinct().ToList())
        {
            var state = (await world.Get<DeadlineStore>().FindAsync(DeadlineId.Parse(id), CancellationToken.None))!.State;
            switch (random.Next(10))
            {
                case < 6 when state.IsSilent && state.IsOpen:
                    Assert.IsType<ReleaseInherited.Outcome.Released>(
                        await world.Get<ReleaseInherited>().ExecuteAsync(state.Id, new Act(World.Officer), CancellationToken.None));
                    Note(state.Round > 1 ? "release after return" : "release", new PlainModel.Step(on, "release", id));
                    break;
                case < 2 when state.Alert is { Status: AlertStatus.Open } alert && !again.Contains(id):
                    Assert.IsType<AcknowledgeAlert.Outcome.Acknowledged>(
                        await world.Get<AcknowledgeAlert>().ExecuteAsync(alert.Id, new Act(World.Officer), CancellationToken.None));
                    Note("acknowledge", new PlainModel.Step(on, "acknowledge", id));
                    break;
                case < 8 when !state.IsOpen:
                    await ReviewAsync(state, on);
                    break;
                default:
                    await DeliverAsync(state, on);
                    break;
            }
        }
    }

    private static int OneIn(string state, DateOnly on)
    {
        const string Mark = "\"due\":\"";
        var at = state.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        var left = DateOnly.ParseExact(state.AsSpan(at, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - on.DayNumber;
        return left is > 0 and < 45 || state.Contains("\"inherited\":true", StringComparison.Ordinal) ? 4 : 40;
    }

    private async Task ReviewAsync(DeadlineState state, DateOnly on)
    {
        var reviewed = state.Deliveries[random.Next(state.Deliveries.Count)].Delivery;
        var number = sent.Single(pair => pair.Value == reviewed).Key;
        var (act, decision) = random.Next(5) switch
        {
            0 => ("accept", ReviewDecision.Accept),
            1 or 2 => ("return-form", ReviewDecision.ReturnForForm),
            _ => ("return-content", ReviewDecision.ReturnForContent),
        };
        Assert.IsType<ReviewDelivery.Outcome.Reviewed>(await world.Get<ReviewDelivery>().ExecuteAsync(
            state.Id.Home, sent[number], new ReviewRequest(decision), new Act(World.Officer), CancellationToken.None));
        Note(act == "accept" ? act : act + (on > state.Due ? " after d" : " by d"), new PlainModel.Step(on, act, state.Id.Value, number));
        if (act != "accept") returned.Add(state.Id.Value);
    }

    private async Task DeliverAsync(DeadlineState state, DateOnly on)
    {
        var isRule = state.Kind == ObligationKind.ImplementingRule;
        var issued = isRule && state.Due < on && random.Next(3) == 0 ? state.Due.AddDays(-random.Next(6)) : on.AddDays(-random.Next(40));
        var number = $"{sent.Count + 1}";
        var metadata = new DeliveryMetadata("第" + number + "号", state.Id.Obligation, state.Id.Occurrence);
        var received = Assert.IsType<ReceiveDelivery.Outcome.Received>(await world.DeliverAsync(
            state.Id.Home,
            isRule ? DeliveryKind.Rule : DeliveryKind.Report,
            isRule ? metadata with { Issued = issued } : metadata with { PeriodStart = on.AddDays(-400), PeriodEnd = on },
            number));
        sent.Add(number, received.Delivery.Id);
        var how = received.Delivery.Match!.NotifiedLate ? "notified late" : received.Delivery.Match.OnTime ? "on time" : "late";
        Note(
            $"deliver {how}{(state.Round > 1 ? " again" : "")}",
            new PlainModel.Step(on, "deliver", state.Id.Value, number, isRule ? issued : null));
    }

    private (PlainModel.Duty Duty, DueRule Due) ByOfficer(PlainModel.Duty duty, DateOnly effective)
    {
        if (duty.Kind == "report" && random.Next(5) > 0)
        {
            var cycle = Cycles[random.Next(effective < FirstShortCycle ? Cycles.Length - 2 : Cycles.Length)];
            var unit = cycle.Months switch
            {
                1 => global::Supervision.Calendars.RecurrenceUnit.Month,
                3 => global::Supervision.Calendars.RecurrenceUnit.Quarter,
                6 => global::Supervision.Calendars.RecurrenceUnit.HalfYear,
                _ => global::Supervision.Calendars.RecurrenceUnit.Year,
            };
            return (duty with { Cycle = cycle }, new DueRule(Recurrence: new EachCalendarPeriod(
                cycle.Every,
                unit,
                cycle.By is { } by ? MonthDay.Parse(by) : null,
                cycle.ByInNext is { } later ? MonthDay.Parse(later) : null,
                cycle.AfterEnd is { } period ? Period.Parse(period) : null)));
        }

        if (random.Next(4) == 0)
        {
            var day = effective.AddDays(random.Next(2) == 0 ? -random.Next(1, 200) : random.Next(20, 800));
            return (duty with { FixedOn = day }, new DueRule(On: day));
        }

        var length = Periods[random.Next(Periods.Length)];
        return (duty with { Period = length }, new DueRule(Period.Parse(length)));
    }

    private async Task<T> TimedAsync<T>(string what, Func<Task<T>> act)
    {
        var (watch, requests) = (Stopwatch.StartNew(), world.Storage.Counts.Total);
        var result = await act();
        var before = Times.GetValueOrDefault(what);
        Times[what] = (before.Seconds + watch.Elapsed.TotalSeconds, before.Requests + world.Storage.Counts.Total - requests);
        return result;
    }

    private void Note(string act, PlainModel.Step? step = null)
    {
        Acts[act] = Acts.GetValueOrDefault(act) + 1;
        if (step is not null) Steps.Add(step);
    }
}
