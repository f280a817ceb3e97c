using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.PlainModel;
using Supervision.Simulation.Hosts;
using DecisionAct = Supervision.Deadlines.Act;

namespace Supervision.Simulation.Life;

/// <summary>The people of a run: who they are and when they sit down to work.</summary>
internal sealed class Office(SeedRun run)
{
    private static readonly string[] Roles = ["officer-in-charge", "committee-office-head", "standing-committee-office"];

    private readonly Registrar registrar = new(run);
    private readonly Directory directory = new(run);
    private readonly List<Desk> desks = [];
    private int peopleAdded;

    /// <summary>Registers departments and the people who are told, in fair weather.</summary>
    public void Open()
    {
        foreach (var (id, name) in Given.Departments)
        {
            directory.Register(new Department(DepartmentId.Parse(id), name, null, [], "zh-CN", null, null, null));
            Add(id, "contact", ["department"], []);
            if (run.Random.Next(3) == 0)
            {
                Add(id, "deputy", ["department"], []);
            }
        }

        Add("office", "officer", ["officer-in-charge"], []);
        Add("office", "head", ["committee-office-head", "committee-office"], []);
        Add("office", "clerk", ["committee-office"], ["legislative-affairs"]);
        Add("office", "other", ["officer-in-charge"], ["finance"]);
        Add("office", "standing", ["standing-committee-office"], []);
    }

    public void PlanLife()
    {
        registrar.Plan();
        foreach (var (id, _) in Given.Departments)
        {
            desks.Add(new DepartmentDesk(run, DepartmentId.Parse(id)));
        }

        desks.Add(new ReviewDesk(run));
        desks.Add(new DecisionDesk(run));
        foreach (var desk in desks)
        {
            Plan(desk);
        }

        directory.Plan(Arrive);
        run.Act = () => desks[run.Random.Next(desks.Count)].Work();
        run.Rush = () => desks.ToList().ForEach(desk => desk.Work());
        for (var count = run.Random.Next(0, 4); count > 0; count--)
        {
            run.At(run.Start + ((run.End - run.Start) * run.Random.NextDouble()), Hire);
        }
    }

    /// <summary>People move into a new department and sit down to work.</summary>
    private void Arrive(string id)
    {
        Add(id, "contact", ["department"], []);
        run.Departments.Add(id);
        var desk = new DepartmentDesk(run, DepartmentId.Parse(id));
        desks.Add(desk);
        Plan(desk);
    }

    private void Plan(Desk desk) => run.In(TimeSpan.FromMinutes(run.Random.Next(60 * 24, 60 * 24 * desk.DaysBetween * 2)), () =>
    {
        desk.Work();
        Plan(desk);
    });

    private void Hire()
    {
        var number = ++peopleAdded;
        if (run.Random.Next(2) == 0)
        {
            Add(run.Departments[run.Random.Next(run.Departments.Count)], $"new{number}", ["department"], []);
        }
        else
        {
            Add("office", $"new{number}", [Roles[run.Random.Next(Roles.Length)]], []);
        }
    }

    private void Add(string organ, string person, string[] roles, string[] committees)
    {
        var mail = $"{person}@{organ.Replace('_', '-')}.example";
        var entry = new Person(DepartmentId.Parse(organ), PersonId.Parse(person), person, mail, run.Random.Next(4) == 0 ? "en" : "zh-CN", roles, committees);
        while (run.CallUntilAnswered("register", host => host.Get<RegisterDepartment>().ExecuteAsync(entry, CancellationToken.None)).Count > 0)
        {
        }

        run.Recording.People.Add(new PlainPerson(run.Now, organ, person, mail, roles, committees));
    }
}

/// <summary>Somebody who sits down to work now and then.</summary>
internal abstract class Desk(SeedRun run)
{
    private const int MostListed = 500;

    private static int Order(string text)
    {
        var hash = 17;
        foreach (var character in text)
        {
            hash = unchecked((hash * 31) + character);
        }

        return hash;
    }

    protected SeedRun Run { get; } = run;

    protected Random Random => Run.Random;

    /// <summary>Days between two times, on average.</summary>
    public abstract int DaysBetween { get; }

    public abstract void Work();

    /// <summary>When the list was read on which the desk acts: what others have done since is answered like one's own act.</summary>
    protected int Listed { get; private set; }

    /// <summary>Reads what a department owes; false where no answer came.</summary>
    protected bool List(DepartmentId home, out IReadOnlyList<DeadlineState> owed)
    {
        Listed = Run.Moments;
        var came = Run.Call("list", host => host.Get<DeadlineStore>().PageAsync(home, null, MostListed, CancellationToken.None), out var page);
        owed = came ? page.Deadlines : [];
        return came;
    }

    /// <summary>Chance that belongs to a thing for ever: the same thing draws the same numbers.</summary>
    protected Random ChanceOf(string thing) => new(unchecked(Order(thing) ^ (Run.Seed * 7919)));

    /// <summary>
    /// Asks for a decision about a deadline until it is answered. Now and then only on the state that somebody saw, now or long ago; and now and
    /// then what was answered as done is asked for again under the same key, at once or days later.
    /// </summary>
    /// <param name="read">What an answer says: done, refused, or nothing that one could go by.</param>
    protected void Ask<T>(PlainAct act, DeadlineId of, Caller caller, Func<ProductHost, DecisionAct, Task<T>> send, Func<T, bool?> read)
    {
        var (seen, isOld) = Random.Next(10) == 0 ? Look(of) : (null, false);
        var request = new DecisionAct(caller, act.Id, seen);
        string? answer = null;
        Run.Try(act, repeats: true, async host =>
        {
            try
            {
                var outcome = await send(host, request);
                answer = Json.Write(outcome);
                if (isOld && read(outcome) != false)
                {
                    Run.Findings.Excess($"{act} was decided on a state that had gone");
                }

                return read(outcome);
            }
            catch (StateChangedException) when (seen is not null)
            {
                return false;
            }
        });
        if (act.Done == true && Random.Next(20) == 0)
        {
            if (Random.Next(2) == 0)
            {
                AskAgain();
            }
            else
            {
                Run.In(TimeSpan.FromMinutes(Random.Next(1, 60 * 24 * 20)), AskAgain);
            }
        }

        void AskAgain()
        {
            if (Run.Call($"{act} again", host => send(host, request), out var outcome) && Json.Write(outcome) != answer)
            {
                Run.Findings.Differ($"{act} was answered {answer}, and under the same key {Json.Write(outcome)}");
            }
        }
    }

    /// <summary>The tag of a deadline as it is, or one that was read before and has gone.</summary>
    private (string? Tag, bool IsOld) Look(DeadlineId of)
    {
        if (!Run.Call("read", host => host.Get<DeadlineStore>().FindAsync(of, CancellationToken.None), out var head) || head is null)
        {
            return (null, false);
        }

        var before = Run.Seen.GetValueOrDefault(of.Value);
        Run.Seen[of.Value] = head.Tag;
        return before is not null && before != head.Tag && Random.Next(2) == 0 ? (before, true) : (head.Tag, false);
    }

    protected string NewId(string prefix) => $"{prefix}{Run.Recording.Acts.Count + 1}";
}
