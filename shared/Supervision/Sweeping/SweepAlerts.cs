using Supervision.Operations.Alerts;

namespace Supervision.Sweeping;

/// <summary>
/// Tells operations what a sweep found: items that were set aside, each until it is so no more; and that sweeps succeed again. It reads
/// the open alerts in one request; repeating it changes nothing.
/// </summary>
public sealed class SweepAlerts(OperationalAlertStore alerts, RaiseOperationalAlert raise, ClearOperationalAlert clear)
{
    /// <summary>Items that are named one by one; an alert of its own stands for all beyond.</summary>
    public const int MostItems = 20;

    /// <summary>The subject of the alert for all items beyond those named.</summary>
    public const string Beyond = "more";

    /// <param name="setAside">Row keys of the items set aside, and their faults.</param>
    public async Task TellAsync(SweepReport report, IReadOnlyDictionary<string, string> setAside, CancellationToken cancellationToken)
    {
        var open = await alerts.ListOpenAsync(cancellationToken);
        if (report.Succeeded)
        {
            await ClearAsync(open.Where(alert => alert.Code == OperationalCode.SweepNotRun), cancellationToken);
        }

        var wanted = setAside.ToDictionary(pair => OperationalAlertId.Of(OperationalCode.ItemSetAside, pair.Key), pair => pair);
        var beyond = OperationalAlertId.Of(OperationalCode.ItemSetAside, Beyond);
        var told = open.Where(alert => alert.Code == OperationalCode.ItemSetAside).ToList();
        var stay = told.Where(alert => wanted.ContainsKey(alert.Id)).Select(alert => alert.Id).ToHashSet();
        var fresh = wanted.Where(pair => !stay.Contains(pair.Key)).OrderBy(pair => pair.Key.Value, StringComparer.Ordinal).ToList();
        var room = Math.Max(0, MostItems - stay.Count);
        foreach (var (_, (item, fault)) in fresh.Take(room))
        {
            await raise.ExecuteAsync(OperationalCode.ItemSetAside, item, report.Started, fault, cancellationToken);
        }

        if (fresh.Count > room)
        {
            await raise.ExecuteAsync(OperationalCode.ItemSetAside, Beyond, report.Started, null, cancellationToken);
        }

        // A run that did not come to the end cannot say what is set aside no more.
        if (report.Complete)
        {
            await ClearAsync(told.Where(alert => alert.Id == beyond ? fresh.Count <= room : !stay.Contains(alert.Id)), cancellationToken);
        }
    }

    private async Task ClearAsync(IEnumerable<OperationalAlert> ended, CancellationToken cancellationToken)
    {
        foreach (var alert in ended)
        {
            await clear.ExecuteAsync(alert.Id, cancellationToken);
        }
    }
}
