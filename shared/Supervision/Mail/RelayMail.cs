using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Supervision.Agenda;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Mail.Messages;
using Supervision.Mail.Sending;
using Supervision.Operations.Telemetry;
using Supervision.Relay;
using Supervision.Storage;
using Supervision.Time;
using Supervision.Views;

namespace Supervision.Mail;

/// <summary>
/// Sends the waiting mails of a deadline. The order is: claim the row under its ETag; read the alert again and cancel if the reason has
/// gone; send; mark. A crash after the server took the mail and before the mark lets the next relay send it again with the same
/// Message-ID: that window is open by nature, as no mail server takes part in a transaction.
/// </summary>
public sealed partial class RelayMail(
    SupervisionStorage storage,
    AlertStore alerts,
    DeadlineStore deadlines,
    DeadlineSchedule schedule,
    DeadlineDecisions decisions,
    AddressMail address,
    CollectDigest digest,
    SendingWindow window,
    IMailTransport transport,
    MailComposer composer,
    SentMails copies,
    MailTroubles troubles,
    ViewStore views,
    LegislatureClock clock,
    RandomIds ids,
    IOptions<RelayOptions> options,
    ILogger<RelayMail> logger)
{
    /// <summary>Id under which the relay records that a notice was sent.</summary>
    public const string Relay = "relay";

    private const int MostMarks = 20;

    /// <summary>A mail that was put off this often waits for half an hour: operations are called.</summary>
    private const int AttemptsBeforeAlarm = 5;
    private const int LongestMarkPause = 15;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    /// <summary>Sends what waits of a deadline and whose time has come.</summary>
    /// <returns>When to go on with what still waits; null when nothing of this deadline waits any more.</returns>
    public Task<DateTimeOffset?> CarryAsync(DeadlineId deadline, Titles titles, RelayCount count, CancellationToken cancellationToken) =>
        CarryAsync(deadline.Home, Outbox.Prefix(deadline), titles, count, cancellationToken);

    /// <summary>Sends the summaries of a day.</summary>
    /// <returns>When to go on with what still waits; null when none waits any more.</returns>
    public Task<DateTimeOffset?> CarryAsync(AgendaItem day, Titles titles, RelayCount count, CancellationToken cancellationToken) =>
        CarryAsync(day.Home, $"{Notification.Prefix}{day.Subject}-", titles, count, cancellationToken);

    private async Task<DateTimeOffset?> CarryAsync(
        DepartmentId home, string prefix, Titles titles, RelayCount count, CancellationToken cancellationToken)
    {
        DateTimeOffset? next = null;
        var waiting = await ListWaitingAsync(home, prefix, cancellationToken);
        if (waiting.Exists(mail => mail.Status == NotificationStatus.Unaddressed))
        {
            foreach (var cause in waiting.Where(mail => mail.Status == NotificationStatus.Unaddressed))
            {
                // Mails before it end first: whether they were sent decides who is told.
                next = Earlier(
                    next, await CarryEachAsync(waiting.Where(mail => mail.Recipient is not null && string.CompareOrdinal(mail.Key, cause.Key) < 0)));
                if (await address.ExecuteAsync(cause, cancellationToken) is { } again)
                {
                    next = Earlier(next, again);
                }

                waiting = await ListWaitingAsync(home, prefix, cancellationToken);
            }

            if (waiting.Exists(mail => mail.Status == NotificationStatus.Unaddressed))
            {
                // Storage took no addressing: the mark must outlive this run.
                next = Earlier(next, clock.Now + FirstPause);
            }
        }

        return Earlier(next, await CarryEachAsync(waiting.Where(mail => mail.Recipient is not null)));

        async Task<DateTimeOffset?> CarryEachAsync(IEnumerable<Notification> mails)
        {
            DateTimeOffset? earliest = null;
            foreach (var mail in mails.ToList())
            {
                earliest = Earlier(earliest, await CarryAsync(mail, mail.Recipient!, titles, count, cancellationToken));
            }

            return earliest;
        }
    }

    private async Task<List<Notification>> ListWaitingAsync(DepartmentId home, string prefix, CancellationToken cancellationToken)
    {
        var waiting = new List<Notification>();
        await foreach (var row in storage.Supervision.ListAsync(home.Value, prefix, "Waiting eq true", cancellationToken))
        {
            waiting.Add(Notification.From(row));
        }

        return waiting;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    /// <returns>When to go on with it; null when it has come to its end.</returns>
    private async Task<DateTimeOffset?> CarryAsync(
        Notification notification, Recipient recipient, Titles titles, RelayCount count, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        if (notification.NotBefore > now)
        {
            return notification.NotBefore;
        }

        if (notification.Status == NotificationStatus.Claimed && notification.ClaimedUntil > now)
        {
            return notification.ClaimedUntil;
        }

        if (notification.Template != MailTemplateNames.Operational && window.OpensAt(now) is { } opens)
        {
            return opens;
        }

        if (await ClaimAsync(notification, now, cancellationToken) is not { } claimed)
        {
            return now;
        }

        var alert = claimed.Alert is { } id ? await alerts.FindAsync(id, cancellationToken) : null;
        var head = claimed.Deadline is { } deadline
            ? await deadlines.FindAsync(deadline, cancellationToken) ?? throw new InvalidOperationException($"Deadline {deadline} has mails and is missing.")
            : null;
        var cause = head is not null && claimed.Seq is { } seq && (alert is null || claimed.Template != alert.Id.Stage.Name())
            ? await CausingFact.ReadAsync(deadlines, head.State.Id, seq, cancellationToken)
            : null;
        if (head is not null && !MailReasons.Holds(claimed.Template, alert, head.State, cause, schedule))
        {
            return await CancelAsync(claimed, "reason-gone", now, count);
        }

        if (await titles.PersonAsync(recipient.Organ, recipient.Person, cancellationToken) is not { } person)
        {
            return await FindRecipientsAsync(claimed, recipient, now, count, cancellationToken);
        }

        if (await ToldUnderAnotherNameAsync(claimed, recipient, person, alert, titles, cancellationToken) is { } other)
        {
            return await CancelAsync(claimed, $"same-address: {other.Organ}/{other.Person}", now, count);
        }

        if (CollectDigest.Takes(claimed, person))
        {
            var carrier = await digest.ExecuteAsync(claimed, person, cancellationToken);
            await MarkAsync(claimed with { Status = NotificationStatus.InDigest, Ended = now, Answer = carrier });
            return null;
        }

        OutgoingMail? mail;
        try
        {
            mail = await composer.ComposeAsync(claimed, head?.State, alert, cause, person, titles, now, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !StorageFaults.MeansReread(fault))
        {
            // A template of the office's own, or data nobody foresaw: put off, in the end given up, and shown; never in the way of other mails.
            LogNotWritten(claimed.Key, fault);
            return await PutOffAsync(claimed, recipient, "not-written: " + fault.Message, now, count);
        }

        if (mail is null)
        {
            return await CancelAsync(claimed, "nothing-to-say", now, count);
        }

        await copies.KeepAsync(claimed, mail, cancellationToken);
        if (await composer.TellsRemovedAsync(cause, claimed.Home, cancellationToken))
        {
            // Perhaps decided since the text was read: whoever removes the copies need not have seen this one.
            mail = await composer.ComposeAsync(claimed, head?.State, alert, cause, person, titles, now, cancellationToken) ?? mail;
            await copies.KeepAsync(claimed, mail, cancellationToken);
        }

        if (clock.Now >= claimed.ClaimedUntil)
        {
            // Held up on the way: another host may have taken it since, and sent it.
            return clock.Now;
        }

        using var step = Telemetry.Start(
            "send mail", (Telemetry.Deadline, claimed.Deadline), (Telemetry.Alert, claimed.Alert), (Telemetry.Mail, claimed.Key));
        var result = await transport.SendAsync(mail with { Within = claimed.ClaimedUntil - clock.Now }, cancellationToken);
        return await RecordAsync(claimed, recipient, alert, result, count);
    }

    private async Task<DateTimeOffset?> CancelAsync(Notification claimed, string reason, DateTimeOffset now, RelayCount count)
    {
        if (claimed.Resent > 0 || claimed.Recipient?.Person == Outbox.Nobody)
        {
            // It may have been shown: there is nothing to be done about it any more.
            await ShowFailedAsync(claimed, null);
        }

        await MarkAsync(claimed with { Status = NotificationStatus.Cancelled, Ended = now, Answer = reason });
        count.Cancelled();
        return null;
    }

    /// <summary>
    /// There was nobody to tell: looks whether somebody has been registered since, and goes on looking as for a mail server that is down. While it
    /// waits it is shown among the failed, for whoever registers people; a crash between the steps takes or shows it once more.
    /// </summary>
    private async Task<DateTimeOffset?> FindRecipientsAsync(
        Notification claimed, Recipient recipient, DateTimeOffset now, RelayCount count, CancellationToken cancellationToken)
    {
        if (recipient.Person == Outbox.Nobody)
        {
            if (await address.FindAsync(claimed, cancellationToken) is { Count: > 0 } told)
            {
                await ShowFailedAsync(claimed, null);
                await troubles.EndOfRecipientAsync(recipient, cancellationToken);
                await address.ExecuteAsync(claimed, told, cancellationToken);
                LogRecipientsFound(claimed.Key, told.Count);
                return now;
            }

            if (claimed.Attempts < options.Value.MostAttempts)
            {
                var again = now + PauseAfter(claimed.Attempts);
                var waiting = claimed with { Status = NotificationStatus.Pending, NotBefore = again, Answer = "recipient-awaited" };
                await ShowAsync(waiting, recipient, now);
                await MarkAsync(waiting);
                count.Failed();
                return again;
            }
        }

        await FailAsync(claimed with { Status = NotificationStatus.Refused, Ended = now, Answer = "recipient-unknown" }, recipient);
        LogRefused(claimed.Key, "recipient-unknown");
        count.Failed();
        return null;
    }

    /// <summary>
    /// Who of those told of the same cause before this recipient has the same address: a person registered at two organs, or twice, gets one
    /// mail. Only the recipients that the alert names can share a cause with others that are not read here.
    /// </summary>
    private static async Task<Recipient?> ToldUnderAnotherNameAsync(
        Notification mail, Recipient recipient, Person person, Alert? alert, Titles titles, CancellationToken cancellationToken)
    {
        if (alert is null || mail.Template != alert.Id.Stage.Name())
        {
            return null;
        }

        foreach (var earlier in alert.Recipients.TakeWhile(one => one != recipient))
        {
            if (await titles.PersonAsync(earlier.Organ, earlier.Person, cancellationToken) is { } other
                && other.Mail.Equals(person.Mail, StringComparison.OrdinalIgnoreCase))
            {
                return earlier;
            }
        }

        return null;
    }

    private async Task<Notification?> ClaimAsync(Notification notification, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var claim = notification with
        {
            Status = NotificationStatus.Claimed,
            Attempts = notification.Attempts + 1,
            ClaimedUntil = now + options.Value.ClaimFor,
            Claim = ids.Next(),
        };
        try
        {
            await storage.Supervision.ReplaceAsync(claim.ToRow(), notification.ETag, cancellationToken);
        }
        catch (Exception fault) when (StorageFaults.MeansReread(fault) && !cancellationToken.IsCancellationRequested)
        {
            // Another relay was quicker, or the answer was lost: what storage says counts.
        }

        var row = await storage.Supervision.FindAsync(notification.Home.Value, notification.Key, cancellationToken);
        return row is not null && Notification.From(row) is { } read && read.Claim == claim.Claim ? read : null;
    }

    private async Task<DateTimeOffset?> RecordAsync(
        Notification claimed, Recipient recipient, Alert? alert, MailResult result, RelayCount count)
    {
        var now = clock.Now;
        switch (result)
        {
            case MailResult.Sent(var answer):
                var sent = claimed with { Status = NotificationStatus.Sent, Ended = now, Answer = answer };
                if (claimed.Template == MailTemplateNames.Overdue && alert is not null)
                {
                    await PersistAsync(sent, () => MarkNoticeAsync(sent, alert.Id));
                }
                else
                {
                    await MarkAsync(sent);
                }

                if (sent.Resent > 0)
                {
                    await ShowFailedAsync(sent, null);
                }

                await troubles.OverAsync(recipient, count, CancellationToken.None);
                count.Sent();
                return null;
            case MailResult.Refused(_, var answer):
                await FailAsync(claimed with { Status = NotificationStatus.Refused, Ended = now, Answer = answer }, recipient);
                LogRefused(claimed.Key, answer);
                count.Failed();
                return null;
            case MailResult.Deferred(var reason, { } retryAfter):
                // Not this mail's fault: the rate limit is reached or the server is given a rest.
                await MarkAsync(claimed with
                {
                    Status = NotificationStatus.Pending,
                    Attempts = claimed.Attempts - 1,
                    NotBefore = now + retryAfter,
                    Answer = reason,
                });
                return now + retryAfter;
            case MailResult.Deferred(var reason, _):
                return await PutOffAsync(claimed, recipient, reason, now, count);
            case MailResult.AnswerLost(var reason):
                return await PutOffAsync(claimed, recipient, "answer-lost: " + reason, now, count);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<DateTimeOffset?> PutOffAsync(Notification claimed, Recipient recipient, string reason, DateTimeOffset now, RelayCount count)
    {
        count.Failed();
        if (claimed.Attempts >= options.Value.MostAttempts)
        {
            await FailAsync(claimed with { Status = NotificationStatus.GivenUp, Ended = now, Answer = reason }, recipient);
            LogGivenUp(claimed.Key, claimed.Attempts, reason);
            return null;
        }

        if (claimed.Attempts == AttemptsBeforeAlarm)
        {
            await troubles.OfServerAsync(claimed, reason, CancellationToken.None);
        }

        var again = now + PauseAfter(claimed.Attempts);
        await MarkAsync(claimed with { Status = NotificationStatus.Pending, NotBefore = again, Answer = reason });
        return again;
    }

    private static TimeSpan PauseAfter(int attempts) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(attempts - 1, 20)));

    /// <summary>Shows a mail that reached nobody, then marks it: a crash between the two shows it again under the same key.</summary>
    private async Task FailAsync(Notification failed, Recipient recipient)
    {
        await ShowAsync(failed, recipient, failed.Ended!.Value);
        await MarkAsync(failed);
    }

    private async Task ShowAsync(Notification failed, Recipient recipient, DateTimeOffset at)
    {
        var shown = new FailedMail(failed.Key, failed.Alert, recipient, failed.Template, clock.DateOf(at), failed.Attempts, failed.Answer, failed.Deadline);
        await ShowFailedAsync(failed, Json.Write(shown));
        await troubles.OfRecipientAsync(recipient, failed, CancellationToken.None);
    }

    /// <summary>Attempts count anew when staff have a mail sent again; the list goes by both.</summary>
    private Task ShowFailedAsync(Notification mail, string? json) => views.WriteAsync(
        ViewNames.FailedMails, $"{mail.Home}-{mail.Key}", (mail.Resent * (RelayOptions.MostAttemptsEver + 1)) + mail.Attempts, json, CancellationToken.None);

    /// <summary>
    /// Marks the end of a mail. Not cancelled with the host: what the mail server has taken must be on record. If another relay took over
    /// after this claim ran out, its mark counts.
    /// </summary>
    private Task MarkAsync(Notification marked) => PersistAsync(marked, async () =>
    {
        try
        {
            await storage.Supervision.ReplaceAsync(marked.ToRow(), marked.ETag, CancellationToken.None);
        }
        catch (Azure.RequestFailedException fault) when (fault.Status == 412)
        {
            LogOvertaken(marked.Key);
        }
    });

    /// <summary>
    /// Tries a mark again while storage fails and the claim lasts: what is not on record when the claim runs out is sent again.
    /// </summary>
    private async Task PersistAsync(Notification claimed, Func<Task> mark)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await mark();
                return;
            }
            catch (Exception fault) when (attempt < MostMarks
                && clock.Now < claimed.ClaimedUntil
                && (fault is DecisionContendedException || StorageFaults.MeansReread(fault)))
            {
                LogMarkAgain(claimed.Key, attempt, fault.Message);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(LongestMarkPause, 1 << attempt)), clock.Time, CancellationToken.None);
            }
        }
    }

    /// <summary>Marks an overdue notice as sent and, with the first of its round, lets the stages beyond overdue begin to count.</summary>
    private async Task MarkNoticeAsync(Notification sent, AlertId alert)
    {
        var terms = new DecisionTerms<bool>
        {
            Relay = decisions.RelayOf(alert.Deadline, CancellationToken.None),
            RecallAsync = () => RecallSentAsync(sent),
        };
        var isFirst = await decisions.DecideAsync(
            alert.Deadline, new Decision($"{sent.Key}-sent", Relay, clock.Today), terms, Judge, CancellationToken.None);
        if (!isFirst)
        {
            await MarkAsync(sent);
        }

        Verdict<bool> Judge(DeadlineHead? head) => head!.State.Round == alert.Round && head.State.OverdueNoticeSentOn is null
            ? new Verdict<bool>.Record(new NoticeSent(alert, sent.Key), true, (batch, _) => batch.Replace(sent.ToRow(), sent.ETag))
            : new Verdict<bool>.Nothing(false);
    }

    private async Task<Recorded<bool>?> RecallSentAsync(Notification sent) =>
        await storage.Supervision.FindAsync(sent.Home.Value, sent.Key, CancellationToken.None) is { } row
        && Notification.From(row) is { Status: NotificationStatus.Sent }
            ? new Recorded<bool>(true)
            : null;

    [LoggerMessage(LogLevel.Warning, "What became of mail {Mail} could not be recorded at attempt {Attempt}: {Fault}")]
    private partial void LogMarkAgain(string mail, int attempt, string fault);

    [LoggerMessage(LogLevel.Error, "Mail {Mail} could not be written.")]
    private partial void LogNotWritten(string mail, Exception fault);

    [LoggerMessage(LogLevel.Information, "Mail {Mail}, which had nobody to tell, is now for {Count} people.")]
    private partial void LogRecipientsFound(string mail, int count);

    [LoggerMessage(LogLevel.Error, "Mail {Mail} was refused for good: {Answer}")]
    private partial void LogRefused(string mail, string answer);

    [LoggerMessage(LogLevel.Error, "Mail {Mail} was given up after {Attempts} attempts: {Reason}")]
    private partial void LogGivenUp(string mail, int attempts, string reason);

    [LoggerMessage(LogLevel.Warning, "Mail {Mail} was taken over by another relay after the claim ran out.")]
    private partial void LogOvertaken(string mail);
}

/// <summary>Counts of one relay run.</summary>
public sealed class RelayCount
{
    private int sent;
    private int cancelled;
    private int failed;

    public int MailsSent => sent;

    public int MailsCancelled => cancelled;

    public int MailsFailed => failed;

    /// <summary>Open alerts about mail, read once in a run, when the first mail was sent.</summary>
    internal Lazy<Task<IReadOnlySet<string>>>? Troubles { get; set; }

    internal void Sent() => Interlocked.Increment(ref sent);

    internal void Cancelled() => Interlocked.Increment(ref cancelled);

    internal void Failed() => Interlocked.Increment(ref failed);
}
