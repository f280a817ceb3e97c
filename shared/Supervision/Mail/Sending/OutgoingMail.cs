using Supervision.Mail.Messages;

namespace Supervision.Mail.Sending;

/// <summary>One mail to one recipient, complete but for the wire format.</summary>
/// <param name="MessageId">RFC 5322 Message-ID with its brackets, the same at every attempt (<see cref="MessageIds.Create"/>).</param>
/// <param name="FromAddress">The sender's address, e.g. <see cref="MailOptions.From"/>.</param>
/// <param name="FromName">The sender's name as shown.</param>
/// <param name="ToAddress">The recipient's address, as recorded; checked before use.</param>
/// <param name="ToName">The recipient's name; cleaned and shortened before use.</param>
/// <param name="ReplyTo">Where answers go. Empty: to the sender.</param>
/// <param name="InReplyToThread">The Message-ID that all mails of one deadline refer to, so that mail programs show one thread. Null: none.</param>
/// <param name="Language">zh-CN or en, written as Content-Language.</param>
/// <param name="Content">What the mail says.</param>
/// <param name="Date">When the mail was decided; written as Date and equal at every attempt.</param>
/// <param name="Attachment">A file to go with it. Null: none.</param>
public sealed record OutgoingMail(
    string MessageId,
    string FromAddress,
    string FromName,
    string ToAddress,
    string ToName,
    string ReplyTo,
    string? InReplyToThread,
    string Language,
    RenderedMail Content,
    DateTimeOffset Date,
    MailAttachment? Attachment = null)
{
    /// <summary>How much longer whoever hands it over keeps it to themselves: no attempt begins that could outlast it. Null: as long as it takes.</summary>
    public TimeSpan? Within { get; init; }
}

/// <summary>A text file that goes with a mail.</summary>
/// <param name="Name">ASCII file name.</param>
/// <param name="MediaType">E.g. text/calendar.</param>
/// <param name="Method">The method parameter of a calendar (RFC 5546), e.g. PUBLISH; null: none.</param>
public sealed record MailAttachment(string Name, string MediaType, string? Method, string Content);
