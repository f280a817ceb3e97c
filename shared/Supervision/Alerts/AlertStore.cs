using Azure.Data.Tables;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Alerts;

/// <summary>Alerts, in the partition of their deadline's home department.</summary>
public sealed class AlertStore(SupervisionStorage storage)
{
    private const string RowPrefix = "alert-";

    public async Task<Alert?> FindAsync(AlertId id, CancellationToken cancellationToken) =>
        await storage.Supervision.FindAsync(id.Deadline.Home.Value, RowPrefix + id, cancellationToken) is { } row
            ? Json.Read<Alert>(row.GetString("Alert"))
            : null;

    /// <summary>All alerts ever raised for a deadline, by round and stage name.</summary>
    public async Task<IReadOnlyList<Alert>> ListAsync(DeadlineId deadline, CancellationToken cancellationToken)
    {
        var alerts = new List<Alert>();
        await foreach (var row in storage.Supervision.ListAsync(deadline.Home.Value, $"{RowPrefix}{deadline}-", null, cancellationToken))
        {
            alerts.Add(Json.Read<Alert>(row.GetString("Alert")));
        }

        return alerts;
    }

    internal static TableEntity ToRow(Alert alert) => new(alert.Id.Deadline.Home.Value, RowPrefix + alert.Id)
    {
        ["Alert"] = Json.Write(alert),
        ["Status"] = alert.Status.ToString(),
    };
}
