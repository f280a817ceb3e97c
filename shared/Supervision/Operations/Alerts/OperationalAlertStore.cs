using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Supervision.Identity;
using Supervision.Mail;
using Supervision.Mail.Messages;
using Supervision.Storage;

namespace Supervision.Operations.Alerts;

/// <summary>An open alert as it was read.</summary>
/// <param name="Mark">Id of the call that raised it.</param>
public sealed record OpenOperationalAlert(OperationalAlert Alert, string Mark, ETag ETag);

/// <summary>
/// Operational alerts in the home partition of the office: one row for each that is open, one for each that ended, the latest first.
/// </summary>
public sealed class OperationalAlertStore(SupervisionStorage storage)
{
    private const string OpenPrefix = "operation-open-";
    private const string EndedPrefix = "operation-ended-";

    /// <summary>More than these are never open at once in a product that is looked after.</summary>
    private const int MostOpenRead = 500;

    private static string Home => DepartmentId.Office.Value;

    public async Task<OpenOperationalAlert?> FindOpenAsync(OperationalAlertId id, CancellationToken cancellationToken) =>
        await storage.Supervision.FindAsync(Home, OpenPrefix + id, cancellationToken) is { } row ? OpenOf(row) : null;

    /// <summary>The open alerts, at most 500, by code and subject: one request.</summary>
    public async Task<IReadOnlyList<OperationalAlert>> ListOpenAsync(CancellationToken cancellationToken) =>
        (await PageAsync(ended: false, null, MostOpenRead, cancellationToken)).Alerts;

    /// <summary>One page: of the open ones by code and subject, or of those that ended, the latest first.</summary>
    public async Task<(IReadOnlyList<OperationalAlert> Alerts, string? Continuation)> PageAsync(
        bool ended, string? continuation, int size, CancellationToken cancellationToken)
    {
        var page = await storage.Supervision.PageAsync(Home, ended ? EndedPrefix : OpenPrefix, null, continuation, size, cancellationToken);
        return ([.. page.Rows.Select(AlertOf)], page.Continuation);
    }

    /// <summary>Removes what ended before an instant.</summary>
    public async Task RemoveEndedAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"RowKey gt {EndedPrefix + Reverse(before)}");
        await foreach (var row in storage.Supervision.ListAsync(Home, EndedPrefix, filter, cancellationToken))
        {
            await storage.Supervision.DeleteUnchangedAsync(Home, row.RowKey, row.ETag, cancellationToken);
        }
    }

    internal Task AddAsync(OperationalAlert alert, string mark, CancellationToken cancellationToken)
    {
        // What has to be written together with the alert belongs into this batch.
        var batch = new TableBatch(Home).Add(OpenRow(alert, mark)).Add(MailOf(alert, mark).ToRow());
        return storage.Supervision.SubmitAsync(batch, cancellationToken);
    }

    /// <summary>The mail that tells the committee office of an alert; the relay addresses it.</summary>
    internal static Notification MailOf(OperationalAlert alert, string mark) => Notification.New(
        $"{Notification.Prefix}{alert.Raised:yyyyMMdd}-{MailTemplateNames.Operational}-{mark}", DepartmentId.Office, MailTemplateNames.Operational, alert.Raised)
        with
    {
        Status = NotificationStatus.Unaddressed,
        Audience = Audience.Operators,
        Incident = new MailIncident(alert.Code.Name(), alert.Since, alert.Detail is null ? alert.Subject : $"{alert.Subject}\n{alert.Detail}"),
    };

    internal Task ReplaceAsync(OpenOperationalAlert read, OperationalAlert alert, CancellationToken cancellationToken) =>
        storage.Supervision.ReplaceAsync(OpenRow(alert, read.Mark), read.ETag, cancellationToken);

    /// <summary>Moves an alert from the open ones to those that ended.</summary>
    internal Task EndAsync(OpenOperationalAlert read, DateTimeOffset on, CancellationToken cancellationToken)
    {
        var ended = new TableEntity(Home, $"{EndedPrefix}{Reverse(on)}-{read.Alert.Id}") { ["Alert"] = Json.Write(read.Alert with { Ended = on }) };
        return storage.Supervision.SubmitAsync(
            new TableBatch(Home).Delete(OpenPrefix + read.Alert.Id, read.ETag).Upsert(ended), cancellationToken);
    }

    private static TableEntity OpenRow(OperationalAlert alert, string mark) =>
        new(Home, OpenPrefix + alert.Id) { ["Alert"] = Json.Write(alert), ["Mark"] = mark };

    private static OpenOperationalAlert OpenOf(TableEntity row) => new(AlertOf(row), row.GetString("Mark"), row.ETag);

    private static OperationalAlert AlertOf(TableEntity row) => Json.Read<OperationalAlert>(row.GetString("Alert"));

    /// <summary>Falls as time rises, so that the first rows are the latest.</summary>
    private static string Reverse(DateTimeOffset instant) =>
        (DateTimeOffset.MaxValue.UtcTicks - instant.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
}
