using Supervision.Mail.Sending;
using Supervision.PlainModel;

namespace Supervision.Simulation.Hosts;

/// <summary>The mail server of a run: it outlives the processes, keeps what it takes, and has bad days.</summary>
internal sealed class MailServer(SimulatedClock clock, Random random, List<HandedOver> handedOver)
{
    /// <summary>Until when it takes nothing.</summary>
    public DateTimeOffset DownUntil { get; set; }

    /// <summary>One in so many mails is refused for good, put off, or its answer is lost; 0: none.</summary>
    public int TroubleOneIn { get; set; }

    public int Troubles { get; private set; }

    /// <summary>The server as one process sees it.</summary>
    public IMailTransport Connect(ProductHost host) => new Connection(this, host);

    private MailResult Take(OutgoingMail mail, ProductHost host)
    {
        host.ThrowIfDead();
        var result = Decide();
        handedOver.Add(new HandedOver(
            clock.GetUtcNow(), mail.MessageId, mail.ToAddress, result is MailResult.Sent or MailResult.AnswerLost, result is MailResult.AnswerLost, host.Name));
        clock.Advance(TimeSpan.FromMilliseconds(300));
        return result;
    }

    private MailResult Decide()
    {
        if (clock.GetUtcNow() < DownUntil)
        {
            return random.Next(3) == 0 ? new MailResult.Deferred("resting", TimeSpan.FromMinutes(10)) : new MailResult.Deferred("connection refused");
        }

        if (TroubleOneIn == 0 || random.Next(TroubleOneIn) != 0)
        {
            return new MailResult.Sent("250 taken");
        }

        Troubles++;
        return random.Next(4) switch
        {
            0 => new MailResult.Refused(550, "no such mailbox"),
            1 => new MailResult.AnswerLost("connection reset"),
            _ => new MailResult.Deferred("try again later"),
        };
    }

    private sealed class Connection(MailServer server, ProductHost host) : IMailTransport
    {
        public Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken cancellationToken) => Task.FromResult(server.Take(mail, host));
    }
}
