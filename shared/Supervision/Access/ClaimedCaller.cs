using System.Security.Cryptography;
using System.Text;
using Supervision.Identity;

namespace Supervision.Access;

/// <summary>Makes a caller of what a trusted issuer says of a person or service.</summary>
public static class ClaimedCaller
{
    private static readonly Dictionary<string, Role> Roles = new(StringComparer.Ordinal)
    {
        ["department"] = Role.Department,
        ["officer"] = Role.Officer,
        ["director"] = Role.Director,
        ["administrator"] = Role.Administrator,
        ["reader"] = Role.Reader,
    };

    /// <summary>
    /// The caller, with the roles that are known; unknown ones count for nothing. Staff act for no department. A caller of role department
    /// whose token does not name exactly one department has no role at all.
    /// </summary>
    /// <param name="realm">Tenant or issuer.</param>
    /// <param name="subject">Lasting id of the person in the realm; only its hash is kept.</param>
    public static Caller Of(string realm, string subject, IEnumerable<string> roles, IReadOnlyList<string> departments)
    {
        var known = roles.Aggregate(Role.None, (all, name) => all | Roles.GetValueOrDefault(name));
        var staff = known & Role.Staff;
        var id = "u" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{realm}\n{subject}")))[..24];
        if (staff != Role.None)
        {
            return new Caller(id, staff, null);
        }

        return known == Role.Department && departments is [var only] && DepartmentId.TryParse(only, out var department)
            ? new Caller(id, Role.Department, department)
            : new Caller(id, Role.None, null);
    }
}
