using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
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

    private const int MostAttempts = 8;
    private const string DepartmentPartition = "department";
    private const string AliasPartition = "alias";
    private const string PersonPartition = "person";
    private const string HeirPartition = "heir";
    private const string ForerunnerPartition = "forerunner";

    /// <summary>Of a split department: who was ever named for an obligation, or for all that no share names (<see cref="Whole"/>).</summary>
    private const string SharePartition = "heir-share";

    private const string Whole = "all";

    /// <summary>Names what a department or a person is like, for If-Match: the same content has the same tag.</summary>
    public static string TagOf<T>(T entry) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json.Write(entry))))[..32];

    public async Task<Department?> FindAsync(DepartmentId id, CancellationToken cancellationToken) =>
        await storage.Directory.FindAsync(DepartmentPartition, id.Value, cancellationToken) is { } row ? DepartmentOf(row) : null;

    public async Task<DepartmentId?> FindByAliasAsync(string alias, CancellationToken cancellationToken) =>
        await FindAliasAsync(alias, cancellationToken) is { } row
            ? DepartmentId.Parse(row.GetString("Department"))
            : null;

    /// <summary>One page of the departments, by id.</summary>
    public async Task<(IReadOnlyList<Department> Departments, string? Continuation)> PageAsync(
        string? continuation, int size, CancellationToken cancellationToken)
    {
        var page = await storage.Directory.PageAsync(DepartmentPartition, "", null, continuation, size, cancellationToken);
        return ([.. page.Rows.Select(DepartmentOf)], page.Continuation);
    }

    /// <summary>Ids of the departments after an id, in order; read page by page as they are asked for. Empty text: from the first on.</summary>
    public async IAsyncEnumerable<DepartmentId> ListIdsAsync(string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = after.Length == 0 ? null : TableClient.CreateQueryFilter($"RowKey gt {after}");
        await foreach (var row in storage.Directory.ListAsync(DepartmentPartition, "", filter, cancellationToken))
        {
            yield return DepartmentId.Parse(row.RowKey);
        }
    }

    /// <summary>A department with the tag under which its row was read.</summary>
    internal async Task<(Department Department, ETag ETag)?> FindRowAsync(DepartmentId id, CancellationToken cancellationToken) =>
        await storage.Directory.FindAsync(DepartmentPartition, id.Value, cancellationToken) is { } row ? (DepartmentOf(row), row.ETag) : null;

    /// <summary>
    /// Points a department's name and aliases to it, all or none, frees those it gave up, and writes it over what was read. A crash between
    /// leaves what repeating it completes; repeating it changes nothing.
    /// </summary>
    /// <param name="read">The row as it was read; null when there was none.</param>
    /// <returns>The alias that already leads to another department, or null when all was written.</returns>
    /// <exception cref="RequestFailedException">409 or 412: another has written it since. <see cref="PointAsync(Department, CancellationToken)"/> then
    /// points again what this call may have freed.</exception>
    public async Task<string?> SaveAsync(Department department, (Department Department, ETag ETag)? read, CancellationToken cancellationToken)
    {
        var earlier = read?.Department;
        var wanted = NamesOf(department);
        var givenUp = earlier is null ? [] : NamesOf(earlier).Except(wanted, StringComparer.Ordinal);
        if (await PointAsync(department, cancellationToken) is { } taken)
        {
            return taken;
        }

        foreach (var alias in givenUp)
        {
            if (await FindAliasAsync(alias, cancellationToken) is { } row && row.GetString("Department") == department.Id.Value)
            {
                await storage.Directory.DeleteUnchangedAsync(AliasPartition, row.RowKey, row.ETag, cancellationToken);
            }
        }

        // Before the department, so that none is without: whoever follows a pointer asks the department itself.
        foreach (var heir in department.Heirs.Union(earlier?.Heirs ?? []))
        {
            foreach (var of in new[] { department, earlier }.OfType<Department>())
            {
                var named = (of.Split ?? []).Where(share => share.To == heir).SelectMany(share => share.Obligations).Select(obligation => obligation.ToString());
                foreach (var owed in of.Successor == heir ? named.Append(Whole) : named)
                {
                    await storage.Directory.UpsertAsync(new TableEntity(SharePartition, $"{heir}-{department.Id}-{owed}"), cancellationToken);
                }
            }

            await storage.Directory.UpsertAsync(
                new TableEntity(HeirPartition, $"{heir}-{department.Id}") { ["From"] = department.Id.Value, ["Shares"] = true }, cancellationToken);
            await storage.Directory.UpsertAsync(
                new TableEntity(ForerunnerPartition, $"{department.Id}-{heir}") { ["Heir"] = heir.Value }, cancellationToken);
        }

        await WriteAsync(
            new TableEntity(DepartmentPartition, department.Id.Value) { ["Department"] = Json.Write(department) }, read?.ETag, cancellationToken);
        return null;
    }

    /// <summary>Points a department's name and aliases to it, all or none.</summary>
    /// <returns>The alias that already leads to another department, or null.</returns>
    internal async Task<string?> PointAsync(Department department, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await PointAsync(department.Id, NamesOf(department), cancellationToken);
            }
            catch (RequestFailedException raced) when (raced.Status is 409 && attempt < MostAttempts)
            {
                // Another took one of the names between the look and the write: look again.
            }
        }
    }

    /// <summary>Departments that have ever named a department as one that takes over from them.</summary>
    internal async Task<IReadOnlyList<DepartmentId>> ListForerunnersAsync(DepartmentId heir, CancellationToken cancellationToken)
    {
        var found = new List<DepartmentId>();
        await foreach (var (from, _) in ForerunnersAsync(heir, cancellationToken))
        {
            found.Add(from);
        }

        return found;
    }

    /// <summary>Departments that have ever named a department as the one that takes over this obligation from them.</summary>
    internal async Task<IReadOnlyList<DepartmentId>> ListForerunnersAsync(DepartmentId heir, ObligationId obligation, CancellationToken cancellationToken)
    {
        var found = new List<DepartmentId>();
        await foreach (var (from, hasShares) in ForerunnersAsync(heir, cancellationToken))
        {
            // A row of before shares were kept does not say what went over: it may have been this.
            if (!hasShares
                || await storage.Directory.FindAsync(SharePartition, $"{heir}-{from}-{Whole}", cancellationToken) is not null
                || await storage.Directory.FindAsync(SharePartition, $"{heir}-{from}-{obligation}", cancellationToken) is not null)
            {
                found.Add(from);
            }
        }

        return found;
    }

    private async IAsyncEnumerable<(DepartmentId From, bool HasShares)> ForerunnersAsync(
        DepartmentId heir, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in storage.Directory.ListAsync(HeirPartition, $"{heir}-", null, cancellationToken))
        {
            yield return (DepartmentId.Parse(row.GetString("From")), row.GetBoolean("Shares") is true);
        }
    }

    /// <summary>Departments that a department has ever named as one that takes over from it.</summary>
    internal async Task<IReadOnlyList<DepartmentId>> ListHeirsAsync(DepartmentId from, CancellationToken cancellationToken)
    {
        var found = new List<DepartmentId>();
        await foreach (var row in storage.Directory.ListAsync(ForerunnerPartition, $"{from}-", null, cancellationToken))
        {
            found.Add(DepartmentId.Parse(row.GetString("Heir")));
        }

        return found;
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

    /// <summary>A person with the tag under which the row was read.</summary>
    internal async Task<(Person Person, ETag ETag)?> FindPersonRowAsync(DepartmentId organ, PersonId id, CancellationToken cancellationToken) =>
        await storage.Directory.FindAsync(PersonPartition, $"{organ}-{id}", cancellationToken) is { } row ? (PersonOf(row), row.ETag) : null;

    /// <summary>Writes a person over what was read.</summary>
    /// <param name="read">Tag of the row as it was read; null when there was none.</param>
    /// <exception cref="RequestFailedException">409 or 412: another has written it since.</exception>
    internal Task SavePersonAsync(Person person, ETag? read, CancellationToken cancellationToken) =>
        WriteAsync(new TableEntity(PersonPartition, $"{person.Organ}-{person.Id}") { ["Person"] = Json.Write(person) }, read, cancellationToken);

    private Task WriteAsync(TableEntity row, ETag? read, CancellationToken cancellationToken) => read is { } etag
        ? storage.Directory.ReplaceAsync(row, etag, cancellationToken)
        : storage.Directory.AddAsync(row, cancellationToken);

    private async Task<string?> PointAsync(DepartmentId department, IReadOnlyList<string> aliases, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(aliases.Select(alias => FindAliasAsync(alias, cancellationToken)));
        var batch = new TableBatch(AliasPartition);
        foreach (var (alias, row) in aliases.Zip(found))
        {
            if (row is null)
            {
                batch.Add(new TableEntity(AliasPartition, KeyText.Encode(alias)) { ["Department"] = department.Value, ["Alias"] = alias });
            }
            else if (row.GetString("Department") != department.Value)
            {
                return alias;
            }
        }

        if (batch.Actions.Count > 0)
        {
            await storage.Directory.SubmitAsync(batch, cancellationToken);
        }

        return null;
    }

    private Task<TableEntity?> FindAliasAsync(string alias, CancellationToken cancellationToken) =>
        storage.Directory.FindAsync(AliasPartition, KeyText.Encode(alias), cancellationToken);

    private static List<string> NamesOf(Department department) => [.. department.Aliases.Prepend(department.Name).Distinct(StringComparer.Ordinal)];

    private static Department DepartmentOf(TableEntity row) => Json.Read<Department>(row.GetString("Department"));

    private static Person PersonOf(TableEntity row) => Json.Read<Person>(row.GetString("Person"));
}
