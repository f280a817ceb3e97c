using System.Globalization;
using Azure.Data.Tables;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Mail.Messages;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Mail;

/// <summary>
/// Puts a mail into the next daily digest of a person who wants no single mails. First a pointer to it, then the digest, whose row is written
/// anew under its ETag: a relay that sends the digest claims that row before it reads the pointers, so either it sees this one or this call
/// is refused and takes the next day. Repeating it changes nothing.
/// </summary>
public sealed class CollectDigest(SupervisionStorage storage, AgendaStore agenda, SendingWindow window, LegislatureClock clock)
{
    private const int MostDays = 30;

    /// <summary>What starts a clock or asks for a decision is never held back.</summary>
    private static readonly string[] Gathered =
    [
        MailTemplateNames.EarlyNotice, MailTemplateNames.Reminder, MailTemplateNames.Resolved, MailTemplateNames.ExtensionDecided,
        MailTemplateNames.DecisionTaken,
    ];

    /// <summary>True for a mail that this person wants gathered. One that staff had sent again goes by itself.</summary>
    public static bool Takes(Notification mail, Person person) =>
        person.Preference == MailPreference.Digest && mail.Resent == 0 && Gathered.Contains(mail.Template);

    /// <returns>Key of the digest that carries it.</returns>
    public async Task<string> ExecuteAsync(Notification mail, Person person, CancellationToken cancellationToken)
    {
        var day = clock.Today;
        for (var turn = 1; turn <= MostDays; turn++)
        {
            var opens = window.Next(day.AddDays(1));
            day = clock.DateOf(opens);
            var pointer = new TableEntity(person.Organ.Value, $"{PointerPrefix(day, person.Id)}{mail.Home}-{mail.Key}")
            {
                ["Home"] = mail.Home.Value,
                ["Mail"] = mail.Key,
            };
            await storage.Supervision.UpsertAsync(pointer, cancellationToken);
            var digest = Of(day, person, "digest", clock.Now) with { NotBefore = opens };
            await agenda.AskRelayAsync(digest.Mark, cancellationToken);
            if (await EnsureAsync(digest, cancellationToken))
            {
                return digest.Key;
            }
        }

        throw new TimeoutException($"No digest of {person.Organ}/{person.Id} could be reached.");
    }

    /// <summary>The mails that a digest carries.</summary>
    public async Task<IReadOnlyList<Notification>> ListAsync(Notification digest, CancellationToken cancellationToken)
    {
        var mails = new List<Notification>();
        var day = DateOnly.ParseExact(digest.Mark.Subject, "yyyyMMdd", CultureInfo.InvariantCulture);
        await foreach (var row in storage.Supervision.ListAsync(
            digest.Home.Value, PointerPrefix(day, digest.Recipient!.Person), null, cancellationToken))
        {
            if (await storage.Supervision.FindAsync(row.GetString("Home"), row.GetString("Mail"), cancellationToken) is { } found)
            {
                mails.Add(Notification.From(found));
            }
        }

        return mails;
    }

    /// <summary>A summary to a person on a day, as it is first written.</summary>
    internal static Notification Of(DateOnly day, Person person, string what, DateTimeOffset now) => Notification.New(
        $"{Notification.Prefix}{AgendaStore.PartitionOf(day)}-{what}-{person.Organ}-{person.Id}", person.Organ, what, now)
        with
    { Recipient = new Recipient(person.Organ, person.Id, person.Roles.Count > 0 ? person.Roles[0] : Recipients.DepartmentRole) };

    /// <returns>False when the digest of that day is being sent or has been.</returns>
    private async Task<bool> EnsureAsync(Notification digest, CancellationToken cancellationToken)
    {
        try
        {
            if (await storage.Supervision.FindAsync(digest.Home.Value, digest.Key, cancellationToken) is not { } row)
            {
                await storage.Supervision.AddAsync(digest.ToRow(), cancellationToken);
                return true;
            }

            var there = Notification.From(row);
            if (there.Status != NotificationStatus.Pending)
            {
                return false;
            }

            await storage.Supervision.ReplaceAsync(there.ToRow(), there.ETag, cancellationToken);
            return true;
        }
        catch (Azure.RequestFailedException raced) when (raced.Status is 404 or 409 or 412)
        {
            // Written or claimed in this very moment: the next day's is surely still open.
            return false;
        }
    }

    private static string PointerPrefix(DateOnly day, PersonId person) => $"digest-{AgendaStore.PartitionOf(day)}-{person}-";
}
