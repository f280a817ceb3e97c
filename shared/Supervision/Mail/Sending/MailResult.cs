namespace Supervision.Mail.Sending;

/// <summary>How an attempt to send one mail ended.</summary>
public abstract record MailResult
{
    private MailResult()
    {
    }

    /// <summary>The server (or the folder) has accepted the mail.</summary>
    public sealed record Sent(string Answer) : MailResult;

    /// <summary>This mail to this recipient will never be accepted; trying again is pointless.</summary>
    /// <param name="Code">The SMTP reply code, 500 to 599. Null: refused here, and <paramref name="Answer"/> begins with one of <see cref="MailRefusals"/>.</param>
    public sealed record Refused(int? Code, string Answer) : MailResult;

    /// <summary>Nothing was accepted; another time it may be.</summary>
    /// <param name="RetryAfter">How long every mail will be deferred for the same reason (rate limit reached, server given a rest). Null: not known.</param>
    public sealed record Deferred(string Reason, TimeSpan? RetryAfter = null) : MailResult;

    /// <summary>The connection ended after the content was begun: the mail may have been accepted. Repeat it only with the same Message-ID.</summary>
    public sealed record AnswerLost(string Reason) : MailResult;
}

/// <summary>The stable codes with which this product itself refuses a mail before any server sees it.</summary>
public static class MailRefusals
{
    /// <summary>The recipient's address is no plain <c>local@domain</c>.</summary>
    public const string RecipientAddressInvalid = "recipient-address-invalid";

    /// <summary>The sender's or the reply address is no plain <c>local@domain</c>.</summary>
    public const string SenderAddressInvalid = "sender-address-invalid";

    /// <summary>The Message-ID or the thread's id is not of the form <c>&lt;left@domain&gt;</c>.</summary>
    public const string MessageIdInvalid = "message-id-invalid";
}
