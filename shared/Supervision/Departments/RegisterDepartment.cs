using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Mail;
using Supervision.Storage;

namespace Supervision.Departments;

/// <summary>
/// Registers departments and the people who are told. Registering the same again changes nothing. Whatever is written is written over the row that
/// was read: of two who change an entry at once the second looks again.
/// </summary>
public sealed class RegisterDepartment(DirectoryStore directory, TimeProvider time)
{
    private const int MostAttempts = 8;
    private const int MostAliases = 50;
    private const int LongestName = 100;
    private const int LongestEnglishName = 200;
    private const int MostCommittees = 50;
    private const int MostShares = 20;
    private const int MostSharedObligations = 100;

    /// <summary>The longest address a mail server takes (RFC 5321, 4.5.3.1.3).</summary>
    private const int LongestMail = 254;

    private static readonly string[] Languages = ["zh-CN", "en"];
    private static readonly string[] OfficeRoles = ["officer-in-charge", "committee-office-head", "committee-office", "standing-committee-office"];

    /// <param name="seen">
    /// What a caller from outside says of the entry that is there; who names no tag changes no merger or split on record. Null: whoever asks knows the entry.
    /// </param>
    /// <returns>The faults; none when it was registered.</returns>
    /// <exception cref="StateChangedException">The entry is another than the caller saw.</exception>
    /// <exception cref="PreconditionRequiredException">A succession on record would be changed by a caller who does not say what was seen.</exception>
    public async Task<IReadOnlyList<InputFault>> ExecuteAsync(Department department, CancellationToken cancellationToken, SeenEntry? seen = null)
    {
        var faults = new List<InputFault>();
        CheckText(faults, "name", department.Name, LongestName);
        if (department.NameEn is not null)
        {
            CheckText(faults, "nameEn", department.NameEn, LongestEnglishName);
        }

        if (department.Aliases.Count > MostAliases)
        {
            faults.Add(InputFault.Of("too-many-aliases", "aliases", "At most {most} aliases.", ("most", MostAliases)));
        }

        for (var i = 0; i < department.Aliases.Count; i++)
        {
            CheckText(faults, $"aliases[{i}]", department.Aliases[i], LongestName);
        }

        CheckLanguage(faults, department.Language);
        if (department.Id == DepartmentId.Office)
        {
            faults.Add(InputFault.Of("id-reserved", "id", "'office' is the supervision office itself."));
        }

        if (department.ValidFrom > department.ValidTo)
        {
            faults.Add(InputFault.Of("valid-order", "validTo", "validTo lies before validFrom."));
        }

        if ((department.Successor is not null || department.Split is { Count: > 0 }) && department.ValidTo is null)
        {
            faults.Add(InputFault.Of("valid-to-needed", "validTo", "A department that has successors has a last day."));
        }

        if (department.Split is { Count: > MostShares } || department.Split?.Any(share => share.Obligations.Count is 0 or > MostSharedObligations) == true)
        {
            faults.Add(InputFault.Of("split-too-large", "split", "At most {most} shares of 1 to {obligations} obligations.", ("most", MostShares), ("obligations", MostSharedObligations)));
        }

        if (faults.Count > 0)
        {
            return faults;
        }

        foreach (var heir in department.Heirs)
        {
            if (await CannotSucceedAsync(department.Id, heir, cancellationToken))
            {
                return [InputFault.Of("successor-invalid", "successor", "{heir} does not exist or is itself succeeded by {department}.", ("heir", heir), ("department", department.Id))];
            }
        }

        return await SaveAsync(department.Id, Judge, cancellationToken) is { } taken
            ? [InputFault.Of("alias-taken", "aliases", "'{alias}' already leads to another department.", ("alias", taken))]
            : [];

        Department Judge(Department? there)
        {
            seen?.Check(there, department);
            return seen is { Tag: null } && there is not null && ChangesSuccession(there, department) ? throw new PreconditionRequiredException() : department;
        }
    }

    /// <summary>Gives a department a further name, unless it has as many as it may have or the name leads elsewhere already. Doing it twice changes nothing.</summary>
    /// <returns>True when the name leads to it.</returns>
    public async Task<bool> AddAliasAsync(DepartmentId department, string alias, CancellationToken cancellationToken)
    {
        var isGiven = false;
        var taken = await SaveAsync(department, Judge, cancellationToken);
        return isGiven && taken is null;

        Department? Judge(Department? there)
        {
            isGiven = there is not null && (there.Aliases.Contains(alias) || there.Aliases.Count < MostAliases);
            return !isGiven ? null : there!.Aliases.Contains(alias) ? there : there with { Aliases = [.. there.Aliases, alias] };
        }
    }

    /// <summary>Writes what is to become of a department over what was read, and judges it anew as long as others are quicker.</summary>
    /// <param name="judge">From what is there, or null, to what is to be there; null to leave it.</param>
    /// <returns>The alias that already leads to another department, or null.</returns>
    private async Task<string?> SaveAsync(DepartmentId id, Func<Department?, Department?> judge, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var read = await directory.FindRowAsync(id, cancellationToken);
                if (attempt > 1 && read is { Department: var there })
                {
                    // The attempt that lost may have freed a name that whoever won keeps.
                    await directory.PointAsync(there, cancellationToken);
                }

                return judge(read?.Department) is { } wanted ? await directory.SaveAsync(wanted, read, cancellationToken) : null;
            }
            catch (Exception fault) when (StorageFaults.MeansReread(fault) && attempt < MostAttempts && !cancellationToken.IsCancellationRequested)
            {
                await StorageFaults.PauseAsync(attempt, time, cancellationToken);
            }
        }
    }

    /// <summary>True where a last day, a merger or a split is on record and would become another.</summary>
    private static bool ChangesSuccession(Department there, Department wanted) =>
        (there.ValidTo is not null || there.Heirs.Any())
        && DirectoryStore.TagOf(new { there.ValidTo, there.Successor, Split = there.Split ?? [] })
            != DirectoryStore.TagOf(new { wanted.ValidTo, wanted.Successor, Split = wanted.Split ?? [] });

    /// <param name="seen">What a caller from outside says of the entry that is there; null: whoever asks knows it.</param>
    /// <returns>The faults; none when the person was registered.</returns>
    /// <exception cref="StateChangedException">The entry is another than the caller saw.</exception>
    public async Task<IReadOnlyList<InputFault>> ExecuteAsync(Person person, CancellationToken cancellationToken, SeenEntry? seen = null)
    {
        var faults = new List<InputFault>();
        if (person.Id == Outbox.Nobody)
        {
            faults.Add(InputFault.Of("id-reserved", "id", "'nobody' stands for there being nobody to tell."));
        }

        CheckText(faults, "name", person.Name, LongestName);
        CheckLanguage(faults, person.Language);
        if (person.Mail.Length > LongestMail
            || !MimeKit.MailboxAddress.TryParse(person.Mail, out var mailbox) || !mailbox.Address.Contains('@', StringComparison.Ordinal))
        {
            faults.Add(InputFault.Of("mail-invalid", "mail", "Not a mail address."));
        }

        var known = person.Organ == DepartmentId.Office ? OfficeRoles : ["department"];
        if (person.Roles.Count == 0 || person.Roles.Count > known.Length || person.Roles.Any(role => !known.Contains(role)))
        {
            faults.Add(InputFault.Of("role-unknown", "roles", "Give at least one of: {known}.", ("known", known)));
        }

        if (person.Committees.Count > MostCommittees || person.Committees.Any(committee => committee is not { Length: > 0 and <= LongestName }))
        {
            faults.Add(InputFault.Of("committee-unknown", "committees", "At most {most} names of 1 to {longest} characters.", ("most", MostCommittees), ("longest", LongestName)));
        }

        if (faults.Count > 0)
        {
            return faults;
        }

        var people = await directory.ListPeopleAsync(person.Organ, cancellationToken);
        if (people.Count >= DirectoryStore.MostPeople && people.All(other => other.Id != person.Id))
        {
            return [InputFault.Of("too-many-people", "id", "An organ has at most {most} people who are told.", ("most", DirectoryStore.MostPeople))];
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var read = await directory.FindPersonRowAsync(person.Organ, person.Id, cancellationToken);
                seen?.Check(read?.Person, person);
                await directory.SavePersonAsync(person, read?.ETag, cancellationToken);
                return [];
            }
            catch (Exception fault) when (StorageFaults.MeansReread(fault) && attempt < MostAttempts && !cancellationToken.IsCancellationRequested)
            {
                await StorageFaults.PauseAsync(attempt, time, cancellationToken);
            }
        }
    }

    private async Task<bool> CannotSucceedAsync(DepartmentId department, DepartmentId heir, CancellationToken cancellationToken)
    {
        DepartmentId? next = heir;
        for (var step = 0; next is { } id && step < MostShares; step++)
        {
            if (id == department || await directory.FindAsync(id, cancellationToken) is not { } found)
            {
                return true;
            }

            next = found.Successor;
        }

        return false;
    }

    private static void CheckText(List<InputFault> faults, string field, string? text, int longest)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            faults.Add(InputFault.Of("text-missing", field, "Must not be empty."));
        }
        else if (text.Length > longest)
        {
            faults.Add(InputFault.Of("text-too-long", field, "At most {most} characters.", ("most", longest)));
        }
        else if (text.Any(char.IsControl))
        {
            faults.Add(InputFault.Of("text-control-characters", field, "Control characters are not accepted."));
        }
    }

    private static void CheckLanguage(List<InputFault> faults, string language)
    {
        if (!Languages.Contains(language))
        {
            faults.Add(InputFault.Of("language-unknown", "language", "One of {known}.", ("known", Languages)));
        }
    }
}
