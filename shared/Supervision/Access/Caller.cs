using Supervision.Identity;

namespace Supervision.Access;

/// <summary>Roles of callers. A route names the roles it is open to; everything else is refused.</summary>
[Flags]
public enum Role
{
    None = 0,

    /// <summary>Acts for one department.</summary>
    Department = 1,

    /// <summary>Supervision staff.</summary>
    Officer = 2,

    /// <summary>Head of the supervision office: second person of grave decisions.</summary>
    Director = 4,

    /// <summary>IT: directory, keys, operation.</summary>
    Administrator = 8,

    /// <summary>Sees, decides nothing.</summary>
    Reader = 16,

    /// <summary>Everyone in the congress's own office.</summary>
    Staff = Officer | Director | Administrator | Reader,

    /// <summary>Every caller who is known.</summary>
    Anyone = Department | Staff,
}

/// <summary>Who calls.</summary>
/// <param name="Id">Id of the key or person: what history records. Never a name.</param>
/// <param name="Department">The department acted for; null for staff.</param>
/// <param name="CreatedBy">Id of who created the key; null for who has none and for a key made at the command line.</param>
public sealed record Caller(string Id, Role Roles, DepartmentId? Department, string? CreatedBy = null)
{
    public bool IsStaff => (Roles & Role.Staff) != 0;

    /// <summary>True when the caller may see and do what concerns this department.</summary>
    public bool MayActFor(DepartmentId department) => IsStaff || Department == department;

    /// <summary>The department acted for where something lies that another was to deliver; null for that one itself and for staff.</summary>
    /// <param name="home">The department in whose partition it lies.</param>
    public DepartmentId? HeirAt(DepartmentId home) => IsStaff || Department == home ? null : Department;
}
