using Azure;
using Microsoft.Extensions.Logging;
using Supervision.Access;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Mail;

/// <summary>
/// Staff have a mail sent again that reached nobody, or that its recipient lost. It gets a Message-ID of its own, since mail servers drop a
/// second one of the same. What is not true any more is not sent: the relay judges it like any other. For one that had nobody to tell the relay
/// looks again for those who are to be told, and from then on their own mails stand for it.
/// </summary>
public sealed partial class ResendMail(
    SupervisionStorage storage, AgendaStore agenda, DeadlineDecisions decisions, LegislatureClock clock, ILogger<ResendMail> logger)
{
    public const int MostTimes = 20;

    /// <summary>Who may have a mail sent again.</summary>
    public const Role Roles = Role.Officer | Role.Director | Role.Administrator;

    private const int MostAttempts = 8;

    public async Task<Outcome> ExecuteAsync(DepartmentId home, string key, Caller caller, CancellationToken cancellationToken)
    {
        if (await FindAsync(home, key, cancellationToken) is not { } found)
        {
            return new Outcome.NotFound();
        }

        var outcome = found.Deadline is { } deadline
            ? await RecordAsync(deadline, found, caller, cancellationToken)
            : await WriteAsync(found, caller, cancellationToken);
        if (outcome is Outcome.Waiting { Times: var times })
        {
            LogResent(key, caller.Id, times);
        }

        return outcome;
    }

    /// <summary>A mail about a deadline: that it is sent again is part of the deadline's history.</summary>
    private Task<Outcome> RecordAsync(DeadlineId deadline, Notification found, Caller caller, CancellationToken cancellationToken)
    {
        var latest = found;
        var terms = new DecisionTerms<Outcome>
        {
            Relay = decisions.RelayOf(deadline, cancellationToken),
            ReadAnewAsync = async () => latest = await FindAsync(found.Home, found.Key, cancellationToken) ?? latest,
        };
        return decisions.DecideAsync(
            deadline,
            new Decision(Decision.IdOf(caller.Id, null), caller.Id, clock.Today),
            terms,
            _ => Refusal(latest, caller) is { } refusal
                ? new Verdict<Outcome>.Nothing(refusal)
                : new Verdict<Outcome>.Record(
                    new MailResent(latest.Key, latest.Resent + 1),
                    new Outcome.Waiting(latest.Resent + 1),
                    (batch, _) => batch.Replace(Again(latest, caller).ToRow(), latest.ETag)),
            cancellationToken);
    }

    private async Task<Outcome> WriteAsync(Notification mail, Caller caller, CancellationToken cancellationToken)
    {
        var asked = new Asked(() => agenda.AskRelayAsync(mail.Mark, cancellationToken), clock.Time);
        for (var attempt = 1; ; attempt++)
        {
            if (Refusal(mail, caller) is { } refusal)
            {
                if (refusal is Outcome.Waiting)
                {
                    // It may be this caller's earlier attempt that came late, and whose answer was lost.
                    await asked.AgainAsync();
                }

                return refusal;
            }

            var again = Again(mail, caller);
            try
            {
                await asked.CommitAsync(() => storage.Supervision.ReplaceAsync(again.ToRow(), mail.ETag, cancellationToken));
                return new Outcome.Waiting(again.Resent);
            }
            catch (RequestFailedException raced) when (raced.Status == 412 && attempt < MostAttempts)
            {
                // Another had it sent again in this very moment: then it waits already.
                mail = await FindAsync(mail.Home, mail.Key, cancellationToken) ?? mail;
            }
        }
    }

    private async Task<Notification?> FindAsync(DepartmentId home, string key, CancellationToken cancellationToken) =>
        MailQueries.IsKey(key) && await storage.Supervision.FindAsync(home.Value, key, cancellationToken) is { } row ? Notification.From(row) : null;

    private static Outcome? Refusal(Notification mail, Caller caller) =>
        mail.IsPending ? mail.Resent > 0 && mail.ResentBy == caller.Id ? new Outcome.Waiting(mail.Resent) : new Outcome.StillWaiting()
        : mail.Recipient is null || mail.Status is NotificationStatus.Cancelled or NotificationStatus.Addressed || mail.Resent >= MostTimes ? new Outcome.NotPossible(mail.Status)
        : null;

    private Notification Again(Notification mail, Caller caller) => mail with
    {
        Status = NotificationStatus.Pending,
        Attempts = 0,
        NotBefore = clock.Now,
        ClaimedUntil = null,
        Claim = null,
        Ended = null,
        Resent = mail.Resent + 1,
        ResentBy = caller.Id,
    };

    [LoggerMessage(LogLevel.Information, "Mail {Mail} is sent again for {Caller}, time {Times}.")]
    private partial void LogResent(string mail, string caller, int times);

    /// <summary>What came of it.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Times">How often it was sent again by now.</param>
        public sealed record Waiting(int Times) : Outcome;

        /// <summary>It has not been sent yet, or another has just had it sent again; the relay is at it.</summary>
        public sealed record StillWaiting : Outcome;

        /// <summary>It was cancelled because its reason had gone, others have its mail in its place, or it was sent again too often.</summary>
        public sealed record NotPossible(NotificationStatus Status) : Outcome;

        public sealed record NotFound : Outcome;
    }
}
