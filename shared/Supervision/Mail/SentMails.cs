using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Supervision.Identity;
using Supervision.Mail.Messages;
using Supervision.Mail.Sending;
using Supervision.Storage;

namespace Supervision.Mail;

/// <summary>A mail as it was handed to the mail server, but for what lets its reader act.</summary>
public sealed record SentMail(string MessageId, string ToAddress, string ToName, string Language, RenderedMail Content);

/// <summary>
/// Copies of mails, put down before each is handed over, so that staff can see later what a person was told. They hold names and addresses:
/// they are blobs, which can be removed, and no part of history. Links with which the person acknowledges lack their signature.
/// </summary>
public sealed class SentMails(SupervisionStorage storage)
{
    /// <summary>Keeps what is about to be sent. A repeated attempt replaces the copy.</summary>
    public Task KeepAsync(Notification notification, OutgoingMail mail, CancellationToken cancellationToken)
    {
        var copy = new SentMail(mail.MessageId, mail.ToAddress, mail.ToName, mail.Language, AcknowledgeLinks.WithoutSignatures(mail.Content));
        return Blob(notification.Home, notification.Key).UploadAsync(
            BinaryData.FromBytes(Encoding.UTF8.GetBytes(Json.Write(copy))), overwrite: true, cancellationToken);
    }

    /// <returns>Null when no attempt was made yet, or the copy was removed.</returns>
    public async Task<SentMail?> FindAsync(DepartmentId home, string key, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult found = await Blob(home, key).DownloadContentAsync(cancellationToken);
            return Json.Read<SentMail>(found.Content.ToString());
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Removes the copies of all mails that a fact caused, with every version. What is gone already is left out.</summary>
    internal async Task RemoveAsync(DepartmentId home, string chain, int seq, CancellationToken cancellationToken)
    {
        await foreach (var row in storage.Supervision.ListAsync(home.Value, Outbox.CauseOf(chain, seq), null, cancellationToken))
        {
            await storage.Mails.DeleteWithHistoryAsync(NameOf(home, row.RowKey), cancellationToken);
        }
    }

    private BlobClient Blob(DepartmentId home, string key) => storage.Mails.GetBlobClient(NameOf(home, key));

    private static string NameOf(DepartmentId home, string key) => $"{home}/{key}.json";
}
