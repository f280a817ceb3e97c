using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Mail;

/// <summary>A notification as staff see it: what was to be said to whom, and what became of it.</summary>
/// <param name="Key">With <paramref name="Home"/> it names the notification.</param>
/// <param name="Answer">What the mail server answered last, or a code that says why it was not sent.</param>
/// <param name="NotBefore">When it is tried (again), while it waits.</param>
public sealed record MailLine(
    DepartmentId Home,
    string Key,
    DeadlineId? Deadline,
    AlertId? Alert,
    string Template,
    Recipient? Recipient,
    NotificationStatus Status,
    DateTimeOffset Created,
    DateTimeOffset? NotBefore,
    DateTimeOffset? Ended,
    int Attempts,
    string? Answer,
    int Resent,
    string? ResentBy)
{
    internal static MailLine Of(Notification mail) => new(
        mail.Home,
        mail.Key,
        mail.Deadline,
        mail.Alert,
        mail.Template,
        mail.Recipient,
        mail.Status,
        mail.Created,
        mail.IsPending ? mail.NotBefore : null,
        mail.Ended,
        mail.Attempts,
        mail.Answer,
        mail.Resent,
        mail.ResentBy);
}

/// <summary>Reads notifications.</summary>
public sealed class MailQueries(SupervisionStorage storage, SentMails copies)
{
    /// <summary>All notifications of a deadline, in the order of their causes.</summary>
    public async Task<IReadOnlyList<MailLine>> ListAsync(DeadlineId deadline, CancellationToken cancellationToken)
    {
        var lines = new List<MailLine>();
        await foreach (var row in storage.Supervision.ListAsync(deadline.Home.Value, Outbox.Prefix(deadline), null, cancellationToken))
        {
            // One that stands for a cause whose recipients were found says nothing that theirs do not.
            if (Notification.From(row) is { Status: not NotificationStatus.Addressed } mail)
            {
                lines.Add(MailLine.Of(mail));
            }
        }

        return lines;
    }

    /// <summary>One page of all notifications of a home department, those of no deadline first.</summary>
    public async Task<(IReadOnlyList<MailLine> Mails, string? Continuation)> PageAsync(
        DepartmentId home, string? continuation, int size, CancellationToken cancellationToken)
    {
        var page = await storage.Supervision.PageAsync(
            home.Value, Notification.Prefix, $"Status ne '{NotificationStatus.Addressed}'", continuation, size, cancellationToken);
        return ([.. page.Rows.Select(row => MailLine.Of(Notification.From(row)))], page.Continuation);
    }

    /// <summary>One notification, with the mail as it was last handed to the mail server, if it was.</summary>
    public async Task<(MailLine Line, SentMail? Copy)?> FindAsync(DepartmentId home, string key, CancellationToken cancellationToken)
    {
        if (!IsKey(key) || await storage.Supervision.FindAsync(home.Value, key, cancellationToken) is not { } row)
        {
            return null;
        }

        return (MailLine.Of(Notification.From(row)), await copies.FindAsync(home, key, cancellationToken));
    }

    /// <summary>True for what may be the key of a notification; anything else is not looked up.</summary>
    internal static bool IsKey(string key) =>
        key.StartsWith(Notification.Prefix, StringComparison.Ordinal)
        && key.Length <= 300
        && key.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
