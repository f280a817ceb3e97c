using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Supervision.Mail.Sending;

/// <summary>Writes each mail as an .eml file, for trial and for places without a mail server. A repeat replaces the same file.</summary>
public sealed class FileMailTransport(IOptions<MailOptions> options) : IMailTransport
{
    private static readonly FormatOptions Format = MakeFormat();

    /// <summary>The folder, as an absolute path.</summary>
    public string Folder { get; } = Path.GetFullPath(options.Value.FileFolder);

    /// <summary>The file of a Message-ID: its left side where that is short enough for every file system, else its beginning and a hash.</summary>
    public string FileOf(string messageId)
    {
        var left = messageId.Trim('<', '>').Split('@')[0];
        var name = string.Concat(left.Select(sign => char.IsAsciiLetterOrDigit(sign) || sign is '-' or '_' or '.' ? sign : '_')).Trim('.');
        if (name != left || name.Length > 120)
        {
            name = $"{(name.Length > 80 ? name[..80] : name)}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)))[..16]}";
        }

        return Path.Combine(Folder, name + ".eml");
    }

    public async Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var (message, refusal) = MimeMessages.Create(mail);
        using (message)
        {
            if (message is null)
            {
                return refusal!;
            }

            var file = FileOf(mail.MessageId);
            // A reader never sees half a mail: the file appears under its name only when it is complete. A crash leaves at most a .tmp file behind.
            var unfinished = Path.Combine(Folder, $".{Guid.NewGuid():N}.tmp");
            try
            {
                Directory.CreateDirectory(Folder);
                await using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, 16384, FileOptions.Asynchronous))
                {
                    await message.WriteToAsync(Format, stream, cancellationToken);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(unfinished, file, overwrite: true);
                return new MailResult.Sent(file);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                TryDelete(unfinished);
                return new MailResult.Deferred($"The mail could not be written to {file}: {fault.Message}");
            }
            catch (OperationCanceledException)
            {
                TryDelete(unfinished);
                throw;
            }
        }
    }

    // A leftover is harmless, and the fault that led here is the one worth reporting.
    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static FormatOptions MakeFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
