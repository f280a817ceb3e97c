namespace Supervision.Mail.Sending;

/// <summary>Hands mails over to a mail server or, without one, to a folder.</summary>
public interface IMailTransport
{
    /// <summary>
    /// Sends one mail, with a few attempts inside, of which none begins that could outlast <see cref="OutgoingMail.Within"/>; every foreseeable end
    /// is a <see cref="MailResult"/>.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled before the server was given the mail: nothing was accepted.</exception>
    Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}
