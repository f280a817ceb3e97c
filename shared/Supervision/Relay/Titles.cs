using System.Collections.Concurrent;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations;

namespace Supervision.Relay;

/// <summary>Titles, quotes and names that mails and lists show. Reads each once; made anew for every run.</summary>
public sealed class Titles(LawStore laws, DirectoryStore directory)
{
    private readonly ConcurrentDictionary<LawId, Law> lawById = new();
    private readonly ConcurrentDictionary<ObligationId, Obligation> obligationById = new();
    private readonly ConcurrentDictionary<DepartmentId, Department> departmentById = new();
    private readonly ConcurrentDictionary<(DepartmentId Organ, PersonId Person), Person?> personById = new();

    public async Task<Law> LawAsync(LawId id, CancellationToken cancellationToken)
    {
        if (!lawById.TryGetValue(id, out var law))
        {
            law = (await laws.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Law {id} is missing.")).Law;
            lawById[id] = law;
        }

        return law;
    }

    public async Task<Obligation> ObligationAsync(ObligationId id, CancellationToken cancellationToken)
    {
        if (!obligationById.TryGetValue(id, out var obligation))
        {
            obligation = (await laws.FindObligationAsync(id, cancellationToken)
                ?? throw new InvalidOperationException($"Obligation {id} is missing.")).Obligation;
            obligationById[id] = obligation;
        }

        return obligation;
    }

    public async Task<Department> DepartmentAsync(DepartmentId id, CancellationToken cancellationToken)
    {
        if (!departmentById.TryGetValue(id, out var department))
        {
            department = await directory.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Department {id} is missing.");
            departmentById[id] = department;
        }

        return department;
    }

    /// <summary>A person who is told, or null when there is no such person.</summary>
    public async Task<Person?> PersonAsync(DepartmentId organ, PersonId id, CancellationToken cancellationToken)
    {
        if (!personById.TryGetValue((organ, id), out var person))
        {
            person = await directory.FindPersonAsync(organ, id, cancellationToken);
            personById[(organ, id)] = person;
        }

        return person;
    }
}
