using System.Text.RegularExpressions;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Operations.Alerts;

/// <summary>
/// The id of an operational alert, <c>{code}.{subject}</c>: at most one is open for each. The subject says which part is concerned (an
/// agenda item, a feed, a department) and is encoded for keys.
/// </summary>
public readonly partial record struct OperationalAlertId : IStringId<OperationalAlertId>
{
    private OperationalAlertId(OperationalCode code, string subject) => (Code, Subject) = (code, subject);

    public OperationalCode Code { get; }

    public string Subject { get; }

    public string Value => $"{Code.Name()}.{Subject}";

    /// <exception cref="ArgumentException">The subject is empty or longer than <see cref="KeyText.LongestBytes"/> bytes.</exception>
    public static OperationalAlertId Of(OperationalCode code, string subject) => subject.Length > 0
        ? new OperationalAlertId(code, KeyText.Encode(subject))
        : throw new ArgumentException("An operational alert names its subject.", nameof(subject));

    public static OperationalAlertId Parse(string? text) =>
        TryParse(text, out var id) ? id : throw new InvalidIdException("operational-alert id", text);

    public static bool TryParse(string? text, out OperationalAlertId id)
    {
        id = default;
        if (text?.Split('.', 2) is not [var name, var subject] || !OperationalCodes.TryParse(name, out var code) || !Form().IsMatch(subject))
        {
            return false;
        }

        id = new OperationalAlertId(code, subject);
        return true;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[0-9A-Za-z._!-]{1,400}\z")]
    private static partial Regex Form();
}

/// <summary>An alert that concerns operations and no department: raised once while its cause lasts, ended when the cause has gone.</summary>
/// <param name="Since">Since when the cause has lasted, as far as is known (UTC).</param>
/// <param name="Raised">When it was raised (UTC).</param>
/// <param name="Detail">What exactly, for those who know the product; a fault's own words, or null.</param>
/// <param name="Acknowledged">When somebody took it in hand (UTC); null: nobody yet.</param>
/// <param name="AcknowledgedBy">Id of the key or person that did.</param>
/// <param name="Ended">When the cause was seen to have gone (UTC); null while it lasts.</param>
public sealed record OperationalAlert(
    OperationalAlertId Id,
    DateTimeOffset Since,
    DateTimeOffset Raised,
    string? Detail,
    DateTimeOffset? Acknowledged = null,
    string? AcknowledgedBy = null,
    DateTimeOffset? Ended = null)
{
    public OperationalCode Code => Id.Code;

    public string Subject => Id.Subject;
}
