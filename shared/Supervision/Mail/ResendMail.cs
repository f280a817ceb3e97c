using Azure;
using Microsoft.Extensions.Logging;
using Supervision.Access;
using Supervision.Agenda;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Mail;

/// <summary>
/// Staff have a mail sent again that reached nobody, or that its recipient lost. It gets a Message-ID of its own, since mail servers drop a
/// second one of the same. What is not true any more is not sent: the relay judges it like any other.
/// </summary>
public sealed partial class ResendMail(SupervisionStorage storage, AgendaStore agenda, LegislatureClock clock, ILogger<ResendMail> logger)
{
    public const int MostTimes = 20;

    private const int MostAttempts = 8;

    public async Task<Outcome> ExecuteAsync(DepartmentId home, string key, Caller caller, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!MailQueries.IsKey(key) || await storage.Supervision.FindAsync(home.Value, key, cancellationToken) is not { } row)
            {
                return new Outcome.NotFound();
            }

            var mail = Notification.From(row);
            if (mail.IsPending)
            {
                return new Outcome.StillWaiting();
            }

            if (mail.Recipient is null || mail.Status == NotificationStatus.Cancelled || mail.Resent >= MostTimes)
            {
                return new Outcome.NotPossible(mail.Status);
            }

            var again = mail with
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
            await agenda.AskRelayAsync(again.Mark, cancellationToken);
            try
            {
                await storage.Supervision.ReplaceAsync(again.ToRow(), mail.ETag, cancellationToken);
                LogResent(key, caller.Id, again.Resent);
                return new Outcome.Waiting(again.Resent);
            }
            catch (RequestFailedException raced) when (raced.Status == 412 && attempt < MostAttempts)
            {
                // Another had it sent again in this very moment: then it waits already.
            }
        }
    }

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

        /// <summary>It has not been sent yet; the relay is at it.</summary>
        public sealed record StillWaiting : Outcome;

        /// <summary>It was cancelled because its reason had gone, or was sent again too often.</summary>
        public sealed record NotPossible(NotificationStatus Status) : Outcome;

        public sealed record NotFound : Outcome;
    }
}
