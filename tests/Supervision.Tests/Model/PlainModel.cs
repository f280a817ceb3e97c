using System.Globalization;
using System.Text.Json;

namespace Supervision.Tests.Model;

/// <summary>
/// What must have come of a history, worked out anew from domain.md and design.md, day by day where that is simpler. It knows nothing of
/// the product: JSON goes in, lines of text come out.
/// </summary>
internal sealed class PlainModel
{
    private static readonly string[] Stages =
        ["early-notice", "reminder", "overdue", "explanation-required", "supervision-letter", "standing-committee"];

    private readonly List<Line> lines = [];
    private readonly List<Alert> alerts = [];
    private readonly Input input;
    private readonly Dictionary<DateOnly, bool> exceptions;

    public PlainModel(string json)
    {
        input = JsonSerializer.Deserialize<Input>(json, JsonSerializerOptions.Web)!;
        exceptions = input.Holidays.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Trim().Split(','))
            .ToDictionary(row => DateOnly.ParseExact(row[0], "yyyy-MM-dd", CultureInfo.InvariantCulture), row => row[1] == "work");
        input.Steps.ToList().ForEach(Take);
    }

    public List<string> Mails { get; } = [];

    public IEnumerable<string> Deadlines => lines.Select(line => $"{line.Id} due {line.Due:O} round {line.Round}"
        + (line.Provisional ? " provisional" : "") + (line.Inherited ? " inherited" : ""));

    public IEnumerable<string> Alerts => alerts.Select(alert => $"{alert.Id} due {alert.Due:O} raised {alert.On:O} over "
        + $"[{string.Join(' ', alert.Over)}] {alert.Status} {alert.Outcome} {alert.Ended:O} {alert.DaysLate}");

    private void Take(Step step)
    {
        var line = lines.Find(line => line.Id == step.Deadline);
        if (line is null && step.Deadline is not null) return; // Nothing is owed there: the comparison will say so.
        var standing = line?.Standing.Find(delivery => delivery.Id == step.Delivery);
        switch (step.Act)
        {
            case "confirm": Confirm(step.Duty!, step.On); break;
            case "sweep": Sweep(step.On); break;
            case "release": line!.Released = step.On; break;
            case "acknowledge": if (line!.Alert is { } seen) seen.Status = "Acknowledged"; break;
            case "accept": standing!.Accepted = true; break;
            case "deliver":
                var date = line!.Kept ?? (line.Duty.Kind == "rule" ? step.Issued!.Value : step.On);
                line.Standing.Add(new Standing(step.Delivery!, step.On, date));
                if (line is not { Alert: { } alert, Fulfilment: { } first }) break;
                alert.DaysLate = Late(line, first.Fulfilled);
                alert.Outcome = alert.DaysLate > 0 ? "FulfilledLate"
                    : line.Duty.Kind == "rule" && first.On > line.Due ? "FulfilledOnTimeNotifiedLate" : "FulfilledOnTime";
                (alert.Status, alert.Ended, line.Alert) = ("Resolved", step.On, null);
                break;
            case "return-form" or "return-content":
                if (line!.Fulfilment == standing)
                    (line.Round, line.RoundBegan, line.Raised, line.Noticed) = (line.Round + 1, step.On, -1, null);
                line.Standing.Remove(standing!);
                for (var day = standing!.On.AddDays(1); day <= step.On; day = day.AddDays(1)) line.WithOffice.Add(day);
                // A report keeps the day on which it first came; a rule was issued when its own text says.
                line.Kept = step.Act == "return-content" || line.Duty.Kind == "rule" ? null
                    : line.Kept < standing!.Fulfilled ? line.Kept : standing!.Fulfilled;
                break;
            default: throw new InvalidOperationException(step.Act);
        }
    }

    /// <summary>Days while the office is deciding never count as late.</summary>
    private static int Late(Line line, DateOnly fulfilled)
    {
        var late = 0;
        for (var day = line.Due.AddDays(1); day <= fulfilled; day = day.AddDays(1)) late += line.WithOffice.Contains(day) ? 0 : 1;
        return late;
    }

    private void Confirm(Duty duty, DateOnly on)
    {
        foreach (var organ in duty.Departments)
            if (duty.Cycle is { } cycle)
            {
                var start = new DateOnly(duty.Trigger.Year, (duty.Trigger.Month - 1) / cycle.Months * cycle.Months + 1, 1);
                if (LastDay(cycle, start) < duty.Trigger) start = AddMonths(start, cycle.Months);
                while (LastDay(cycle, start) < on) start = AddMonths(start, cycle.Every * cycle.Months);
                Open(duty, organ, start, start > duty.Trigger ? start : duty.Trigger, on);
            }
            else if (duty.FixedOn is { } day) lines.Add(new Line(duty, organ, "1", duty.Trigger, day, on) { Inherited = day < on });
            else if ((duty.Period ?? (duty.May || duty.Kind != "rule" ? null : "P1Y")) is { } period)
            {
                var due = NextWorkingDay(Add(duty.Trigger, period));
                lines.Add(new Line(duty, organ, "1", duty.Trigger, due, on)
                { Period = period, Inherited = due < on, Provisional = due >= input.UnknownFrom });
            }
    }

    private void Open(Duty duty, string organ, DateOnly start, DateOnly trigger, DateOnly on)
    {
        var due = NextWorkingDay(LastDay(duty.Cycle!, start));
        var part = duty.Cycle!.Months switch
        { 12 => "", 6 => $"H{(start.Month + 5) / 6}", 3 => $"Q{(start.Month + 2) / 3}", _ => $"M{start.Month:D2}" };
        lines.Add(new Line(duty, organ, $"{start.Year:D4}{part}", trigger, due, on)
        { NextStart = AddMonths(start, duty.Cycle.Every * duty.Cycle.Months), Provisional = due >= input.UnknownFrom });
    }

    private DateOnly LastDay(Cycle cycle, DateOnly start)
    {
        var next = AddMonths(start, cycle.Every * cycle.Months);
        return cycle.By is { } by ? MonthDay(AddMonths(next, -cycle.Months), by) : cycle.ByInNext is { } later ? MonthDay(next, later)
            : cycle.AfterEnd is { } period ? Add(next.AddDays(-1), period) : next.AddDays(-1);
    }

    private void Sweep(DateOnly on)
    {
        for (var i = 0; i < lines.Count; i++) // Lines opened here are appended, so several periods may open after a long pause.
        {
            if (lines[i].NextStart is not { } start || start > on) continue;
            lines[i].NextStart = null;
            Open(lines[i].Duty, lines[i].Organ, start, start, on);
        }

        foreach (var line in lines.Where(line => line.Standing.Count == 0 && !(line.Inherited && line.Released is null)))
        {
            var reached = Enumerable.Range(0, Stages.Length).LastOrDefault(stage => Reached(line, stage, on), -1);
            if (reached <= line.Raised) continue;
            if (line.Alert is { } lower) lower.Status = "Escalated";
            line.Alert = new Alert($"{line.Id}-r{line.Round}-{Stages[reached]}", on, line.Due, Stages[(line.Raised + 1)..reached]);
            alerts.Add(line.Alert);
            line.Raised = reached;
            foreach (var person in input.People.Where(person => person.Roles.Intersect(input.Ladder[reached].Roles).Any()
                && (person.Organ == line.Organ || line.Duty.Partners.Append("office").Contains(person.Organ))
                && (person.Committees.Length == 0 || person.Committees.Contains(line.Duty.Committee))))
            {
                Mails.Add($"{person.Mail} {Stages[reached]} {line.Alert.Id}");
                if (Stages[reached] == "overdue") line.Noticed ??= on;
            }
        }
    }

    private bool Reached(Line line, int stage, DateOnly on)
    {
        // Begun again, or released, after d: that day counts as the one after the due date.
        var zero = new[] { line.Due, line.Released?.AddDays(-1) ?? line.Due, line.RoundBegan?.AddDays(-1) ?? line.Due }.Max();
        var rung = input.Ladder[stage];
        var date = rung.PerMonth is { } days ? line.Due.AddDays(-days * Months(line))
            : rung.Before is { } before ? line.Due.AddDays(-before) : Add(zero, rung.After!);
        return date <= on && !(date < line.RoundBegan) && !(line.Provisional && date > line.Due)
            && (rung.PerMonth is null || (date >= line.Opened && date < line.Due.AddDays(-input.Ladder[stage + 1].Before!.Value)))
            && (rung.AfterNotice is null || (line.Noticed is { } sent && Add(sent, rung.AfterNotice) <= on));
    }

    private static int Months(Line line)
    {
        if (line.Period is { } period && !IsWorking(period))
            return period[^1] == 'Y' ? 12 * Count(period) : period[^1] == 'M' ? Count(period) : Count(period) / 30;
        var months = 0;
        while (AddMonths(line.Trigger, months + 1) <= line.Due.AddDays(1)) months++;
        return months;
    }

    private static bool IsWorking(string period) => period.EndsWith("WD", StringComparison.Ordinal);
    private DateOnly Add(DateOnly day, string period) => IsWorking(period) ? WorkingDays(day, Count(period))
        : period[^1] == 'D' ? day.AddDays(Count(period)) : AddMonths(day, Count(period) * (period[^1] == 'Y' ? 12 : 1));
    private static int Count(string period) => int.Parse(period.Trim('P', 'Y', 'M', 'W', 'D'), CultureInfo.InvariantCulture);
    private bool Works(DateOnly day) => exceptions.TryGetValue(day, out var works) ? works : (int)day.DayOfWeek is > 0 and < 6;
    private DateOnly NextWorkingDay(DateOnly day) => Works(day) ? day : NextWorkingDay(day.AddDays(1));
    private DateOnly WorkingDays(DateOnly day, int count) =>
        count == 0 ? day : WorkingDays(day.AddDays(1), Works(day.AddDays(1)) ? count - 1 : count);

    private static DateOnly AddMonths(DateOnly day, int months)
    {
        var index = day.Year * 12 + day.Month - 1 + months;
        return MonthDay(new DateOnly(index / 12, 1, 1), $"{index % 12 + 1:D2}-{day.Day:D2}");
    }

    private static DateOnly MonthDay(DateOnly start, string text)
    {
        var (month, day) = (start.Month - 1 + Count(text[..2]), Count(text[3..]));
        return new DateOnly(start.Year, month, Math.Min(day, DateTime.DaysInMonth(start.Year, month)));
    }

    internal sealed record Input(Rung[] Ladder, Person[] People, string Holidays, DateOnly UnknownFrom, Step[] Steps);
    internal sealed record Rung(string[] Roles, int? PerMonth = null, int? Before = null, string? After = null, string? AfterNotice = null);
    internal sealed record Person(string Organ, string Mail, string[] Roles, string[] Committees);
    internal sealed record Step(DateOnly On, string Act, string? Deadline = null, string? Delivery = null,
        DateOnly? Issued = null, Duty? Duty = null);
    internal sealed record Cycle(int Every, int Months, string? By = null, string? ByInNext = null, string? AfterEnd = null);
    internal sealed record Duty(string Id, string Kind, bool May, string Committee, string[] Departments, string[] Partners,
        DateOnly Trigger, string? Period = null, DateOnly? FixedOn = null, Cycle? Cycle = null);

    private sealed record Standing(string Id, DateOnly On, DateOnly Fulfilled) { public bool Accepted; }
    private sealed record Alert(string Id, DateOnly On, DateOnly Due, string[] Over)
    {
        public string Status = "Open", Outcome = "-";
        public DateOnly? Ended;
        public int DaysLate;
    }

    private sealed record Line(Duty Duty, string Organ, string Label, DateOnly Trigger, DateOnly Due, DateOnly Opened)
    {
        public readonly string Id = $"{Duty.Id}-{Organ}-{Label}";
        public readonly List<Standing> Standing = [];
        public readonly HashSet<DateOnly> WithOffice = [];
        public string? Period;
        public bool Inherited, Provisional;
        public int Round = 1, Raised = -1;
        public DateOnly? Released, RoundBegan, Noticed, NextStart, Kept;
        public Alert? Alert;
        public Standing? Fulfilment => Standing.Find(delivery => delivery.Accepted) ?? Standing.FirstOrDefault();
    }
}
