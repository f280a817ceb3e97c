using Supervision.Identity;
using Supervision.Mail;

namespace Supervision.Departments;

/// <summary>A fault in what a caller sent: a stable code, where it is, and words for people.</summary>
/// <param name="Code">Stable code, e.g. <c>name-missing</c>.</param>
/// <param name="Field">JSON path or part name of the faulty field.</param>
public sealed record InputFault(string Code, string Field, string Detail);

/// <summary>Registers departments and the people who are told. Registering the same again changes nothing.</summary>
public sealed class RegisterDepartment(DirectoryStore directory)
{
    private const int LongestName = 100;
    private const int LongestEnglishName = 200;
    private const int MostCommittees = 50;
    private const int MostShares = 20;
    private const int MostSharedObligations = 100;

    /// <summary>The longest address a mail server takes (RFC 5321, 4.5.3.1.3).</summary>
    private const int LongestMail = 254;

    private static readonly string[] Languages = ["zh-CN", "en"];
    private static readonly string[] OfficeRoles = ["officer-in-charge", "committee-office-head", "committee-office", "standing-committee-office"];

    /// <returns>The faults; none when it was registered.</returns>
    public async Task<IReadOnlyList<InputFault>> ExecuteAsync(Department department, CancellationToken cancellationToken)
    {
        var faults = new List<InputFault>();
        CheckText(faults, "name", department.Name, LongestName);
        if (department.NameEn is not null)
        {
            CheckText(faults, "nameEn", department.NameEn, LongestEnglishName);
        }

        if (department.Aliases.Count > 50)
        {
            faults.Add(new InputFault("too-many-aliases", "aliases", "At most 50 aliases."));
        }

        for (var i = 0; i < department.Aliases.Count; i++)
        {
            CheckText(faults, $"aliases[{i}]", department.Aliases[i], LongestName);
        }

        CheckLanguage(faults, department.Language);
        if (department.Id == DepartmentId.Office)
        {
            faults.Add(new InputFault("id-reserved", "id", "'office' is the supervision office itself."));
        }

        if (department.ValidFrom > department.ValidTo)
        {
            faults.Add(new InputFault("valid-order", "validTo", "validTo lies before validFrom."));
        }

        if ((department.Successor is not null || department.Split is { Count: > 0 }) && department.ValidTo is null)
        {
            faults.Add(new InputFault("valid-to-needed", "validTo", "A department that has successors has a last day."));
        }

        if (department.Split is { Count: > MostShares } || department.Split?.Any(share => share.Obligations.Count is 0 or > MostSharedObligations) == true)
        {
            faults.Add(new InputFault("split-too-large", "split", $"At most {MostShares} shares of 1 to {MostSharedObligations} obligations."));
        }

        if (faults.Count > 0)
        {
            return faults;
        }

        foreach (var heir in department.Heirs)
        {
            if (await CannotSucceedAsync(department.Id, heir, cancellationToken))
            {
                return [new InputFault("successor-invalid", "successor", $"{heir} does not exist or is itself succeeded by {department.Id}.")];
            }
        }

        return await directory.SaveAsync(department, cancellationToken) is { } taken
            ? [new InputFault("alias-taken", "aliases", $"'{taken}' already leads to another department.")]
            : [];
    }

    /// <returns>The faults; none when the person was registered.</returns>
    public async Task<IReadOnlyList<InputFault>> ExecuteAsync(Person person, CancellationToken cancellationToken)
    {
        var faults = new List<InputFault>();
        if (person.Id == Outbox.Nobody)
        {
            faults.Add(new InputFault("id-reserved", "id", "'nobody' stands for there being nobody to tell."));
        }

        CheckText(faults, "name", person.Name, LongestName);
        CheckLanguage(faults, person.Language);
        if (person.Mail.Length > LongestMail
            || !MimeKit.MailboxAddress.TryParse(person.Mail, out var mailbox) || !mailbox.Address.Contains('@', StringComparison.Ordinal))
        {
            faults.Add(new InputFault("mail-invalid", "mail", "Not a mail address."));
        }

        var known = person.Organ == DepartmentId.Office ? OfficeRoles : ["department"];
        if (person.Roles.Count == 0 || person.Roles.Count > known.Length || person.Roles.Any(role => !known.Contains(role)))
        {
            faults.Add(new InputFault("role-unknown", "roles", $"Give at least one of: {string.Join(", ", known)}."));
        }

        if (person.Committees.Count > MostCommittees || person.Committees.Any(committee => committee is not { Length: > 0 and <= LongestName }))
        {
            faults.Add(new InputFault("committee-unknown", "committees", "There is no such committee."));
        }

        if (faults.Count > 0)
        {
            return faults;
        }

        var people = await directory.ListPeopleAsync(person.Organ, cancellationToken);
        if (people.Count >= DirectoryStore.MostPeople && people.All(other => other.Id != person.Id))
        {
            return [new InputFault("too-many-people", "id", $"An organ has at most {DirectoryStore.MostPeople} people who are told.")];
        }

        await directory.SavePersonAsync(person, cancellationToken);
        return [];
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
            faults.Add(new InputFault("text-missing", field, "Must not be empty."));
        }
        else if (text.Length > longest)
        {
            faults.Add(new InputFault("text-too-long", field, $"At most {longest} characters."));
        }
        else if (text.Any(char.IsControl))
        {
            faults.Add(new InputFault("text-control-characters", field, "Control characters are not accepted."));
        }
    }

    private static void CheckLanguage(List<InputFault> faults, string language)
    {
        if (!Languages.Contains(language))
        {
            faults.Add(new InputFault("language-unknown", "language", "zh-CN or en."));
        }
    }
}
