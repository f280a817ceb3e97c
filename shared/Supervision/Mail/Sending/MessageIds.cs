using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Supervision.Mail.Sending;

/// <summary>Message-IDs (RFC 5322, 3.6.4) that depend on nothing but the mail's own key.</summary>
public static partial class MessageIds
{
    // Header lines should stay below 78 characters where they can, and an id cannot be folded.
    private const int LongestLeft = 120;

    /// <summary>The id of a key: the key itself where it may stand in an id, else its legible part with a hash of the whole.</summary>
    /// <param name="key">The mail's key, such as the causing fact with template and person; any text.</param>
    /// <param name="domain">The right side, a host name that the office owns.</param>
    public static string Create(string key, string domain)
    {
        if (key.Length is > 0 and <= LongestLeft && Atoms().IsMatch(key))
        {
            return $"<{key}@{domain}>";
        }

        var legible = NotAtom().Replace(key, "");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];
        return $"<{(legible.Length > 80 ? legible[..80] : legible).Trim('.')}.{hash}@{domain}>".Replace("<.", "<", StringComparison.Ordinal);
    }

    /// <summary>Whether a text is an id as this product writes them: bracketed, ASCII, no blanks, at most 250 characters.</summary>
    public static bool IsValid(string id) => id.Length <= 250 && Whole().IsMatch(id);

    [GeneratedRegex(@"^[A-Za-z0-9_\-+=]+(\.[A-Za-z0-9_\-+=]+)*\z")]
    private static partial Regex Atoms();

    [GeneratedRegex(@"[^A-Za-z0-9_\-]")]
    private static partial Regex NotAtom();

    [GeneratedRegex(@"^<[A-Za-z0-9_\-+=.]+@[A-Za-z0-9.\-]+>\z")]
    private static partial Regex Whole();
}
