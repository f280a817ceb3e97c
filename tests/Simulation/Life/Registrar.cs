using System.Text;
using Supervision.Access;
using Supervision.Calendars;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.PlainModel;
using DecisionAct = Supervision.Deadlines.Act;
using Period = Supervision.Calendars.Period;

namespace Supervision.Simulation.Life;

/// <summary>Imports laws and confirms what they oblige to.</summary>
internal sealed partial class Registrar(SeedRun run)
{
    private const int Laws = 6;

    /// <summary>The committee in charge where the profile names no other.</summary>
    private const string Committee = "legislative-affairs";

    private static readonly string[] Periods = ["P6M", "P1Y", "P30D", "10WD", "P2M", "P90D", "60WD", "P1M", "P18M"];

    private readonly Cycle[] cycles =
    [
        new(1, 12), new(1, 12, By: "06-30"), new(1, 12, ByInNext: "03-31"), new(1, 6), new(2, 12), new(1, 12, AfterEnd: "P30D"),
        new(1, 12, AfterEnd: "20WD"), new(1, 12, By: "02-31"), new(1, 3, By: "03-25"), new(1, 6, AfterEnd: "P1M"),
        new(0, 0, Times: 10) { FirstTerm = run.Recording.Practice.FirstTerm }, new(0, 0, Times: 20) { FirstTerm = run.Recording.Practice.FirstTerm }, new(0, 0, FromLast: "P6M"), new(0, 0, FromLast: "P1Y"), new(0, 0, FromLast: "60WD"),
    ];

    private Random Random => run.Random;

    public void Plan()
    {
        for (var number = 0; number < Laws; number++)
        {
            // Most come early, so that the years are full.
            var when = run.Start + TimeSpan.FromDays(number < 4 ? Random.Next(1, 120) : Random.Next(30, Math.Max(31, (int)((run.End - run.Start).TotalDays * 0.7))));
            var chosen = number + (run.Seed % 5);
            run.At(when, () => Import(chosen, DateOnly.FromDateTime(when.Date).AddDays(Random.Next(-500, 120))));
        }
    }

    private void Import(int number, DateOnly effective)
    {
        var said = Given.Law(number, effective, Random);
        var bytes = Encoding.UTF8.GetBytes(said.Text);
        Law? law = null;
        while (law is null)
        {
            var outcome = run.CallUntilAnswered("import " + said.Title, host => host.Get<ImportLaw>().ExecuteAsync("law.md", bytes, CancellationToken.None));
            law = (outcome as ImportLaw.Outcome.Imported)?.Law ?? (outcome as ImportLaw.Outcome.Unchanged)?.Law;
        }

        run.Laws.Add(law.Id.Value);
        run.Say($"imported {said.Title} as {law.Id}, effective {effective:O}");
        PlanEnd(law.Id, said.Articles.Count);
        PlanChanges(law.Id);
        PlanAdditions(law.Id, effective);
        var found = run.CallUntilAnswered("list", host => host.Get<LawStore>().ListObligationsAsync(law.Id, CancellationToken.None));
        foreach (var article in said.Articles)
        {
            if (found.SingleOrDefault(one => one.Candidate.Article == article.Number) is not { } obligation)
            {
                run.Findings.Differ($"{said.Title} {article.Number} was not found to oblige to anything");
                continue;
            }

            var late = Random.Next(5) == 0 ? Random.Next(100, 400) : Random.Next(1, 40);
            run.In(TimeSpan.FromHours(late * 24) + TimeSpan.FromMinutes(Random.Next(600)), () => Confirm(obligation.Id, article, effective));
        }

        ConfirmWhatThePlaceAsks(found, effective);
    }

    /// <summary>What the place's ordinances put on every law is proposed with it.</summary>
    private void ConfirmWhatThePlaceAsks(IReadOnlyList<Obligation> found, DateOnly effective)
    {
        var asked = run.Recording.Practice.Defaults.Where(said => said.Value.After is not null).Select(said => said.Key).Order(StringComparer.Ordinal);
        var proposed = found.Where(one => one.Candidate.FoundBy == "profile")
            .ToDictionary(one => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(one.Candidate.Kind.ToString()), StringComparer.Ordinal);
        if (!proposed.Keys.Order(StringComparer.Ordinal).SequenceEqual(asked))
        {
            run.Findings.Differ($"proposed {string.Join(' ', proposed.Keys)} where the place asks for {string.Join(' ', asked)}");
        }

        // Nobody comes to some of them while the run lasts.
        foreach (var (kind, obligation) in proposed.Where(_ => Random.Next(3) == 0))
        {
            run.In(TimeSpan.FromDays(Random.Next(2, 500)) + TimeSpan.FromMinutes(Random.Next(600)), () => Confirm(obligation.Id, new ArticleSaid("", kind, false, null, false), effective));
        }
    }

    private void Confirm(ObligationId id, ArticleSaid said, DateOnly effective)
    {
        var (duty, request) = Choose(id, said, effective);
        var act = new ConfirmAct($"c{run.Recording.Acts.Count + 1}", duty);
        var key = Random.Next(5) == 0 ? null : act.Id;
        var caller = new Caller(act.Id, Role.Officer, null);
        run.Try(act, key is not null, async host => await host.Get<ConfirmObligation>().ExecuteAsync(id, request, new DecisionAct(caller, key), CancellationToken.None) switch
        {
            ConfirmObligation.Outcome.Confirmed => true,
            ConfirmObligation.Outcome.AlreadyConfirmed => false,
            ConfirmObligation.Outcome.Ended when MayHaveEnded(end => end.Covers(duty.Obligation)) => false,
            ConfirmObligation.Outcome.Invalid { Faults: [{ Code: "department-ended" }, ..] }
                when duty.Organs.Concat(duty.Partners).Any(organ => run.Directories.Any(known => known.IsOver(organ, run.Today))) => false,
            var other => Wrong(act, other),
        });
    }

    private bool? Wrong(PlainAct act, object outcome)
    {
        run.Findings.Differ($"{act} was answered {outcome}");
        return null;
    }

    private (Duty Duty, ConfirmationRequest Request) Choose(ObligationId id, ArticleSaid said, DateOnly effective)
    {
        // Rarely somebody names a department that is no more.
        var careless = Random.Next(30) == 0;
        var organs = run.Departments
            .Where(organ => careless || !run.Directories.Any(known => known.IsOver(organ, run.Today)))
            .OrderBy(_ => Random.Next())
            .ToList();
        var owing = organs.Take(Random.Next(4) == 0 ? Random.Next(2, 4) : 1).ToList();
        var partners = Random.Next(4) == 0 ? organs.Skip(owing.Count).Take(Random.Next(1, 3)).ToList() : [];
        var trigger = Random.Next(8) switch
        {
            0 => new DateOnly(effective.Year, effective.Month, 1).AddDays(-1),
            1 => effective.AddDays(-Random.Next(100, 700)),
            _ => effective,
        };
        var duty = new Duty(id.Value, said.Kind, said.May, Committee, owing, partners, trigger);
        DueRule? due = null;
        var clear = said.Yearly || said.May || said.Period is not null || run.Recording.Practice.Defaults.ContainsKey(said.Kind);
        if (said.May || (clear && Random.Next(3) > 0))
        {
            duty = said.Yearly ? duty with { Cycle = new Cycle(1, 12) } : duty with { Period = said.Period };
        }
        else
        {
            (duty, due) = ByOfficer(duty, effective);
        }

        // What begins with an event after the law's own entry into force has no date until an officer gives one.
        var begins = trigger == effective && duty.Kind is not ("rectification" or "audit-rectification" or "rule-review") ? (DateOnly?)null : trigger;
        return (duty, new ConfirmationRequest([.. owing.Select(DepartmentId.Parse)], [.. partners.Select(DepartmentId.Parse)], due, begins));
    }

    private (Duty Duty, DueRule Due) ByOfficer(Duty duty, DateOnly effective)
    {
        switch (Random.Next(duty.Kind == "report" ? 10 : 4))
        {
            case 0:
                var day = effective.AddDays(Random.Next(2) == 0 ? -Random.Next(1, 200) : Random.Next(20, 800));
                return (duty with { FixedOn = day }, new DueRule(On: day));
            case < 4:
                var period = Periods[Random.Next(Periods.Length)];
                return (duty with { Period = period }, new DueRule(Period.Parse(period)));
            default:
                var cycle = cycles[Random.Next(cycles.Length)];
                if (cycle.FromLast is { } last)
                {
                    return (duty with { Cycle = cycle }, new DueRule(Recurrence: new FromLastDelivery(Period.Parse(last))));
                }

                if (cycle.Times is { } times)
                {
                    return (duty with { Cycle = cycle }, new DueRule(Recurrence: new TimesPerTerm(times)));
                }

                return (duty with { Cycle = cycle }, new DueRule(Recurrence: new EachCalendarPeriod(
                    cycle.Every,
                    cycle.Months switch { 1 => RecurrenceUnit.Month, 3 => RecurrenceUnit.Quarter, 6 => RecurrenceUnit.HalfYear, _ => RecurrenceUnit.Year },
                    cycle.By is { } by ? MonthDay.Parse(by) : null,
                    cycle.ByInNext is { } later ? MonthDay.Parse(later) : null,
                    cycle.AfterEnd is { } after ? Period.Parse(after) : null)));
        }
    }
}
