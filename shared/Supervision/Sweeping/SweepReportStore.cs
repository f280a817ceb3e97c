using System.Globalization;
using Azure.Data.Tables;
using Supervision.Storage;

namespace Supervision.Sweeping;

/// <summary>Reports of sweeps, the latest first.</summary>
public sealed class SweepReportStore(SupervisionStorage storage)
{
    private const string Partition = "sweeps";
    private const int MostListed = 20;

    public Task SaveAsync(SweepReport report, CancellationToken cancellationToken) =>
        storage.Views.UpsertAsync(new TableEntity(Partition, RowKeyOf(report.Started)) { ["Report"] = Json.Write(report.Shortened()) }, cancellationToken);

    /// <summary>The last reports, the latest first.</summary>
    public async Task<IReadOnlyList<SweepReport>> ListLatestAsync(int count, CancellationToken cancellationToken)
    {
        var page = await storage.Views.PageAsync(Partition, "", null, null, Math.Clamp(count, 1, MostListed), cancellationToken);
        return [.. page.Rows.Select(row => Json.Read<SweepReport>(row.GetString("Report")))];
    }

    /// <summary>Keys fall as time rises, so that the first rows of the partition are the latest.</summary>
    private static string RowKeyOf(DateTimeOffset started) =>
        (DateTimeOffset.MaxValue.UtcTicks - started.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
}

internal static class SweepReports
{
    private const int MostNamed = 50;

    /// <summary>Names at most fifty items of a kind, so that the report fits its row.</summary>
    public static SweepReport Shortened(this SweepReport report) => report with
    {
        SetAside = Shorten(report.SetAside),
        Faults = Shorten(report.Faults),
    };

    private static IReadOnlyList<string> Shorten(IReadOnlyList<string> items) => items.Count <= MostNamed
        ? items
        : [.. items.Take(MostNamed), string.Create(CultureInfo.InvariantCulture, $"... and {items.Count - MostNamed} more")];
}
