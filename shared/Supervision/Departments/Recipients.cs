using System.Collections.Concurrent;
using Supervision.Deadlines;
using Supervision.Identity;

namespace Supervision.Departments;

/// <summary>Who is told of a stage. Reads each organ's people once; made anew for every run.</summary>
public sealed class Recipients(DirectoryStore directory)
{
    /// <summary>The role under which profiles mean the departments that owe.</summary>
    public const string DepartmentRole = "department";

    /// <summary>The most mails that fit one transaction beside fact, deadline, alerts and mark.</summary>
    public const int MostTold = 90;

    private readonly Successions successions = new(directory);
    private readonly ConcurrentDictionary<DepartmentId, Task<IReadOnlyList<Person>>> people = new();
    private readonly ConcurrentDictionary<(DepartmentId Department, ObligationId? Obligation, DateOnly On), Task<DepartmentId>> heirs = new();

    /// <summary>True for who is told under a role of what concerns laws of a committee.</summary>
    public static bool IsTold(Person person, string role, string committee) =>
        person.Roles.Contains(role) && (person.Committees.Count == 0 || person.Committees.Contains(committee));

    /// <param name="roles">Roles as the profile's ladder names them.</param>
    /// <param name="departments">The departments that owe, lead first; where one has ended, its successor is told.</param>
    /// <param name="obligation">What they owe; null for what is no obligation.</param>
    /// <param name="on">Local date.</param>
    /// <param name="committee">The committee in charge of the law.</param>
    /// <returns>
    /// Each person once, under the first role that fits; where there are more than ninety, the first of every organ, so that each is told.
    /// </returns>
    public async Task<IReadOnlyList<Recipient>> ForAsync(
        IReadOnlyList<string> roles,
        IReadOnlyList<DepartmentId> departments,
        ObligationId? obligation,
        string committee,
        DateOnly on,
        CancellationToken cancellationToken)
    {
        var told = new List<Recipient>();
        if (roles.Contains(DepartmentRole))
        {
            departments = await OwingAsync(departments, obligation, on, cancellationToken);
        }

        foreach (var role in roles)
        {
            var organs = role == DepartmentRole ? departments : [DepartmentId.Office];
            foreach (var organ in organs)
            {
                foreach (var person in await PeopleAsync(organ, cancellationToken))
                {
                    if (IsTold(person, role, committee)
                        && !told.Exists(other => other.Organ == organ && other.Person == person.Id))
                    {
                        told.Add(new Recipient(organ, person.Id, role));
                    }
                }
            }
        }

        return told.Count <= MostTold
            ? told
            : [.. told.GroupBy(recipient => recipient.Organ).SelectMany(organ => organ.Take(MostTold / (departments.Count + 1)))];
    }

    private async Task<IReadOnlyList<DepartmentId>> OwingAsync(
        IReadOnlyList<DepartmentId> departments, ObligationId? obligation, DateOnly on, CancellationToken cancellationToken)
    {
        var owing = new List<DepartmentId>();
        foreach (var department in departments)
        {
            owing.Add(await heirs.GetOrAdd((department, obligation, on), key => successions.ResolveAsync(key.Department, key.Obligation, key.On, cancellationToken)));
        }

        return [.. owing.Distinct()];
    }

    private async Task<IReadOnlyList<Person>> PeopleAsync(DepartmentId organ, CancellationToken cancellationToken)
    {
        var reading = people.GetOrAdd(organ, id => directory.ListPeopleAsync(id, cancellationToken));
        try
        {
            return await reading;
        }
        catch
        {
            people.TryRemove(new KeyValuePair<DepartmentId, Task<IReadOnlyList<Person>>>(organ, reading));
            throw;
        }
    }
}
