using Supervision.Identity;

namespace Supervision.Departments;

/// <summary>An organ that owes, as the directory knows it.</summary>
/// <param name="Name">Its name in Chinese, as on its seal.</param>
/// <param name="NameEn">Its name in English, or null.</param>
/// <param name="Aliases">How laws write it, e.g. 市公安机关. An alias leads to one department only.</param>
/// <param name="Language">Language of mail to the organ where a person names none: zh-CN or en.</param>
/// <param name="ValidFrom">First local date on which it exists; null: always has.</param>
/// <param name="ValidTo">Last local date on which it exists; null: still does.</param>
/// <param name="Successor">The department that took over its duties after <paramref name="ValidTo"/>, or null.</param>
/// <param name="Split">Where it was split: which duties others took over; the rest went to the successor.</param>
public sealed record Department(
    DepartmentId Id,
    string Name,
    string? NameEn,
    IReadOnlyList<string> Aliases,
    string Language,
    DateOnly? ValidFrom,
    DateOnly? ValidTo,
    DepartmentId? Successor,
    IReadOnlyList<SplitShare>? Split = null)
{
    /// <summary>Everyone who takes over anything from it.</summary>
    public IEnumerable<DepartmentId> Heirs => (Split ?? []).Select(share => share.To).Concat(Successor is { } successor ? [successor] : []).Distinct();

    /// <summary>True when its last day lies before a local date.</summary>
    public bool HasEnded(DateOnly on) => ValidTo < on;

    /// <summary>Who took over an obligation when the department ended; null while nobody did.</summary>
    public DepartmentId? HeirOf(ObligationId? obligation) =>
        Split?.FirstOrDefault(share => obligation is { } id && share.Obligations.Contains(id))?.To ?? Successor;

    /// <summary>The name in a language: zh-CN or en; Chinese where there is no English one.</summary>
    public string NameIn(string language) => language == "en" && NameEn is { Length: > 0 } name ? name : Name;
}

/// <summary>How a person wants to be told.</summary>
public enum MailPreference
{
    /// <summary>Each mail by itself, at once.</summary>
    Immediate,

    /// <summary>What starts no clock waits for one mail on the morning of the next day of sending.</summary>
    Digest,
}

/// <summary>Duties that one of several successors took over.</summary>
public sealed record SplitShare(DepartmentId To, IReadOnlyList<ObligationId> Obligations);

/// <summary>A person who is told by mail.</summary>
/// <param name="Organ">The department, or the congress's own office.</param>
/// <param name="Mail">Mail address.</param>
/// <param name="Language">zh-CN or en.</param>
/// <param name="Roles">What they are told as: department, officer-in-charge, committee-office-head, committee-office, standing-committee-office.</param>
/// <param name="Committees">Committees whose laws concern an officer; empty: all.</param>
/// <param name="Preference">Whether mails that start no clock come at once or gathered.</param>
public sealed record Person(
    DepartmentId Organ, PersonId Id, string Name, string Mail, string Language, IReadOnlyList<string> Roles, IReadOnlyList<string> Committees,
    MailPreference Preference = MailPreference.Immediate);
