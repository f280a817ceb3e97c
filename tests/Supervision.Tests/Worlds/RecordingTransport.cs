using System.Collections.Concurrent;
using Supervision.Mail.Sending;

namespace Supervision.Tests.Worlds;

/// <summary>A mail server that keeps what it takes. <see cref="Answer"/> decides what it answers.</summary>
public sealed class RecordingTransport : IMailTransport
{
    private readonly ConcurrentQueue<OutgoingMail> taken = new();

    public IReadOnlyList<OutgoingMail> Taken => [.. taken];

    /// <summary>What to answer; null takes the mail.</summary>
    public Func<OutgoingMail, MailResult?>? Answer { get; set; }

    /// <summary>A transport that is asked instead, if there is one.</summary>
    public IMailTransport? Inner { get; set; }

    public Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (Inner is { } inner)
        {
            return inner.SendAsync(mail, cancellationToken);
        }

        var answer = Answer?.Invoke(mail);
        if (answer is null or MailResult.Sent or MailResult.AnswerLost)
        {
            taken.Enqueue(mail);
        }

        return Task.FromResult(answer ?? new MailResult.Sent("250 taken"));
    }
}
