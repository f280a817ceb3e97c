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
/// is refused and takes the next day. Pointers to one mail may so stand under two days; which digest carries it is what the mail's own row
/// says, and whoever writes that first has decided. Repeating it changes nothing.
/// </summary>
public sealed class CollectDigest(SupervisionStorage storage, AgendaStore agenda, SendingWindow window, LegislatureClock clock)
{
    private const int MostDays = 30;
    private const int MostAttempts = 8;

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
            var asked = new Asked(() => agenda.AskRelayAsync(digest.Mark, cancellationToken), clock.Time);
            var carries = false;
            await asked.CommitAsync(async () => carries = await EnsureAsync(digest, cancellationToken));
            if (carries)
            {
                return digest.Key;
            }
        }

        throw new TimeoutException($"No digest of {person.Organ}/{person.Id} could be reached.");
    }

    /// <summary>The mails to which a digest has pointers: <see cref="TakeAsync"/> says whether it carries them.</summary>
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

    /// <summary>
    /// Whether a digest that is being sent carries a mail. One whose relay has not yet recorded a digest, or died before it could, is recorded
    /// here as carried by this one, so that no other can carry it as well. Running it twice says the same.
    /// </summary>
    public async Task<bool> TakeAsync(Notification mail, Notification digest, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            // What staff had sent again, or what has come to another end, is not the digest's any more.
            if (mail.Resent > 0 || !(mail.IsPending || mail.Status == NotificationStatus.InDigest))
            {
                return false;
            }

            if (mail.Status == NotificationStatus.InDigest)
            {
                return mail.Answer == digest.Key;
            }

            // Without the claim, so that a relay that has just claimed it sees on its next look that it has lost it.
            var taken = mail with
            {
                Status = NotificationStatus.InDigest,
                ClaimedUntil = null,
                Claim = null,
                Ended = clock.Now,
                Answer = digest.Key,
            };
            try
            {
                await storage.Supervision.ReplaceAsync(taken.ToRow(), mail.ETag, cancellationToken);
                return true;
            }
            catch (Azure.RequestFailedException raced) when (raced.Status == 412 && attempt < MostAttempts)
            {
                // Its relay recorded something in this very moment, or this write did and its answer was lost.
                mail = Notification.From(await storage.Supervision.FindAsync(mail.Home.Value, mail.Key, cancellationToken)
                    ?? throw new InvalidOperationException($"Mail {mail.Key} was there and is missing."));
            }
        }
    }

    /// <summary>A summary to a person on a day, as it is first written.</summary>
    internal static Notification Of(DateOnly day, Person person, string what, DateTimeOffset now) => Notification.New(
        $"{Notification.Prefix}{AgendaStore.PartitionOf(day)}-{what}-{person.Organ}-{person.Id}", person.Organ, what, now)
        with
    { Recipient = new Recipient(person.Organ, person.Id, person.Roles.Count > 0 ? person.Roles[0] : Recipients.DepartmentRole) };

    /// <returns>False when the digest of that day is being sent or has been.</returns>
    private async Task<bool> EnsureAsync(Notification digest, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
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
            catch (Azure.RequestFailedException raced) when (raced.Status is 404 or 409 or 412 && attempt < MostAttempts)
            {
                // Written or claimed in this very moment, or by this very write, whose answer was lost: what is there now counts.
            }
        }
    }

    private static string PointerPrefix(DateOnly day, PersonId person) => $"digest-{AgendaStore.PartitionOf(day)}-{person}-";
}
