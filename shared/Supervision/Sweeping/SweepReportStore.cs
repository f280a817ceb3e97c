using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using Supervision.Storage;

namespace Supervision.Sweeping;

/// <summary>Reports of sweeps, the latest first, and when the last one succeeded.</summary>
public sealed class SweepReportStore(SupervisionStorage storage)
{
    private const string Partition = "sweeps";
    private const string RunPrefix = "run-";
    private const string SuccessRow = "success";
    private const int MostListed = 20;

    /// <param name="successful">True when it did everything that was due by today.</param>
    public async Task SaveAsync(SweepReport report, bool successful, CancellationToken cancellationToken)
    {
        await storage.Views.UpsertAsync(
            new TableEntity(Partition, RowKeyOf(report.Started)) { ["Report"] = Json.Write(report.Shortened()) }, cancellationToken);
        if (successful)
        {
            await storage.Views.UpsertAsync(Success(report.Ended), cancellationToken);
        }
    }

    /// <summary>One page of the reports, the latest first.</summary>
    public async Task<(IReadOnlyList<SweepReport> Reports, string? Continuation)> PageAsync(
        string? continuation, int size, CancellationToken cancellationToken)
    {
        var page = await storage.Views.PageAsync(Partition, RunPrefix, null, continuation, size, cancellationToken);
        return ([.. page.Rows.Select(row => Read(row.GetString("Report")))], page.Continuation);
    }

    /// <summary>Removes the reports of sweeps that began before an instant.</summary>
    public async Task RemoveAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"RowKey gt {RowKeyOf(before)}");
        await foreach (var row in storage.Views.ListAsync(Partition, RunPrefix, filter, cancellationToken))
        {
            await storage.Views.DeleteUnchangedAsync(Partition, row.RowKey, row.ETag, cancellationToken);
        }
    }

    /// <summary>The last reports, the latest first.</summary>
    public async Task<IReadOnlyList<SweepReport>> ListLatestAsync(int count, CancellationToken cancellationToken)
    {
        var page = await storage.Views.PageAsync(Partition, RunPrefix, null, null, Math.Clamp(count, 1, MostListed), cancellationToken);
        return [.. page.Rows.Select(row => Read(row.GetString("Report")))];
    }

    /// <summary>
    /// When a sweep last succeeded (UTC). Where none ever has, the instant at which somebody first asked, so that a sweep that never runs
    /// is noticed too.
    /// </summary>
    public async Task<DateTimeOffset> FindSuccessAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await storage.Views.FindAsync(Partition, SuccessRow, cancellationToken) is { } row)
        {
            return row.GetDateTimeOffset("At")!.Value;
        }

        try
        {
            await storage.Views.AddAsync(Success(now), cancellationToken);
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            // Asked by another, or swept, in this very moment.
        }

        return now;
    }

    /// <summary>Reports of older versions name what was found ended "resolved".</summary>
    private static SweepReport Read(string report)
    {
        var members = JsonNode.Parse(report)!.AsObject();
        return members.Remove("resolved", out var found)
            ? members.Deserialize<SweepReport>(Json.Options)! with { FoundEnded = found!.GetValue<int>() }
            : Json.Read<SweepReport>(report);
    }

    private static TableEntity Success(DateTimeOffset at) => new(Partition, SuccessRow) { ["At"] = at };

    /// <summary>Keys fall as time rises, so that the first rows are the latest.</summary>
    private static string RowKeyOf(DateTimeOffset started) =>
        RunPrefix + (DateTimeOffset.MaxValue.UtcTicks - started.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
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
