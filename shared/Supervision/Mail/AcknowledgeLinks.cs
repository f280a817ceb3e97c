using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Azure;
using Azure.Data.Tables;
using Supervision.Access;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Mail.Messages;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Mail;

/// <summary>What a link in a mail lets its holder do: acknowledge this alert, as this person, up to this day. Nothing else.</summary>
/// <param name="Until">Last local date on which it works.</param>
public sealed record AcknowledgeGrant(AlertId Alert, DepartmentId Organ, PersonId Person, DateOnly Until)
{
    /// <summary>Who is recorded as having acknowledged.</summary>
    public Caller Caller => new($"mail:{Organ}/{Person}", Role.Department, Organ);
}

/// <summary>
/// Links with which a person acknowledges an alert from a mail, without signing in. Signed with a key that only this installation has, for one
/// alert, one person and one purpose, and valid for sixty days. Opening one changes nothing: the page it leads to has a button.
/// </summary>
public sealed partial class AcknowledgeLinks(SupervisionStorage storage, LegislatureClock clock)
{
    public const int ValidDays = 60;

    private const string Partition = "secret";
    private const string Row = "acknowledge-links";
    private const string Purpose = "acknowledge-alert-1";
    private const int KeyBytes = 32;

    private byte[]? key;

    /// <summary>The link for a recipient of an alert, under the office's address.</summary>
    public async Task<Uri> CreateAsync(Uri office, AlertId alert, Recipient recipient, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = clock.DateOf(now).AddDays(ValidDays);
        var grant = new AcknowledgeGrant(alert, recipient.Organ, recipient.Person, until);
        var signature = Sign(grant, await KeyAsync(cancellationToken));
        return new Uri(new Uri(office.AbsoluteUri.TrimEnd('/') + "/"), $"acknowledge/{PathOf(grant)}/{signature}");
    }

    /// <summary>What a link grants; null when it was not made here, was changed, or has expired.</summary>
    public async Task<AcknowledgeGrant?> ReadAsync(
        string alert, string organ, string person, string until, string signature, CancellationToken cancellationToken)
    {
        if (!AlertId.TryParse(alert, out var alertId)
            || !DepartmentId.TryParse(organ, out var organId)
            || !PersonId.TryParse(person, out var personId)
            || !DateOnly.TryParseExact(until, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return null;
        }

        var grant = new AcknowledgeGrant(alertId, organId, personId, day);
        var expected = Sign(grant, await KeyAsync(cancellationToken));
        var same = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(signature));
        return same && clock.Today <= day ? grant : null;
    }

    /// <summary>A mail in which no link works any more: whoever reads another's mail must not be able to acknowledge in their name.</summary>
    internal static RenderedMail WithoutSignatures(RenderedMail mail) => mail with
    {
        Text = Signature().Replace(mail.Text, "..."),
        Html = Signature().Replace(mail.Html, "..."),
    };

    [GeneratedRegex("(?<=/acknowledge/[^/\\s\"]{1,200}/[^/\\s\"]{1,100}/[^/\\s\"]{1,100}/[0-9]{8}/)[0-9A-Za-z_-]+")]
    private static partial Regex Signature();

    private static string PathOf(AcknowledgeGrant grant) =>
        $"{grant.Alert}/{grant.Organ}/{grant.Person}/{AgendaStore.PartitionOf(grant.Until)}";

    private static string Sign(AcknowledgeGrant grant, byte[] key) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Purpose}/{PathOf(grant)}")));

    /// <summary>The key of this installation, made at its first use. Removing its row makes all links sent so far worthless.</summary>
    private async Task<byte[]> KeyAsync(CancellationToken cancellationToken)
    {
        if (key is { } known)
        {
            return known;
        }

        if (await storage.Directory.FindAsync(Partition, Row, cancellationToken) is not { } row)
        {
            try
            {
                await storage.Directory.AddAsync(
                    new TableEntity(Partition, Row) { ["Key"] = RandomNumberGenerator.GetBytes(KeyBytes) }, cancellationToken);
            }
            catch (RequestFailedException there) when (there.Status == 409)
            {
                // Made by another in this very moment.
            }

            row = await storage.Directory.FindAsync(Partition, Row, cancellationToken)
                ?? throw new InvalidOperationException("The key of the acknowledge links was written and is missing.");
        }

        return key = row.GetBinary("Key");
    }
}
