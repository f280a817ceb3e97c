using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Supervision.Mail.Sending;

/// <summary>How one attempt to send ended, and what follows from it.</summary>
/// <param name="Retry">Nothing was accepted and another attempt in this call makes sense.</param>
/// <param name="ServerFault">The server, not this mail, is at fault; enough of these and the server is left alone for a while.</param>
internal readonly record struct SmtpAttempt(MailResult Result, bool Retry, bool ServerFault)
{
    /// <summary>Judges a fault by where it struck: once the content was begun, only an answer of the server tells that it was not accepted.</summary>
    public static SmtpAttempt From(Exception fault, bool contentBegun) => fault switch
    {
        SmtpCommandException answer => FromAnswer(answer),
        _ when contentBegun => new(new MailResult.AnswerLost(Describe(fault)), Retry: false, ServerFault: true),
        // Asking again with the same name, certificate or password would fail again, and may lock the account.
        AuthenticationException or SslHandshakeException or NotSupportedException or ServiceNotAuthenticatedException =>
            new(new MailResult.Deferred(Describe(fault)), Retry: false, ServerFault: true),
        _ => new(new MailResult.Deferred(Describe(fault)), Retry: true, ServerFault: true),
    };

    private static SmtpAttempt FromAnswer(SmtpCommandException answer)
    {
        var code = (int)answer.StatusCode;
        var text = $"{code} {answer.Message}";
        if (code is >= 400 and < 500)
        {
            // 421 closes the connection: the server as a whole is going away.
            return new(new MailResult.Deferred(text), Retry: true, ServerFault: code == 421);
        }

        // A server that refuses the sender or wants a log-in refuses every mail alike: that is the office's setting to mend, and no
        // recipient's mail may be lost for it. Only a size that is too large (552) speaks of this mail at that point.
        var ofEveryMail = code is 530 or 534 or 535 or 538
            || answer.ErrorCode == SmtpErrorCode.UnexpectedStatusCode
            || (answer.ErrorCode == SmtpErrorCode.SenderNotAccepted && code != 552);
        return ofEveryMail
            ? new(new MailResult.Deferred(text), Retry: false, ServerFault: true)
            : new(new MailResult.Refused(code, text), Retry: false, ServerFault: false);
    }

    private static string Describe(Exception fault) =>
        fault is OperationCanceledException ? "The mail server did not answer in time." : $"{fault.GetType().Name}: {fault.Message}";
}
