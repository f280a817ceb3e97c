using System.Globalization;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.PlainModel;

namespace Supervision.Simulation.Life;

/// <summary>An administrator keeps the directory: departments are renamed, merged into others, replaced or split.</summary>
internal sealed class Directory(SeedRun run)
{
    /// <summary>So many departments there are always.</summary>
    private const int Fewest = 3;

    private readonly Dictionary<string, Department> known = [];
    private Action<string> arrive = _ => { };
    private int founded;
    private int renamed;

    private Random Random => run.Random;

    /// <param name="arrives">Lets people move into a department just founded.</param>
    public void Plan(Action<string> arrives)
    {
        arrive = arrives;
        for (var count = Random.Next(1, 5); count > 0; count--)
        {
            run.At(run.Start + ((run.End - run.Start) * (0.1 + (0.8 * Random.NextDouble()))), Change);
        }
    }

    public void Register(Department department)
    {
        known[department.Id.Value] = department;
        var shares = (department.Split ?? []).SelectMany(share => share.Obligations.Select(id => (id.Value, share.To.Value))).ToDictionary();
        var act = new RegisterAct(
            $"g{run.Recording.Acts.Count + 1}", new PlainOrgan(department.Id.Value, department.ValidTo, department.Successor?.Value, shares))
        {
            Begun = run.Now,
        };
        run.Recording.Organs.Add(act);
        var faults = run.CallUntilAnswered(act.ToString(), host =>
        {
            act.Attempts++;
            return host.Get<RegisterDepartment>().ExecuteAsync(department, CancellationToken.None);
        });
        (act.Done, act.Ended) = (faults.Count == 0, run.Now);
        if (act.Done == false)
        {
            run.Findings.Differ($"{act} was refused: {string.Join(", ", faults.Select(fault => fault.Code))}");
        }

        run.Say($"{act}: {department.Name} until {department.ValidTo:O}, then {department.Successor} {Json.Write(department.Split)}");
    }

    private void Change()
    {
        var standing = known.Values.Where(one => one.ValidTo is null).Select(one => one.Id.Value).ToList();
        var of = known[standing[Random.Next(standing.Count)]];
        if (standing.Count <= Fewest || Random.Next(4) == 0)
        {
            var number = (++renamed).ToString(CultureInfo.InvariantCulture);
            Register(of with { Name = of.Name + number, Aliases = [.. of.Aliases, of.Name] });
            return;
        }

        // Announced, on the day itself, or registered late.
        var last = run.Today.AddDays(Random.Next(3) switch { 0 => Random.Next(1, 60), 1 => -1, _ => -Random.Next(1, 20) });
        last = last < of.ValidFrom ? of.ValidFrom.Value : last;
        var others = standing.Where(id => id != of.Id.Value).ToList();
        var heir = Random.Next(2) == 0 ? others[Random.Next(others.Count)] : Found(last.AddDays(1));
        IReadOnlyList<SplitShare>? split = null;
        if (Random.Next(2) == 0)
        {
            others.Remove(heir);
            var duties = run.Recording.Acts.OfType<ConfirmAct>().Where(act => act.Duty.Organs.Contains(of.Id.Value)).Select(act => ObligationId.Parse(act.Duty.Obligation)).Distinct().ToList();
            var share = duties.Where(_ => Random.Next(2) == 0).Take(100).ToList();
            split = share.Count == 0 ? null : [new SplitShare(DepartmentId.Parse(others[Random.Next(others.Count)]), share)];
        }

        Register(of with { ValidTo = last, Successor = DepartmentId.Parse(heir), Split = split });
        if (Random.Next(3) == 0)
        {
            run.In(TimeSpan.FromDays(Random.Next(1, 120)), () => Correct(of.Id.Value));
        }
    }

    /// <summary>Another took over than was registered; what was opened meanwhile lies where it was opened.</summary>
    private void Correct(string ended)
    {
        var of = known[ended];
        var others = known.Values.Where(one => one.ValidTo is null && one.Id != of.Successor).Select(one => one.Id).ToList();
        if (others.Count > 0)
        {
            Register(of with { Successor = others[Random.Next(others.Count)], Split = null });
        }
    }

    private string Found(DateOnly from)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"new_{++founded}");
        Register(new Department(DepartmentId.Parse(id), $"临江省新设第{founded}厅", null, [], "zh-CN", from, null, null));
        arrive(id);
        return id;
    }
}
