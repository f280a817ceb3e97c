using System.Security.Cryptography;
using System.Text;
using MimeKit;
using Supervision.Mail.Messages;

namespace Supervision.Mail.Sending;

/// <summary>Turns a mail into its wire format; the same mail always gives the same bytes, so that a repeat can be recognised.</summary>
internal static class MimeMessages
{
    private const int NameColumns = 60;

    /// <summary>The message, or why this product refuses it.</summary>
    public static (MimeMessage? Message, MailResult.Refused? Refusal) Create(OutgoingMail mail)
    {
        if (!MessageIds.IsValid(mail.MessageId) || (mail.InReplyToThread is { } thread && !MessageIds.IsValid(thread)))
        {
            return (null, Refuse(MailRefusals.MessageIdInvalid, mail.MessageId));
        }

        if (!MailAddress.TryNormalize(mail.ToAddress, out var to))
        {
            return (null, Refuse(MailRefusals.RecipientAddressInvalid, mail.ToAddress));
        }

        if (!MailAddress.TryNormalize(mail.FromAddress, out var from))
        {
            return (null, Refuse(MailRefusals.SenderAddressInvalid, mail.FromAddress));
        }

        var replyTo = from;
        if (mail.ReplyTo.Length > 0 && !MailAddress.TryNormalize(mail.ReplyTo, out replyTo))
        {
            return (null, Refuse(MailRefusals.SenderAddressInvalid, mail.ReplyTo));
        }

        var message = new MimeMessage
        {
            // MimeKit writes the brackets itself.
            MessageId = mail.MessageId[1..^1],
            Date = mail.Date,
            Subject = CleanText.OneLine(mail.Content.Subject, MailTemplates.SubjectColumns),
        };
        message.From.Add(Mailbox(mail.FromName, from));
        message.To.Add(Mailbox(mail.ToName, to));
        message.ReplyTo.Add(Mailbox(mail.FromName, replyTo));
        if (mail.InReplyToThread is { } root && root != mail.MessageId)
        {
            message.References.Add(root[1..^1]);
        }

        // RFC 3834: automatic, so that out-of-office programs do not answer; Exchange heeds only its own header.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "OOF, AutoReply");
        var boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mail.MessageId)))[..40];
        var alternatives = new MultipartAlternative
        {
            Text("plain", mail.Content.Text),
            Text("html", mail.Content.Html),
        };
        alternatives.Headers.Add(HeaderId.ContentLanguage, MailLanguages.Nearest(mail.Language));
        alternatives.ContentType.Boundary = boundary;
        message.Body = alternatives;
        if (mail.Attachment is { } attachment)
        {
            var mixed = new Multipart("mixed") { alternatives, File(attachment) };
            mixed.ContentType.Boundary = boundary + "m";
            message.Body = mixed;
        }

        return (message, null);
    }

    private static TextPart File(MailAttachment attachment)
    {
        var part = Text(attachment.MediaType.Split('/')[1], attachment.Content);
        part.ContentType.Name = attachment.Name;
        if (attachment.Method is { } method)
        {
            part.ContentType.Parameters.Add("method", method);
        }

        part.ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = attachment.Name };
        return part;
    }

    private static TextPart Text(string subtype, string content)
    {
        var part = new TextPart(subtype);
        part.SetText(Encoding.UTF8, content);
        // "=_" of the boundary cannot occur in either encoding, and no relay on the way has cause to rewrite the lines.
        var best = part.GetBestEncoding(EncodingConstraint.SevenBit);
        part.ContentTransferEncoding = best == ContentEncoding.Base64 ? ContentEncoding.Base64 : ContentEncoding.QuotedPrintable;
        return part;
    }

    private static MailboxAddress Mailbox(string name, string address) => new(Encoding.UTF8, CleanText.OneLine(name, NameColumns), address);

    private static MailResult.Refused Refuse(string code, string value) => new(null, $"{code}: {CleanText.OneLine(value, NameColumns)}");
}
