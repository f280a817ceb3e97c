using Microsoft.Extensions.Logging;
using Supervision.Deadlines;
using Supervision.Operations.Alerts;
using Supervision.Storage;

namespace Supervision.Mail;

/// <summary>
/// Calls operations when mails reach nobody: of one recipient, or since the mail server takes none. Each is one alert while it lasts, and
/// ends with the next mail that is taken. Failing to raise or end one must not keep mails from being marked.
/// </summary>
public sealed partial class MailTroubles(
    OperationalAlertStore alerts, RaiseOperationalAlert raise, ClearOperationalAlert clear, ILogger<MailTroubles> logger)
{
    /// <summary>Subject of the alert that concerns every mail.</summary>
    public const string Server = "server";

    public Task OfRecipientAsync(Recipient recipient, Notification mail, CancellationToken cancellationToken) =>
        RaiseAsync(SubjectOf(recipient), mail, mail.Answer, cancellationToken);

    public Task OfServerAsync(Notification mail, string reason, CancellationToken cancellationToken) =>
        RaiseAsync(Server, mail, reason, cancellationToken);

    /// <summary>Mails to this recipient do not fail any more, whatever the server does.</summary>
    public async Task EndOfRecipientAsync(Recipient recipient, CancellationToken cancellationToken)
    {
        try
        {
            await clear.ExecuteAsync(OperationalCode.MailFailing, SubjectOf(recipient), cancellationToken);
        }
        catch (Exception fault) when (StorageFaults.MeansReread(fault))
        {
            LogNotEnded(fault);
        }
    }

    /// <summary>A mail to this recipient was taken by the server.</summary>
    public async Task OverAsync(Recipient recipient, RelayCount run, CancellationToken cancellationToken)
    {
        try
        {
            run.Troubles ??= new Lazy<Task<IReadOnlySet<string>>>(() => ListAsync(cancellationToken));
            var open = await run.Troubles.Value;
            foreach (var subject in new[] { SubjectOf(recipient), Server })
            {
                if (open.Contains(OperationalAlertId.Of(OperationalCode.MailFailing, subject).Value))
                {
                    await clear.ExecuteAsync(OperationalCode.MailFailing, subject, cancellationToken);
                }
            }
        }
        catch (Exception fault) when (StorageFaults.MeansReread(fault))
        {
            // The next mail that is sent ends it.
            LogNotEnded(fault);
        }
    }

    private async Task RaiseAsync(string subject, Notification mail, string? detail, CancellationToken cancellationToken)
    {
        try
        {
            await raise.ExecuteAsync(OperationalCode.MailFailing, subject, mail.Created, detail, cancellationToken);
        }
        catch (Exception fault) when (StorageFaults.MeansReread(fault))
        {
            LogNotRaised(mail.Key, fault);
        }
    }

    private async Task<IReadOnlySet<string>> ListAsync(CancellationToken cancellationToken) =>
        (await alerts.ListOpenAsync(cancellationToken)).Where(alert => alert.Code == OperationalCode.MailFailing).Select(alert => alert.Id.Value).ToHashSet();

    private static string SubjectOf(Recipient recipient) => $"{recipient.Organ}/{recipient.Person}";

    [LoggerMessage(LogLevel.Critical, "Mail {Mail} reaches nobody, and the alert about it could not be raised.")]
    private partial void LogNotRaised(string mail, Exception fault);

    [LoggerMessage(LogLevel.Warning, "An alert about mail could not be ended.")]
    private partial void LogNotEnded(Exception fault);
}
