using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Supervision.Storage;
using Supervision.Sweeping;

namespace Supervision.Tests.Worlds;

public sealed class SweepReportTests
{
    [Fact]
    public async Task Reports_of_older_versions_keep_the_figure_that_they_called_resolved()
    {
        await using var world = await World.StartAsync();
        var report = await world.SweepAsync();
        var old = JsonNode.Parse(Json.Write(report))!.AsObject();
        Assert.True(old.Remove("foundEnded"));
        old["resolved"] = 3;
        var row = world.Storage.Rows("views", "sweeps").First(row => row.RowKey.StartsWith("run-", StringComparison.Ordinal));
        await world.Get<SupervisionStorage>().Views.UpsertAsync(new TableEntity("sweeps", row.RowKey) { ["Report"] = old.ToJsonString() }, TestContext.Current.CancellationToken);

        var read = Assert.Single(await world.Get<SweepReportStore>().ListLatestAsync(1, TestContext.Current.CancellationToken));

        Assert.Equal((3, report.LookedAt, report.Started), (read.FoundEnded, read.LookedAt, read.Started));
    }
}
