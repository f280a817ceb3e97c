using System.Globalization;
using Supervision.Access;
using Supervision.Deadlines.Chains;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.PlainModel;
using DecisionAct = Supervision.Deadlines.Act;

namespace Supervision.Simulation.Life;

/// <summary>Laws are repealed, provisions go: at once, late, or announced for a day to come. Others change, or are found to oblige to more.</summary>
internal sealed partial class Registrar
{
    private static readonly (string Plain, ObligationKind Product)[] Added =
    [
        ("rule", ObligationKind.ImplementingRule), ("report", ObligationKind.RecurringReport), ("implementation-report", ObligationKind.ImplementationReport),
        ("rectification", ObligationKind.Rectification), ("audit-rectification", ObligationKind.AuditRectification),
        ("post-legislative-evaluation", ObligationKind.PostLegislativeEvaluation), ("rule-review", ObligationKind.RuleReview),
    ];

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

    private void PlanChanges(LawId law)
    {
        for (var count = Random.Next(3); count > 0; count--)
        {
            run.In(TimeSpan.FromDays(Random.Next(150, 1000)), () => Change(law, run.Today.AddDays(-Random.Next(40))));
        }
    }

    private void PlanAdditions(LawId law, DateOnly effective)
    {
        if (Random.Next(3) == 0)
        {
            run.In(TimeSpan.FromDays(Random.Next(5, 500)), () => Add(law, effective));
        }
    }

    private void Change(LawId law, DateOnly changed)
    {
        var act = new ChangeAct($"y{run.Recording.Acts.Count + 1}", law.Value, changed);
        var caller = new Caller(act.Id, Role.Officer, null);
        run.Try(act, repeats: true, async host => await host.Get<RecordHigherLawChange>()
            .ExecuteAsync(law, changed, new DecisionAct(caller, act.Id), CancellationToken.None) switch
        {
            RecordHigherLawChange.Outcome.Recorded when run.Recording.Practice.Review is not null => true,
            RecordHigherLawChange.Outcome.NoPeriod when run.Recording.Practice.Review is null => false,
            var other => Wrong(act, other),
        });

        // Somebody else hears of it and records it again.
        if (Random.Next(3) == 0)
        {
            run.In(TimeSpan.FromMinutes(Random.Next(1, 30_000)), () => Change(law, changed));
        }
    }

    private void Add(LawId law, DateOnly effective)
    {
        var kind = Added[Random.Next(Added.Length)];
        var act = new AddAct($"k{run.Recording.Acts.Count + 1}", law.Value, kind.Plain, $"主管部门应当办理第{run.Recording.Acts.Count + 1}项事务。");
        var caller = new Caller(act.Id, Role.Officer, null);
        Obligation? added = null;
        run.Try(act, repeats: true, async host =>
        {
            switch (await host.Get<AddObligation>().ExecuteAsync(law, new AdditionRequest(kind.Product, "地方立法程序规定", act.Quote), new DecisionAct(caller, act.Id), CancellationToken.None))
            {
                case AddObligation.Outcome.Added { Obligation: var one }:
                    added = one;
                    return true;
                case AddObligation.Outcome.Ended when MayHaveEnded(end => end.Law == law.Value && end.Obligations is null):
                    return false;
                case var other:
                    return Wrong(act, other);
            }
        });
        run.In(TimeSpan.FromDays(Random.Next(1, 60)), () =>
        {
            if (added is not null)
            {
                Confirm(added.Id, new ArticleSaid("", kind.Plain, false, null, false), effective);
            }
        });
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
            run.In(TimeSpan.FromMinutes(Random.Next(1, 5000)), () => End(law, on.AddDays(Random.Next(3) == 0 ? 0 : Random.Next(1, 40)), null));
        }

        if (Random.Next(2) == 0)
        {
            run.In(TimeSpan.FromMinutes(Random.Next(1, 60 * 24 * 90)), () => Withdraw(law, act));
        }
    }

    /// <summary>Somebody finds that an end was recorded by mistake. Now and then it is whoever recorded it; and what was mistaken may come true.</summary>
    private void Withdraw(LawId law, EndAct end)
    {
        if (!run.Call("list endings", host => host.Get<LawStore>().ListEndingsAsync(law, CancellationToken.None), out var known)
            || known!.FirstOrDefault(one => one.By == end.Id) is not { } ending)
        {
            return;
        }

        var act = new WithdrawEndAct($"zw{run.Recording.Acts.Count + 1}", end, ending.Id, Random.Next(8) == 0);
        var caller = new Caller(act.IsOwn ? end.Id : act.Id, Random.Next(2) == 0 ? Role.Officer : Role.Director, null);
        run.Try(act, repeats: true, async host => await host.Get<WithdrawEnding>()
            .ExecuteAsync(law, ending.Id, "登记有误。", new DecisionAct(caller, act.Id), CancellationToken.None) switch
        {
            WithdrawEnding.Outcome.Withdrawn when !act.IsOwn => true,
            WithdrawEnding.Outcome.OwnEnding when act.IsOwn => false,
            WithdrawEnding.Outcome.AlreadyWithdrawn when run.Recording.Acts.OfType<WithdrawEndAct>().Any(other => other != act && other.End == end && !other.IsOwn) => false,
            var other => Wrong(act, other),
        });
        run.SweepOn(run.Today.AddDays(1));
        switch (Random.Next(6))
        {
            case 0:
                run.In(TimeSpan.FromMinutes(Random.Next(1, 60 * 24 * 30)), () => Withdraw(law, end));
                break;
            case < 3:
                run.In(TimeSpan.FromMinutes(Random.Next(1, 60 * 24 * 200)), () => End(law, SomeDay(), end.Obligations is { } ended ? [.. ended.Select(NumberOf)] : null));
                break;
            default:
                break;
        }
    }

    /// <summary>Some end may be on record that nobody has certainly taken back.</summary>
    private bool MayHaveEnded(Func<EndAct, bool> covers) => run.Recording.Acts.OfType<EndAct>().Any(end => end.Done != false && covers(end)
        && !run.Recording.Acts.OfType<WithdrawEndAct>().Any(one => one.End == end && one.Done == true));

    private static int NumberOf(string obligation) => int.Parse(obligation[(obligation.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);
}
