using Azure;
using Azure.Data.Tables;
using Supervision.Identity;

namespace Supervision.Deliveries;

/// <summary>A file as it came in: spooled, counted, hashed and looked at.</summary>
/// <param name="Findings">Codes of what an officer should look at.</param>
public sealed record IncomingFile(string Name, string ContentType, long Length, string Sha256, Stream Content, IReadOnlyList<string>? Findings = null);

/// <summary>
/// Files that lie where the delivery will have them, because they came in parts; what becomes of the upload is recorded together with the
/// delivery, so that neither stands without the other.
/// </summary>
/// <param name="Day">The day, yyyyMMdd, under which they lie.</param>
/// <param name="Done">The upload's row as it becomes.</param>
/// <param name="AsRead">ETag of that row as it is.</param>
public sealed record StoredAhead(DeliveryId Delivery, string Day, TableEntity Done, ETag AsRead);

/// <summary>An upload that was read whole and whose shape is in order.</summary>
/// <param name="IdempotencyKey">The caller's key of this request, or null.</param>
/// <param name="Findings">Codes of what an officer should look at, beside those of the files.</param>
/// <param name="Ahead">Set where the files are stored already.</param>
/// <param name="Heir">The department that delivers, where it is another than the one at which the deadline was opened; else null.</param>
public sealed record DeliveryRequest(
    DepartmentId Department,
    DeliveryKind Kind,
    string Caller,
    string? IdempotencyKey,
    DeliveryMetadata Metadata,
    IReadOnlyList<IncomingFile> Files,
    IReadOnlyList<string>? Findings = null,
    StoredAhead? Ahead = null,
    DepartmentId? Heir = null)
{
    /// <summary>Codes of all that was found when the upload was read, each once.</summary>
    public IEnumerable<string> AllFindings => Files.SelectMany(file => file.Findings ?? []).Concat(Findings ?? []).Distinct(StringComparer.Ordinal);
}
