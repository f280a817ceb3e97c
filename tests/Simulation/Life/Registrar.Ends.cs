using System.Globalization;
using Supervision.Access;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.PlainModel;
using DecisionAct = Supervision.Deadlines.Act;

namespace Supervision.Simulation.Life;

/// <summary>Laws are repealed and provisions go: at once, late, or announced for a day to come.</summary>
internal sealed partial class Registrar
{
    private void PlanEnd(LawId law, int articles)
    {
        if (Random.Next(5) == 0)
        {
            run.In(TimeSpan.FromDays(Random.Next(20, 800)), () => End(law, SomeDay(), null));
        }

        if (Random.Next(3) == 0)
        {
            var gone = Enumerable.Range(1, articles).Where(_ => Random.Next(3) == 0).DefaultIfEmpty(1 + Random.Next(articles)).ToList();
            run.In(TimeSpan.FromDays(Random.Next(5, 800)), () => End(law, SomeDay(), gone));
        }
    }

    private DateOnly SomeDay() => run.Today.AddDays(Random.Next(4) switch { 0 => 0, 1 => -Random.Next(1, 60), _ => Random.Next(1, 150) });

    private void End(LawId law, DateOnly on, List<int>? numbers)
    {
        var act = new EndAct(
            $"z{run.Recording.Acts.Count + 1}",
            law.Value,
            on,
            numbers is null ? null : [.. numbers.Select(number => string.Create(CultureInfo.InvariantCulture, $"{law}-{number}"))]);
        var caller = new Caller(act.Id, Role.Officer, null);
        run.Try(act, repeats: true, async host => await host.Get<EndObligations>()
            .ExecuteAsync(law, new EndingRequest(on, numbers), new DecisionAct(caller, act.Id), CancellationToken.None) switch
        {
            EndObligations.Outcome.Ending => true,
            EndObligations.Outcome.AlreadyRepealed when numbers is null => false,
            var other => Wrong(act, other),
        });
        run.SweepOn(on > run.Today ? on : run.Today.AddDays(1));

        // Now and then another officer records the same repeal with another date.
        if (numbers is null && Random.Next(3) == 0)
        {
            run.In(TimeSpan.FromMinutes(Random.Next(1, 5000)), () => End(law, on.AddDays(Random.Next(1, 40)), null));
        }
    }
}
