using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Jurisdictions;
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
    DeadlineDecisions decisions,
    DirectoryStore directory,
    IMailTransport transport,
    MailComposer composer,
    ViewStore views,
    LegislatureClock clock,
    IOptions<RelayOptions> options,
    ILogger<RelayMail> logger)
{
    /// <summary>Id under which the relay records that a notice was sent.</summary>
    public const string Relay = "relay";

    private const int MostMarks = 20;
    private const int LongestMarkPause = 15;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    /// <summary>Sends what waits and whose time has come.</summary>
    /// <returns>True when nothing of this deadline waits any more.</returns>
    public async Task<bool> CarryAsync(DeadlineId deadline, Titles titles, RelayCount count, CancellationToken cancellationToken)
    {
        var waiting = new List<Notification>();
        await foreach (var row in storage.Supervision.ListAsync(deadline.Home.Value, Outbox.Prefix(deadline), "Waiting eq true", cancellationToken))
        {
            waiting.Add(Notification.From(row));
        }

        var allEnded = true;
        foreach (var notification in waiting)
        {
            allEnded &= await CarryAsync(notification, titles, count, cancellationToken);
        }

        return allEnded;
    }

    private async Task<bool> CarryAsync(Notification notification, Titles titles, RelayCount count, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        if (notification.NotBefore > now || (notification.Status == NotificationStatus.Claimed && notification.ClaimedUntil > now))
        {
            return false;
        }

        if (await ClaimAsync(notification, now, cancellationToken) is not { } claimed)
        {
            return false;
        }

        var alert = await alerts.FindAsync(claimed.Alert, cancellationToken);
        if (alert is not { IsPending: true })
        {
            await MarkAsync(claimed with { Status = NotificationStatus.Cancelled, Ended = now, Answer = "reason-gone" });
            count.Cancelled();
            return true;
        }

        var head = await deadlines.FindAsync(claimed.Alert.Deadline, cancellationToken)
            ?? throw new InvalidOperationException($"Deadline {claimed.Alert.Deadline} has an alert and is missing.");
        var recipient = claimed.Recipient;
        if (await directory.FindPersonAsync(recipient.Organ, recipient.Person, cancellationToken) is not { } person)
        {
            await FailAsync(claimed with { Status = NotificationStatus.Refused, Ended = now, Answer = "recipient-unknown" });
            LogRefused(claimed.Key, "recipient-unknown");
            count.Failed();
            return true;
        }

        OutgoingMail mail;
        try
        {
            mail = await composer.ComposeAsync(claimed, alert, head.State, person, titles, now, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !StorageFaults.MeansReread(fault))
        {
            // A template of the office's own, or data nobody foresaw: put off, in the end given up, and shown; never in the way of other mails.
            LogNotWritten(claimed.Key, fault);
            return await PutOffAsync(claimed, "not-written: " + fault.Message, now, count);
        }

        using var step = Telemetry.Start(
            "send mail", (Telemetry.Deadline, claimed.Alert.Deadline), (Telemetry.Alert, claimed.Alert), (Telemetry.Mail, claimed.Key));
        var result = await transport.SendAsync(mail, cancellationToken);
        return await RecordAsync(claimed, alert, result, count);
    }

    private async Task<Notification?> ClaimAsync(Notification notification, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var claim = notification with
        {
            Status = NotificationStatus.Claimed,
            Attempts = notification.Attempts + 1,
            ClaimedUntil = now + options.Value.ClaimFor,
            Claim = Guid.NewGuid().ToString("N"),
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

    private async Task<bool> RecordAsync(Notification claimed, Alert alert, MailResult result, RelayCount count)
    {
        var now = clock.Now;
        switch (result)
        {
            case MailResult.Sent(var answer):
                var sent = claimed with { Status = NotificationStatus.Sent, Ended = now, Answer = answer };
                if (alert.Id.Stage == EscalationStage.Overdue)
                {
                    await PersistAsync(sent, () => MarkNoticeAsync(sent, alert.Id));
                }
                else
                {
                    await MarkAsync(sent);
                }

                count.Sent();
                return true;
            case MailResult.Refused(_, var answer):
                await FailAsync(claimed with { Status = NotificationStatus.Refused, Ended = now, Answer = answer });
                LogRefused(claimed.Key, answer);
                count.Failed();
                return true;
            case MailResult.Deferred(var reason, { } retryAfter):
                // Not this mail's fault: the rate limit is reached or the server is given a rest.
                await MarkAsync(claimed with
                {
                    Status = NotificationStatus.Pending,
                    Attempts = claimed.Attempts - 1,
                    NotBefore = now + retryAfter,
                    Answer = reason,
                });
                return false;
            case MailResult.Deferred(var reason, _):
                return await PutOffAsync(claimed, reason, now, count);
            case MailResult.AnswerLost(var reason):
                return await PutOffAsync(claimed, "answer-lost: " + reason, now, count);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<bool> PutOffAsync(Notification claimed, string reason, DateTimeOffset now, RelayCount count)
    {
        count.Failed();
        if (claimed.Attempts >= options.Value.MostAttempts)
        {
            await FailAsync(claimed with { Status = NotificationStatus.GivenUp, Ended = now, Answer = reason });
            LogGivenUp(claimed.Key, claimed.Attempts, reason);
            return true;
        }

        var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(claimed.Attempts - 1, 20)));
        await MarkAsync(claimed with { Status = NotificationStatus.Pending, NotBefore = now + pause, Answer = reason });
        return false;
    }

    /// <summary>Shows a mail that reached nobody, then marks it: a crash between the two shows it again under the same key.</summary>
    private async Task FailAsync(Notification failed)
    {
        var shown = new FailedMail(
            failed.Key, failed.Alert, failed.Recipient, failed.Template, clock.DateOf(failed.Ended!.Value), failed.Attempts, failed.Answer);
        await views.WriteAsync(ViewNames.FailedMails, $"{failed.Home}-{failed.Key}", failed.Attempts, Json.Write(shown), CancellationToken.None);
        await MarkAsync(failed);
    }

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

    internal void Sent() => Interlocked.Increment(ref sent);

    internal void Cancelled() => Interlocked.Increment(ref cancelled);

    internal void Failed() => Interlocked.Increment(ref failed);
}
