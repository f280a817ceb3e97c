using Azure;
using Azure.Data.Tables;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Departments;

/// <summary>Departments, their aliases and their people.</summary>
public sealed class DirectoryStore(SupervisionStorage storage)
{
    /// <summary>The most people of one organ: mails of one alert must fit one transaction.</summary>
    public const int MostPeople = 30;

    private const string DepartmentPartition = "department";
    private const string AliasPartition = "alias";
    private const string PersonPartition = "person";

    public async Task<Department?> FindAsync(DepartmentId id, CancellationToken cancellationToken) =>
        await storage.Directory.FindAsync(DepartmentPartition, id.Value, cancellationToken) is { } row ? DepartmentOf(row) : null;

    public async Task<DepartmentId?> FindByAliasAsync(string alias, CancellationToken cancellationToken) =>
        await storage.Directory.FindAsync(AliasPartition, KeyText.Encode(alias), cancellationToken) is { } row
            ? DepartmentId.Parse(row.GetString("Department"))
            : null;

    /// <summary>One page of the departments, by id.</summary>
    public async Task<(IReadOnlyList<Department> Departments, string? Continuation)> PageAsync(
        string? continuation, int size, CancellationToken cancellationToken)
    {
        var page = await storage.Directory.PageAsync(DepartmentPartition, "", null, continuation, size, cancellationToken);
        return ([.. page.Rows.Select(DepartmentOf)], page.Continuation);
    }

    /// <summary>Writes a department and points its name and aliases to it. Repeating it changes nothing.</summary>
    /// <returns>The alias that already leads to another department, or null when all was written.</returns>
    public async Task<string?> SaveAsync(Department department, CancellationToken cancellationToken)
    {
        foreach (var alias in department.Aliases.Prepend(department.Name).Distinct(StringComparer.Ordinal))
        {
            var row = new TableEntity(AliasPartition, KeyText.Encode(alias)) { ["Department"] = department.Id.Value, ["Alias"] = alias };
            try
            {
                await storage.Directory.AddAsync(row, cancellationToken);
            }
            catch (RequestFailedException there) when (there.Status == 409)
            {
                if (await FindByAliasAsync(alias, cancellationToken) is { } other && other != department.Id)
                {
                    return alias;
                }
            }
        }

        await storage.Directory.UpsertAsync(
            new TableEntity(DepartmentPartition, department.Id.Value) { ["Department"] = Json.Write(department) }, cancellationToken);
        return null;
    }

    public async Task<Person?> FindPersonAsync(DepartmentId organ, PersonId id, CancellationToken cancellationToken) =>
        await storage.Directory.FindAsync(PersonPartition, $"{organ}-{id}", cancellationToken) is { } row ? PersonOf(row) : null;

    /// <summary>The people of one organ, by id; at most <see cref="MostPeople"/>.</summary>
    public async Task<IReadOnlyList<Person>> ListPeopleAsync(DepartmentId organ, CancellationToken cancellationToken)
    {
        var people = new List<Person>();
        await foreach (var row in storage.Directory.ListAsync(PersonPartition, $"{organ}-", null, cancellationToken))
        {
            people.Add(PersonOf(row));
        }

        return people;
    }

    /// <summary>Writes a person. Repeating it changes nothing.</summary>
    public Task SavePersonAsync(Person person, CancellationToken cancellationToken) =>
        storage.Directory.UpsertAsync(
            new TableEntity(PersonPartition, $"{person.Organ}-{person.Id}") { ["Person"] = Json.Write(person) }, cancellationToken);

    private static Department DepartmentOf(TableEntity row) => Json.Read<Department>(row.GetString("Department"));

    private static Person PersonOf(TableEntity row) => Json.Read<Person>(row.GetString("Person"));
}
