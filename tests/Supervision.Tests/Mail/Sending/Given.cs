using Microsoft.Extensions.Logging.Abstractions;
using Supervision.Mail.Messages;
using Supervision.Mail.Sending;

namespace Supervision.Tests.Mail.Sending;

/// <summary>Valid defaults for sending.</summary>
internal static class Given
{
    public static OutgoingMail Mail(string key = "fact-d1-000001-overdue-p1", string to = "lin@shuili.example") => new(
        MessageIds.Create(key, "jiandu.example"),
        "jiandu@jiandu.example",
        "监督预警",
        to,
        "林晓",
        "fgw@jiandu.example",
        "<deadline-d1@jiandu.example>",
        "zh-CN",
        new RenderedMail("【监督预警·逾期】已逾期12天", "清河省水利厅：\n已逾期12天。\n", "<p>已逾期12天</p>"),
        new DateTimeOffset(2026, 3, 17, 1, 0, 0, TimeSpan.Zero));

    public static MailOptions Options(SmtpTestServer server, Action<SmtpOptions>? change = null)
    {
        var options = new MailOptions
        {
            From = "jiandu@jiandu.example",
            Smtp = new SmtpOptions
            {
                Host = "127.0.0.1",
                Port = server.Port,
                Security = SmtpSecurity.None,
                CheckRevocation = false,
                RetryDelay = TimeSpan.FromMilliseconds(20),
                PerTryTimeout = TimeSpan.FromSeconds(10),
            },
        };
        change?.Invoke(options.Smtp);
        return options;
    }

    public static SmtpMailTransport Transport(SmtpTestServer server, Action<SmtpOptions>? change = null) =>
        new(Microsoft.Extensions.Options.Options.Create(Options(server, change)), TimeProvider.System, NullLogger<SmtpMailTransport>.Instance);
}
