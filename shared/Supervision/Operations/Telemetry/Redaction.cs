using System.Text.RegularExpressions;

namespace Supervision.Operations.Telemetry;

/// <summary>
/// Takes out what must never leave this program: keys of callers and of storage, signatures, passwords. The product does not log such things;
/// this is for what a library or an exception may say.
/// </summary>
public static partial class Redaction
{
    /// <summary>Stands in place of what was taken out.</summary>
    public const string Mask = "***";

    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Named.Replace(UploadKey.Replace(text, "$1." + Mask), "$1" + Mask);
    }

    /// <summary>An upload key: its id may be told, its secret not.</summary>
    [GeneratedRegex(@"\b(k[0-9a-z]{12})\.[0-9a-zA-Z]{20,}")]
    private static partial Regex UploadKey { get; }

    /// <summary>A secret behind its name: in connection strings, addresses and headers.</summary>
    [GeneratedRegex(
        """((?:AccountKey|SharedAccessSignature|Password|pwd|sig|client_secret|access_token)["']?\s*[=:]\s*["']?|\bBearer\s+|\bBasic\s+)(?!\*\*\*)[^\s;&,"'<>]+""",
        RegexOptions.IgnoreCase)]
    private static partial Regex Named { get; }
}
