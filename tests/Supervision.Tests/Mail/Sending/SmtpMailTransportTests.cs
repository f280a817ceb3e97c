using Azure.Core;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using Supervision.Mail.Sending;
using static Supervision.Tests.Mail.Sending.SmtpTestServer;

namespace Supervision.Tests.Mail.Sending;

public sealed class SmtpMailTransportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delivers_a_mail_with_all_its_headers_and_both_texts()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server);

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.IsType<MailResult.Sent>(result);
        var received = Assert.Single(server.Mails);
        Assert.Equal(["lin@shuili.example"], received.To);
        var mail = received.Parse();
        Assert.Equal("fact-d1-000001-overdue-p1@jiandu.example", mail.MessageId);
        Assert.Equal("【监督预警·逾期】已逾期12天", mail.Subject);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        Assert.Equal("zh-CN", mail.Body!.Headers[HeaderId.ContentLanguage]);
        Assert.Equal("deadline-d1@jiandu.example", Assert.Single(mail.References));
        Assert.Equal("fgw@jiandu.example", mail.ReplyTo.Mailboxes.Single().Address);
        Assert.Equal("林晓", mail.To.Mailboxes.Single().Name);
        Assert.Equal(new DateTimeOffset(2026, 3, 17, 1, 0, 0, TimeSpan.Zero), mail.Date);
        Assert.Equal("multipart/alternative", mail.Body.ContentType.MimeType);
        Assert.Equal("清河省水利厅：\n已逾期12天。", mail.TextBody!.ReplaceLineEndings("\n").TrimEnd());
        Assert.Equal("<p>已逾期12天</p>", mail.HtmlBody!.TrimEnd());
    }

    [Theory]
    [InlineData(Protection.StartTls, SmtpSecurity.StartTls)]
    [InlineData(Protection.Implicit, SmtpSecurity.Tls)]
    public async Task Sends_protected_and_logged_in_to_a_server_whose_certificate_is_pinned(Protection protection, SmtpSecurity security)
    {
        await using var server = await StartAsync(protection, "jiandu", "secret 密码");
        await using var transport = Given.Transport(server, smtp =>
        {
            smtp.Security = security;
            smtp.CertificateSha256 = server.CertificateSha256;
            (smtp.UserName, smtp.Password) = ("jiandu", "secret 密码");
        });

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.IsType<MailResult.Sent>(result);
        var received = Assert.Single(server.Mails);
        Assert.True(received.Secure);
        Assert.Equal("jiandu", received.User);
    }

    [Theory]
    [InlineData("right", true)]
    [InlineData("wrong", false)]
    public async Task Logs_in_with_a_token_of_the_hosts_identity_where_the_server_takes_no_password(string token, bool taken)
    {
        await using var server = await StartAsync(Protection.StartTls, "jiandu@jiandu.example", token: "right");
        var asked = new List<string>();
        var identity = DelegatedTokenCredential.Create((context, _) =>
        {
            asked.AddRange(context.Scopes);
            return new AccessToken(token, DateTimeOffset.MaxValue);
        });
        var options = Given.Options(server, smtp =>
        {
            smtp.Security = SmtpSecurity.StartTls;
            smtp.CertificateSha256 = server.CertificateSha256;
            (smtp.UserName, smtp.OAuthScope) = ("jiandu@jiandu.example", "https://outlook.office365.com/.default");
        });
        Assert.Empty(options.Smtp.Validate(new System.ComponentModel.DataAnnotations.ValidationContext(options.Smtp)));
        await using var transport = new SmtpMailTransport(
            Microsoft.Extensions.Options.Options.Create(options), TimeProvider.System, NullLogger<SmtpMailTransport>.Instance, identity);

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.Equal(["https://outlook.office365.com/.default"], asked);
        Assert.Equal(taken, result is MailResult.Sent);
        Assert.Equal(taken ? 1 : 0, server.Mails.Count);
        Assert.True(taken || result is MailResult.Deferred);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF")]
    public async Task Sends_nothing_to_a_server_whose_certificate_is_not_trusted(string? fingerprint)
    {
        await using var server = await StartAsync(Protection.StartTls);
        await using var transport = Given.Transport(server, smtp =>
        {
            smtp.Security = SmtpSecurity.StartTls;
            smtp.CertificateSha256 = fingerprint;
        });

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.Contains("SslHandshakeException", Assert.IsType<MailResult.Deferred>(result).Reason, StringComparison.Ordinal);
        Assert.Equal(1, server.Connections);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Sends_nothing_where_the_server_offers_no_protection()
    {
        await using var server = await StartAsync(Protection.None);
        await using var transport = Given.Transport(server, smtp => smtp.Security = SmtpSecurity.StartTls);

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.IsType<MailResult.Deferred>(result);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Tries_a_wrong_password_once_and_loses_no_mail_for_it()
    {
        await using var server = await StartAsync(user: "jiandu", password: "right");
        await using var transport = Given.Transport(server, smtp => (smtp.UserName, smtp.Password) = ("jiandu", "wrong"));

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.Contains("535", Assert.IsType<MailResult.Deferred>(result).Reason, StringComparison.Ordinal);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Reports_a_missing_log_in_as_the_offices_fault_not_the_recipients()
    {
        await using var server = await StartAsync(user: "jiandu", password: "right");
        await using var transport = Given.Transport(server);

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.IsType<MailResult.Deferred>(result);
    }

    [Fact]
    public async Task Tries_again_after_temporary_refusals()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server);
        await server.BehaveAsync(new { recipients = new Dictionary<string, object> { ["lin@shuili.example"] = new { code = 451, times = 2 } } });

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.IsType<MailResult.Sent>(result);
        Assert.Single(server.Mails);
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Defers_what_is_temporarily_refused_every_time()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server);
        await server.BehaveAsync(new { recipients = new Dictionary<string, object> { ["lin@shuili.example"] = new { code = 450 } } });

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.StartsWith("450", Assert.IsType<MailResult.Deferred>(result).Reason, StringComparison.Ordinal);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Refuses_one_of_three_recipients_for_ever_and_reaches_the_others()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server);
        await server.BehaveAsync(new
        {
            recipients = new Dictionary<string, object> { ["gone@shuili.example"] = new { code = 550, text = "5.1.1 No such user" } },
        });

        var results = new List<MailResult>();
        foreach (var name in new[] { "lin", "gone", "zhou" })
        {
            results.Add(await transport.SendAsync(Given.Mail($"m-{name}", $"{name}@shuili.example"), Cancel));
        }

        Assert.IsType<MailResult.Sent>(results[0]);
        Assert.Equal(550, Assert.IsType<MailResult.Refused>(results[1]).Code);
        Assert.IsType<MailResult.Sent>(results[2]);
        Assert.Equal(["lin@shuili.example", "zhou@shuili.example"], server.Mails.Select(mail => mail.To.Single()));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Defers_when_the_sender_is_refused_because_that_concerns_every_mail()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server);
        await server.BehaveAsync(new { mail = new { code = 553 } });

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.IsType<MailResult.Deferred>(result);
    }

    [Fact]
    public async Task Takes_an_answer_to_the_content_at_its_word()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server);
        await server.BehaveAsync(new { content = new { code = 554, times = 1 } });

        var refused = await transport.SendAsync(Given.Mail("m-1"), Cancel);
        await server.BehaveAsync(new { content = new { code = 452, times = 1 } });
        var repeated = await transport.SendAsync(Given.Mail("m-2"), Cancel);

        Assert.Equal(554, Assert.IsType<MailResult.Refused>(refused).Code);
        Assert.IsType<MailResult.Sent>(repeated);
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task Tries_again_when_the_connection_drops_before_the_content()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server);
        await server.BehaveAsync(new { drop = new { at = "rcpt", times = 2 } });

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.IsType<MailResult.Sent>(result);
        Assert.Single(server.Mails);
        Assert.Equal(3, server.Connections);
    }

    [Theory]
    [InlineData("answer", 1)]
    [InlineData("content", 0)]
    public async Task Never_repeats_by_itself_once_the_content_was_begun(string where, int taken)
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server);
        await server.BehaveAsync(new { drop = new { at = where, times = 1 } });

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.IsType<MailResult.AnswerLost>(result);
        Assert.Equal(taken, server.Mails.Count);
        Assert.Equal(1, server.Connections);

        var repeated = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.IsType<MailResult.Sent>(repeated);
        Assert.Single(server.Mails.Select(mail => mail.Parse().MessageId).Distinct());
    }

    [Fact]
    public async Task A_slow_answer_to_the_content_is_a_lost_answer()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server, smtp => smtp.PerTryTimeout = TimeSpan.FromSeconds(1));
        await server.BehaveAsync(new { slow = new { at = "answer", ms = 5000 } });

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.IsType<MailResult.AnswerLost>(result);
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task A_slow_server_before_the_content_costs_only_the_time_allowed()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server, smtp => (smtp.PerTryTimeout, smtp.MaxAttempts) = (TimeSpan.FromSeconds(1), 2));
        await server.BehaveAsync(new { slow = new { at = "mail", ms = 20000 } });
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.IsType<MailResult.Deferred>(result);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(8));
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Reuses_connections_and_opens_a_new_one_when_the_server_has_had_enough_of_one()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server, smtp => smtp.MaxAttempts = 1);
        await server.BehaveAsync(new { perConnection = 10 });

        for (var i = 0; i < 25; i++)
        {
            Assert.IsType<MailResult.Sent>(await transport.SendAsync(Given.Mail($"m-{i}"), Cancel));
        }

        Assert.Equal(25, server.Mails.Count);
        Assert.Equal(3, server.Connections);
    }

    [Fact]
    public async Task Uses_no_more_connections_at_once_than_allowed()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server, smtp => smtp.MaxConnections = 3);

        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => transport.SendAsync(Given.Mail($"m-{i}"), Cancel)));

        Assert.All(results, result => Assert.IsType<MailResult.Sent>(result));
        Assert.Equal(60, server.Mails.Select(mail => mail.Parse().MessageId).Distinct().Count());
        Assert.InRange(server.Connections, 1, 3);
    }

    [Fact]
    public async Task Waits_for_a_connection_no_longer_than_the_mail_is_the_callers()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server, smtp => smtp.MaxConnections = 1);
        await server.BehaveAsync(new { slow = new { at = "answer", ms = 6000 } });
        var first = transport.SendAsync(Given.Mail("m-1"), Cancel);
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var second = await transport.SendAsync(Given.Mail("m-2") with { Within = TimeSpan.FromSeconds(2) }, Cancel);

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4), $"{clock.Elapsed}");
        Assert.NotNull(Assert.IsType<MailResult.Deferred>(second).RetryAfter);
        Assert.IsType<MailResult.Sent>(await first);
        await server.BehaveAsync(new { });
        Assert.IsType<MailResult.Sent>(await transport.SendAsync(Given.Mail("m-3") with { Within = TimeSpan.FromMinutes(5) }, Cancel));
        Assert.Equal(["m-1@jiandu.example", "m-3@jiandu.example"], server.Mails.Select(mail => mail.Parse().MessageId));
    }

    [Fact]
    public async Task Begins_no_attempt_that_could_outlast_the_time_for_which_the_mail_is_the_callers()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server, smtp => (smtp.PerTryTimeout, smtp.MaxAttempts) = (TimeSpan.FromSeconds(1), 3));
        await server.BehaveAsync(new { slow = new { at = "mail", ms = 20000 } });

        var result = await transport.SendAsync(Given.Mail() with { Within = TimeSpan.FromSeconds(2.6) }, Cancel);

        Assert.IsType<MailResult.Deferred>(result);
        Assert.InRange(server.Connections, 1, 2);
    }

    [Fact]
    public async Task Leaves_a_failing_server_alone_for_a_while_and_then_comes_back()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server, smtp => smtp.BreakDuration = TimeSpan.FromSeconds(1));
        await server.BehaveAsync(new { connect = new { code = 421 } });

        for (var i = 0; i < 3; i++)
        {
            Assert.IsType<MailResult.Deferred>(await transport.SendAsync(Given.Mail(), Cancel));
        }

        var before = server.Connections;
        var spared = Assert.IsType<MailResult.Deferred>(await transport.SendAsync(Given.Mail(), Cancel));

        Assert.Equal(before, server.Connections);
        Assert.NotNull(spared.RetryAfter);

        await server.BehaveAsync(new { });
        await Task.Delay(spared.RetryAfter.Value + TimeSpan.FromMilliseconds(200), Cancel);

        Assert.IsType<MailResult.Sent>(await transport.SendAsync(Given.Mail(), Cancel));
    }

    [Fact]
    public async Task Sends_no_more_in_a_minute_than_allowed()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server, smtp => smtp.RatePerMinute = 2);

        await transport.SendAsync(Given.Mail("m-1"), Cancel);
        await transport.SendAsync(Given.Mail("m-2"), Cancel);
        var third = await transport.SendAsync(Given.Mail("m-3"), Cancel);

        Assert.InRange(Assert.IsType<MailResult.Deferred>(third).RetryAfter!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
        Assert.Equal(2, server.Mails.Count);
    }

    [Fact]
    public async Task Defers_when_no_server_listens()
    {
        var server = await StartAsync();
        await using var transport = Given.Transport(server);
        await server.DisposeAsync();

        var result = await transport.SendAsync(Given.Mail(), Cancel);

        Assert.IsType<MailResult.Deferred>(result);
    }

    [Theory]
    [InlineData("lin.shuili.example")]
    [InlineData("lin@shuili.example\r\nBcc: all@shuili.example")]
    [InlineData("lin@shuili.example, zhou@shuili.example")]
    [InlineData("林@shuili.example")]
    [InlineData("lin@@shuili.example")]
    [InlineData("<lin@shuili.example>")]
    [InlineData("lin@shuili_x.example")]
    [InlineData("\u202Elin@shuili.example")]
    [InlineData("@shuili.example")]
    [InlineData("")]
    public async Task Refuses_what_is_no_address_without_asking_a_server(string address)
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server);

        var result = await transport.SendAsync(Given.Mail(to: address), Cancel);

        var refused = Assert.IsType<MailResult.Refused>(result);
        Assert.Null(refused.Code);
        Assert.StartsWith(MailRefusals.RecipientAddressInvalid, refused.Answer, StringComparison.Ordinal);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task A_hostile_name_or_subject_adds_no_header_and_no_recipient()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server);
        var mail = Given.Mail() with
        {
            ToName = "林晓\r\nBcc: all@shuili.example\r\n\r\n<evil@x.example>" + new string('长', 10_000),
            Content = Given.Mail().Content with { Subject = "逾期\r\nBcc: all@shuili.example" },
        };

        var result = await transport.SendAsync(mail, Cancel);

        Assert.IsType<MailResult.Sent>(result);
        var received = Assert.Single(server.Mails);
        Assert.Equal(["lin@shuili.example"], received.To);
        var parsed = received.Parse();
        Assert.Empty(parsed.Bcc);
        Assert.Single(parsed.To.Mailboxes);
        Assert.Equal("lin@shuili.example", parsed.To.Mailboxes.Single().Address);
        Assert.Equal("逾期 Bcc: all@shuili.example", parsed.Subject);
    }

    [Fact]
    public async Task Cancelling_before_the_content_sends_nothing()
    {
        await using var server = await StartAsync();
        await using var transport = Given.Transport(server);
        await server.BehaveAsync(new { slow = new { at = "mail", ms = 20000 } });
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transport.SendAsync(Given.Mail(), cancelled.Token));

        Assert.Empty(server.Mails);
    }
}
