using Microsoft.Extensions.Options;
using MimeKit;
using Supervision.Mail.Sending;

namespace Supervision.Tests.Mail.Sending;

public sealed class FileMailTransportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("supervision-mail-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FileMailTransport Transport => new(Options.Create(new MailOptions { FileFolder = Path.Combine(folder, "mail") }));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Writes_a_mail_that_any_mail_program_opens()
    {
        var result = await Transport.SendAsync(Given.Mail(), Cancel);

        var file = Assert.IsType<MailResult.Sent>(result).Answer;
        Assert.Equal("fact-d1-000001-overdue-p1.eml", Path.GetFileName(file));
        var mail = await MimeMessage.LoadAsync(file, Cancel);
        Assert.Equal("【监督预警·逾期】已逾期12天", mail.Subject);
        Assert.Equal("<p>已逾期12天</p>", mail.HtmlBody!.TrimEnd());
    }

    [Fact]
    public async Task A_repeat_leaves_one_file_with_the_same_bytes()
    {
        var first = await File.ReadAllBytesAsync(((MailResult.Sent)await Transport.SendAsync(Given.Mail(), Cancel)).Answer, Cancel);

        var second = await File.ReadAllBytesAsync(((MailResult.Sent)await Transport.SendAsync(Given.Mail(), Cancel)).Answer, Cancel);

        Assert.Equal(first, second);
        Assert.Single(Directory.GetFiles(Path.Combine(folder, "mail")));
    }

    [Fact]
    public async Task Ids_of_any_length_and_script_give_different_file_names_inside_the_folder()
    {
        string[] keys = [new string('a', 300), new string('a', 299) + "b", "事实-甲", "事实-乙", "../../etc/passwd", "a/b", "a_b"];

        foreach (var key in keys)
        {
            Assert.IsType<MailResult.Sent>(await Transport.SendAsync(Given.Mail(key), Cancel));
        }

        Assert.Equal(keys.Length, Directory.GetFiles(Path.Combine(folder, "mail"), "*.eml").Length);
        Assert.Single(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public async Task Defers_when_the_folder_cannot_be_written()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "mail"), "a file, not a folder", Cancel);

        var result = await Transport.SendAsync(Given.Mail(), Cancel);

        Assert.IsType<MailResult.Deferred>(result);
    }

    [Fact]
    public async Task Refuses_an_id_that_this_product_would_not_write()
    {
        var result = await Transport.SendAsync(Given.Mail() with { MessageId = "<a@b>\r\nX: y" }, Cancel);

        Assert.StartsWith(MailRefusals.MessageIdInvalid, Assert.IsType<MailResult.Refused>(result).Answer, StringComparison.Ordinal);
    }
}
