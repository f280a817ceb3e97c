using System.Globalization;
using System.Text.Json;

namespace Supervision.PlainModel;

/// <summary>
/// Follows what was found in storage fact by fact and says of each whether it had to come, and at each moment at which everything due had
/// been looked at, what should have come by then and did not. Knows nothing of the product but the text of what it stored.
/// </summary>
public sealed partial class Model
{
    private readonly Recording recording;
    private readonly Findings findings;
    private readonly Dictionary<string, PlainAct> acts;
    private readonly Dictionary<string, int> factsByAct = [];
    private readonly Dictionary<string, Dictionary<string, PlainDeadline>> confirmed = [];
    private readonly List<EndAct> ends;
    private readonly List<WithdrawEndAct> withdrawals;
    private readonly TimeSpan zone;

    /// <param name="zone">Local time less UTC.</param>
    public Model(Recording recording, Findings findings, TimeSpan zone)
    {
        this.recording = recording;
        this.findings = findings;
        this.zone = zone;
        acts = recording.Acts.ToDictionary(act => act.Id);
        ends = [.. recording.Acts.OfType<EndAct>()];
        withdrawals = [.. recording.Acts.OfType<WithdrawEndAct>().Where(one => !one.IsOwn)];
    }

    public Dictionary<string, PlainDeadline> Deadlines { get; } = [];

    /// <summary>Every alert that had to be raised, found or not.</summary>
    public IEnumerable<PlainAlert> Alerts => Deadlines.Values.SelectMany(line => line.Alerts);

    public void Follow()
    {
        var facts = recording.Facts.OrderBy(fact => fact.Recorded).ThenBy(fact => fact.Chain, StringComparer.Ordinal).ThenBy(fact => fact.Seq);
        var marks = new Queue<Settled>(recording.Sweeps.OrderBy(mark => mark.At));
        var changes = new Queue<ChangeAct>(recording.Acts.OfType<ChangeAct>().Where(change => change.Done == true).OrderBy(change => change.Ended));
        foreach (var fact in facts)
        {
            while (changes.TryPeek(out var change) && change.Ended < fact.Recorded)
            {
                CheckReviewed(changes.Dequeue());
            }

            while (marks.TryPeek(out var mark) && mark.At < fact.Recorded)
            {
                Settle(marks.Dequeue());
            }

            Take(fact);
        }

        while (marks.TryDequeue(out var mark))
        {
            Settle(mark);
        }

        while (changes.TryDequeue(out var change))
        {
            CheckReviewed(change);
        }

        foreach (var act in recording.Acts)
        {
            CheckAnswer(act);
        }
    }

    private PlainCalendar CalendarAt(DateTimeOffset at) => recording.Calendars.Last(calendar => calendar.From <= at).Calendar;

    private DateOnly LocalDate(DateTimeOffset at) => DateOnly.FromDateTime(at.ToOffset(zone).DateTime);

    private void Take(FoundFact fact)
    {
        // Whoever takes back a step is the one who proposed it: the act is found by what it asked for.
        var act = fact.Type == "step-taken-back"
            ? recording.Acts.OfType<DecideAct>().FirstOrDefault(one =>
                one.By == fact.By && one.Verdict == "take-back" && one.Deadline == fact.Chain && one.Done != false)
            : acts.GetValueOrDefault(fact.By);
        if (act is not null)
        {
            if (fact.On < LocalDate(act.Begun) || (fact.On > LocalDate(act.Ended) && act is not (ConfirmAct or EndAct)))
            {
                findings.Differ($"{fact.Chain} {fact.Seq} is dated {fact.On:O}, but was asked for from {act.Begun:u} to {act.Ended:u}");
            }

            factsByAct[act.Id] = factsByAct.GetValueOrDefault(act.Id) + 1;
        }

        if (fact.Type == "opened")
        {
            Open(fact, act);
            return;
        }

        if (fact.Type == "unmatched-delivery-received")
        {
            if (act is DeliverAct { Deadline: null } deliver)
            {
                deliver.ReceivedOn = fact.On;
            }
            else
            {
                findings.Differ($"{fact.Chain} was matched to nothing, but names a deadline");
            }

            return;
        }

        if (fact.Type == "unmatched-delivery-withdrawn")
        {
            if (act is not WithdrawDeliveryAct { Deadline: null })
            {
                findings.Excess($"{fact.Chain} was withdrawn by nobody");
            }

            return;
        }

        if (fact.Type is "removal-proposed" or "removal-confirmed" or "removal-rejected" or "content-removed")
        {
            TakeRemoval(fact, act);
            return;
        }

        if (!Deadlines.TryGetValue(fact.Chain, out var line))
        {
            findings.Differ($"{fact.Chain} {fact.Seq} {fact.Type} is a fact of a deadline that was never to be opened");
            return;
        }

        // What follows a fact without a cause would only repeat it.
        if (!line.IsDerailed && !Change(line, fact, act))
        {
            line.IsDerailed = true;
            findings.Excess($"{fact.Chain} {fact.Seq} {fact.Type} by {fact.By} on {fact.On:O} had no cause");
        }

        foreach (var returned in line.Returns.Values)
        {
            returned.See(line, fact.Recorded);
        }

        line.LastFactOn = fact.On > line.LastFactOn ? fact.On : line.LastFactOn;
        line.AcceptedSince = line.Closure is null && line.Fulfilment is { Accepted: true } ? line.AcceptedSince ?? fact.Recorded : null;
    }

    private void Open(FoundFact fact, PlainAct? act)
    {
        PlainDeadline? line = null;
        if (act is ConfirmAct confirm)
        {
            if (!confirmed.TryGetValue(act.Id, out var expected))
            {
                expected = OpenedBy(confirm, fact);
                confirmed[act.Id] = expected;
            }

            line = expected.GetValueOrDefault(fact.Chain);
        }
        else if (fact.By == "sweep")
        {
            line = OpenedAsNext(fact);
        }
        else if (fact.By == "chain")
        {
            line = OpenedByChain(fact);
        }

        if (line is null || !Deadlines.TryAdd(fact.Chain, line))
        {
            findings.Excess($"{fact.Chain} opened by {fact.By} on {fact.On:O} had no cause");
            return;
        }

        var provenance = fact.Body.GetProperty("provenance");
        Same<DateOnly?>(fact, "due", line.Due, Date(provenance, "result"));
        Same<DateOnly?>(fact, "trigger", line.Clock.Trigger, Date(provenance, "triggerDate"));
        Same(
            fact,
            "kind",
            line.Kind switch { "rule" => "implementing-rule", "report" => "recurring-report", var other => other },
            fact.Body.GetProperty("kind").GetString());
        Same(fact, "provisional", line.Provisional, provenance.GetProperty("provisional").GetBoolean());
        Same(fact, "inherited", line.Inherited, fact.Body.GetProperty("inherited").GetBoolean());
        Same(fact, "next opening", line.NextStart, Date(fact.Body, "nextOpensOn"));
        Same(
            fact,
            "joint",
            string.Join(' ', line.Partners.Order(StringComparer.Ordinal)),
            string.Join(' ', fact.Body.GetProperty("coDepartments").EnumerateArray().Select(one => one.GetString()).Order(StringComparer.Ordinal)));
    }

    /// <summary>The dates were worked out when it was asked for, or by the calendar that came meanwhile: the first fact tells.</summary>
    private Dictionary<string, PlainDeadline> OpenedBy(ConfirmAct confirm, FoundFact first)
    {
        var said = Date(first.Body.GetProperty("provenance"), "result");
        var possible = new[] { CalendarAt(confirm.Begun), CalendarAt(first.Recorded) }.Distinct()
            .Select(calendar => PlainClocks.Confirm(confirm.Duty, first.On, calendar, recording.Practice).ToDictionary(deadline => deadline.Id))
            .ToList();
        return possible.Find(one => one.GetValueOrDefault(first.Chain)?.Due == said) ?? possible[^1];
    }

    private bool Change(PlainDeadline line, FoundFact fact, PlainAct? act)
    {
        switch (fact.Type)
        {
            case "stage-raised" when fact.By == "sweep":
                return Raise(line, fact);
            case "notice-sent" when fact.By == "relay":
                return Notice(line, fact);
            case "next-occurrence-opened" when fact.By == "sweep" && line.NextStart is { } start:
                return start <= fact.On && IsFollowed(line, start, fact);
            case "duty-taken-over" when fact.By == "sweep":
                return TakeOver(line, fact);
            case "due-date-confirmed" when fact.By == "sweep" && line is { Provisional: true, Closure: null }:
                return Confirm(line, fact);
            case "alert-acknowledged" when act is AcknowledgeAct acknowledge && line.Pending is { AcknowledgedOn: null } alert && alert.Id == acknowledge.Alert:
                (alert.Status, alert.AcknowledgedOn) = ("acknowledged", fact.On);
                return true;
            case "inherited-released" when act is ReleaseAct release && release.Deadline == line.Id && line.Inherited && line.Released is null:
                line.Released = fact.On;
                return true;
            default:
                return ChangeByEnding(line, fact, act) || ChangeByDelivery(line, fact, act) || ChangeByExplanation(line, fact, act) || ChangeByStep(line, fact, act) || ChangeByChain(line, fact, act);
        }
    }

    private bool Confirm(PlainDeadline line, FoundFact fact)
    {
        var (due, provisional) = PlainClocks.DueOf(line.Duty.Cycle, line.Clock, CalendarAt(fact.Recorded));
        (line.Provisional, line.OriginalDue) = (false, due);
        Same<DateOnly?>(fact, "due", due, Date(fact.Body.GetProperty("provenance"), "result"));
        if (line.Fulfilment is null)
        {
            line.Redate("corrected", fact.On, fact.Recorded);
        }
        else
        {
            line.Settle();
        }

        return !provisional;
    }

    private bool Raise(PlainDeadline line, FoundFact fact)
    {
        var stage = PlainLadder.IndexOf(fact.Body.GetProperty("stage").GetString()!);
        var id = $"{line.Id}-r{line.Round}-{PlainLadder.Rungs[stage].Stage}";
        var reached = PlainLadder.Reached(line, fact.On, CalendarAt(fact.Recorded));
        if (fact.Body.GetProperty("round").GetInt32() != line.Round || stage != reached || stage <= line.Raised || fact.On > LocalDate(fact.Recorded))
        {
            return false;
        }

        var recipients = fact.Body.GetProperty("recipients").EnumerateArray()
            .Select(told => (told.GetProperty("organ").GetString()!, told.GetProperty("person").GetString()!)).ToList();
        var possible = DirectoriesAt(fact).Select(directory => ToldOf(line, PlainLadder.Rungs[stage], fact, directory)).ToList();
        var told = possible.Find(people => Line(people) == Line(recipients)) ?? possible[0];
        var alert = new PlainAlert
        {
            Id = id,
            Stage = stage,
            Round = line.Round,
            Due = line.Due,
            RaisedOn = fact.On,
            RaisedAt = fact.Recorded,
            Over = [.. PlainLadder.Rungs[(line.Raised + 1)..stage].Select(rung => rung.Stage)],
            Told = told,
        };
        Same(fact, "recipients", Line(told), Line(recipients));
        Same<DateOnly?>(fact, "due", line.Due, Date(fact.Body, "due"));
        Same(fact, "passed over", string.Join(' ', alert.Over), string.Join(' ', fact.Body.GetProperty("passedOver").EnumerateArray().Select(one => one.GetString())));
        if (line.Pending is { } lower)
        {
            (lower.Status, lower.EndedAt) = ("escalated", fact.Recorded);
        }

        (line.Raised, line.Pending) = (stage, alert);
        line.Alerts.Add(alert);
        findings.Demanded++;
        return true;

        static string Line(IEnumerable<(string Organ, string Person)> people) =>
            string.Join(' ', people.Select(one => $"{one.Organ}/{one.Person}").Order(StringComparer.Ordinal));
    }

    /// <summary>Everybody with a role of the rung: of the organs that owe now, or of the office; of a committee's people only those of its laws.</summary>
    private List<(string Organ, string Person)> ToldOf(PlainDeadline line, Rung rung, FoundFact fact, PlainDirectory directory)
    {
        var owing = line.Partners.Prepend(line.Organ).Select(organ => directory.Owing(organ, line.Duty.Obligation, fact.On)).ToHashSet();
        return [.. recording.People
            .Where(person => person.From <= fact.Recorded)
            .GroupBy(person => (person.Organ, person.Person))
            .Select(versions => versions.MaxBy(person => person.From)!)
            .Where(person => person.Roles.Intersect(rung.Roles).Any()
                && (person.Organ == "office" || owing.Contains(person.Organ))
                && (person.Committees.Length == 0 || person.Committees.Contains(line.Duty.Committee)))
            .Select(person => (person.Organ, person.Person))];
    }

    /// <summary>The directories that a sweep may have known when it recorded a fact.</summary>
    private List<PlainDirectory> DirectoriesAt(FoundFact fact)
    {
        if (recording.Organs.Count == 0)
        {
            return [PlainDirectory.Empty];
        }

        var began = recording.SweepSpans.Where(span => span.From <= fact.Recorded && span.To >= fact.Recorded).Select(span => span.From).DefaultIfEmpty(fact.Recorded).Min();
        return [.. PlainDirectory.Between(recording.Organs, began, fact.Recorded)];
    }

    private bool Notice(PlainDeadline line, FoundFact fact)
    {
        // Which mail went out first, and when, the mail server knows.
        var alert = line.Alerts.Find(alert => alert.Round == line.Round && alert.Stage == PlainLadder.Overdue);
        var mail = fact.Body.GetProperty("mail").GetString()!;
        if (alert is null || line.Noticed is not null || fact.Body.GetProperty("alert").GetString() != alert.Id)
        {
            return false;
        }

        line.Noticed = fact.On;
        line.NoticedRounds.Add(line.Round);
        var handed = recording.HandedOver.Where(one => one.Taken && IsOf(one, mail)).Select(one => LocalDate(one.At)).ToList();
        if (!handed.Contains(fact.On) && !handed.Exists(day => day < fact.On))
        {
            findings.Differ($"{alert.Id} counts as told on {fact.On:O}; the mail server took the mail on {string.Join(", ", handed)}");
        }

        return handed.Count > 0;
    }

    internal static bool IsOf(HandedOver handed, string mail) => handed.MessageId.StartsWith($"<{mail}@", StringComparison.Ordinal);

    private void Settle(Settled mark)
    {
        var calendar = CalendarAt(mark.At);
        foreach (var line in Deadlines.Values.Where(line => !line.IsDerailed))
        {
            if (line is { Provisional: true, Closure: null } && !(line.IsAwaited && line.IsSilent) && !PlainClocks.DueOf(line.Duty.Cycle, line.Clock, calendar).Provisional && mark.On >= line.OpenedOn.AddDays(7))
            {
                LoseSettlement(line, mark);
            }

            if (line.OpensNext <= mark.On)
            {
                findings.Lose($"{line.Id}: the occurrence after it was not opened by {mark.On:O}");
            }

            CheckEnded(line, mark);
            CheckRevived(line, mark);
            var reached = Due(line, mark, calendar);
            if (reached > line.Raised)
            {
                findings.Demanded++;
                findings.Lose($"{line.Id}-r{line.Round}-{PlainLadder.Rungs[reached].Stage} was not raised by {mark.On:O}");
                line.Raised = reached;
            }
        }
    }

    /// <summary>
    /// The stage that must have been raised. What waits for a calendar is looked at once a week: in the first week nothing is demanded that the
    /// calendar before did not tell.
    /// </summary>
    private int Due(PlainDeadline line, Settled mark, PlainCalendar calendar)
    {
        var reached = PlainLadder.Reached(line, mark.On, calendar);
        var arrived = recording.Calendars.FindLastIndex(one => one.From <= mark.At);
        return arrived > 0 && mark.On <= LocalDate(recording.Calendars[arrived].From).AddDays(8)
            ? Math.Min(reached, PlainLadder.Reached(line, mark.On, recording.Calendars[arrived - 1].Calendar))
            : reached;
    }

    /// <summary>A provisional date is looked at once a week.</summary>
    private void LoseSettlement(PlainDeadline line, Settled mark)
    {
        var arrived = recording.Calendars.First(calendar => !PlainClocks.DueOf(line.Duty.Cycle, line.Clock, calendar.Calendar).Provisional).From;
        if (mark.On > LocalDate(arrived).AddDays(8) && mark.On > line.LastFactOn.AddDays(8))
        {
            findings.Lose($"{line.Id}: the provisional date was not settled by {mark.On:O}, though the calendar came on {arrived:u}");
        }
    }

    private void CheckAnswer(PlainAct act)
    {
        var found = factsByAct.GetValueOrDefault(act.Id);
        if (act is ConfirmAct confirm)
        {
            var on = recording.Facts.FirstOrDefault(fact => fact.By == act.Id)?.On ?? LocalDate(act.Begun);
            var expected = PlainClocks.Confirm(confirm.Duty, on, CalendarAt(act.Begun), recording.Practice).Count();
            if (act.Done == true && found != expected)
            {
                findings.Lose($"{act} was confirmed and opened {found} of {expected} deadlines");
            }
            else if (act.Done is null && found != 0 && found != expected)
            {
                findings.Lose($"{act} was carried out by half: {found} of {expected} deadlines");
            }
            else if (act.Done == false && found > 0)
            {
                findings.Excess($"{act} was refused and opened {found} deadlines");
            }
        }
        else if (act is EndAct or ChangeAct or AddAct || act is WithdrawEndAct { Done: not false })
        {
            // How many deadlines it reaches follows from how they stood; that it reached them is checked at each. The register knows additions.
        }
        else if (found > 1 && act is not WithdrawDeliveryAct)
        {
            findings.Excess($"{act} was recorded {found} times");
        }
        else if (act.Done == true && found == 0)
        {
            findings.Lose($"{act} was answered as done and is not on record");
        }
        else if (act.Done == false && found > 0)
        {
            findings.Excess($"{act} was answered as refused and is on record");
        }

        if (act is WithdrawDeliveryAct { Done: true } withdraw)
        {
            CheckWithdrawn(withdraw);
        }
    }

    private void Same<T>(FoundFact fact, string what, T wanted, T found)
    {
        if (!EqualityComparer<T>.Default.Equals(wanted, found))
        {
            findings.Differ($"{fact.Chain} {fact.Seq} {fact.Type}: {what} is {found}, not {wanted}");
        }
    }

    private static DateOnly? Date(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        ? DateOnly.ParseExact(value.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture)
        : null;
}
