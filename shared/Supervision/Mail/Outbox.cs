using System.Globalization;
using Azure.Data.Tables;
using Supervision.Deadlines;
using Supervision.History;
using Supervision.Identity;

namespace Supervision.Mail;

/// <summary>
/// Mails that facts cause: their rows are written in the transaction of the fact. Where the fact does not name the recipients one row
/// stands for the cause, and the relay addresses it.
/// </summary>
internal static class Outbox
{
    /// <summary>
    /// Stands for the recipient where there is nobody to tell: nobody is registered under this id, so the relay shows the mail as failed, and looks
    /// for some days whether there is somebody by then.
    /// </summary>
    public static readonly PersonId Nobody = PersonId.Parse("nobody");

    public static string Prefix(DeadlineId deadline) => $"{Notification.Prefix}{DeadlineStore.ChainOf(deadline)}-";

    /// <summary>How the keys of all mails begin that one fact of a chain causes.</summary>
    public static string CauseOf(string chain, int seq) => string.Create(CultureInfo.InvariantCulture, $"{Notification.Prefix}{chain}-{seq:D6}-");

    /// <param name="before">The deadline before the fact; null where the fact opens it.</param>
    /// <param name="evolution">What the fact makes of it.</param>
    public static IEnumerable<TableEntity> CausedBy(Fact fact, DeadlineState? before, Evolution evolution, DateTimeOffset now)
    {
        var deadline = evolution.State.Id;
        foreach (var cause in MailCauses.Of(fact, before, evolution))
        {
            var mail = Notification.New(
                string.Create(CultureInfo.InvariantCulture, $"{Prefix(deadline)}{fact.Seq:D6}-{cause.Template}"), deadline.Home, cause.Template, now)
                with
            { Deadline = deadline, Seq = fact.Seq, Alert = cause.Alert };
            foreach (var row in cause.Told is { } told
                ? To(mail, told)
                : [mail with { Status = NotificationStatus.Unaddressed, Audience = cause.Audience }])
            {
                yield return row.ToRow();
            }
        }
    }

    /// <summary>The notification of a cause to each recipient; to nobody, which is shown as a failure while there is none.</summary>
    public static IEnumerable<Notification> To(Notification cause, IReadOnlyList<Recipient> told) =>
        (told.Count > 0 ? told : [new Recipient(cause.Home, Nobody, "nobody")]).Select(recipient => cause with
        {
            Key = $"{cause.Key}-{recipient.Organ}-{recipient.Person}",
            Recipient = recipient,
            Status = NotificationStatus.Pending,
            Audience = Audience.None,
        });
}
