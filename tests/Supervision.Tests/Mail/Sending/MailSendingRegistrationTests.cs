using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Supervision.Mail.Messages;
using Supervision.Mail.Sending;

namespace Supervision.Tests.Mail.Sending;

public sealed class MailSendingRegistrationTests
{
    [Fact]
    public void Writes_files_unless_a_mail_server_is_named()
    {
        using var files = Provider();
        using var server = Provider(("Mail:Smtp:Host", "mail.jiandu.example"), ("Mail:From", "jiandu@jiandu.example"));

        Assert.IsType<FileMailTransport>(files.GetRequiredService<IMailTransport>());
        Assert.IsType<SmtpMailTransport>(server.GetRequiredService<IMailTransport>());
        Assert.NotNull(files.GetRequiredService<MailTemplates>());
        Assert.Equal("jiandu.example", server.GetRequiredService<IOptions<MailOptions>>().Value.EffectiveMessageIdDomain);
    }

    [Theory]
    [InlineData("Mail:Smtp:Security", "None", "this machine")]
    [InlineData("Mail:Smtp:Port", "0", "Port")]
    [InlineData("Mail:Smtp:UserName", "jiandu", "Password")]
    [InlineData("Mail:Smtp:MaxAttempts", "9", "MaxAttempts")]
    [InlineData("Mail:Smtp:PerTryTimeout", "00:01:30", "4 minutes")]
    [InlineData("Mail:Smtp:CertificateSha256", "abc", "64 hexadecimal")]
    [InlineData("Mail:From", "no address", "Mail:From")]
    [InlineData("Mail:From", "a@example.invalid", "must be set")]
    [InlineData("Mail:ReplyTo", "a@b@c", "ReplyTo")]
    [InlineData("Mail:MessageIdDomain", "a b", "MessageIdDomain")]
    [InlineData("Mail:TemplatesFolder", "/nowhere/at/all", "does not exist")]
    public void Wrong_settings_stop_the_start(string key, string value, string said)
    {
        using var provider = Provider(("Mail:Smtp:Host", "mail.jiandu.example"), ("Mail:From", "jiandu@jiandu.example"), (key, value));

        var fault = Record.Exception(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(said, Assert.IsType<OptionsValidationException>(fault).Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Provider(params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (key, value) in settings)
        {
            values[key] = value;
        }

        return new ServiceCollection()
            .AddLogging()
            .AddMailSending(new ConfigurationBuilder().AddInMemoryCollection(values).Build())
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
