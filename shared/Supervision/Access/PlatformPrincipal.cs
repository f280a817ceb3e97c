using System.Text.Json;

namespace Supervision.Access;

/// <summary>
/// Reads the header X-MS-CLIENT-PRINCIPAL, in which a platform that signs people in hands over their claims: Base64 of JSON with "claims",
/// each with "typ" and "val".
/// </summary>
public static class PlatformPrincipal
{
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    private const int Longest = 65_536;

    private static readonly string[] Subjects = ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid", "sub"];
    private static readonly string[] Realms = ["http://schemas.microsoft.com/identity/claims/tenantid", "tid", "iss"];
    private const string RoleUri = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";

    /// <summary>The caller, or null when the header is none of a platform's.</summary>
    public static Caller? Read(string header, OidcOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (header is not { Length: > 0 and <= Longest })
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(header));
            var claims = document.RootElement.GetProperty("claims").EnumerateArray()
                .Select(claim => (Type: claim.GetProperty("typ").GetString()!, Value: claim.GetProperty("val").GetString() ?? ""))
                .ToList();
            var subject = First(Subjects);
            return subject is null
                ? null
                : ClaimedCaller.Of(
                    First(Realms) ?? "platform",
                    subject,
                    claims.Where(claim => claim.Type == options.RoleClaim || claim.Type == RoleUri).Select(claim => claim.Value),
                    [.. claims.Where(claim => claim.Type == options.DepartmentClaim).Select(claim => claim.Value)]);

            string? First(string[] types) => types
                .Select(type => claims.FirstOrDefault(claim => claim.Type == type).Value)
                .FirstOrDefault(value => !string.IsNullOrEmpty(value));
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
