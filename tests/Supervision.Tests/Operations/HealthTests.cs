using Azure.Data.Tables;
using Supervision.Operations.Health;
using Supervision.Tests.Api;

namespace Supervision.Tests.Operations;

/// <summary>Health over real HTTP, on the run's Azurite.</summary>
public sealed class HealthTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Anyone_learns_that_it_lives_and_no_more()
    {
        var live = await host.As(null).GetAsync("api/health/live", 200);
        var ready = await host.As(null).GetAsync("api/health/ready", 200);

        Assert.Equal("""{"status":"live"}""", live.Text);
        Assert.Equal("""{"status":"ready"}""", ready.Text);
        Assert.True(live.Message.Headers.CacheControl!.NoStore);
        Assert.True(ready.Message.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task An_administrator_sees_every_part()
    {
        await host.SweepAsync(new DateOnly(2024, 1, 3));

        var report = (await host.Administrator.GetAsync("api/health", 200)).Json;

        var parts = report.GetProperty("parts").EnumerateArray().ToDictionary(
            part => part.GetProperty("name").GetString()!, part => part.GetProperty("code").GetString());
        Assert.Equal(["agenda", "blobs", "calendar", "mail", "relay", "seal", "sweep", "tables"], parts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            ("sweep-good", "calendar-good", "mail-to-folder", "agenda-clear"), (parts["sweep"], parts["calendar"], parts["mail"], parts["agenda"]));
        Assert.StartsWith("0.1.0", report.GetProperty("version").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_storage_that_is_being_restored_is_not_ready()
    {
        await using var other = new ApiHost(host);
        await other.InitializeAsync();
        var row = new TableEntity(CheckHealth.Restoring.Partition, CheckHealth.Restoring.Row);
        await other.Table("directory").UpsertEntityAsync(row, cancellationToken: TestContext.Current.CancellationToken);
        try
        {
            Assert.Equal("not-ready", (await other.As(null).GetAsync("api/health/ready", 503)).Code);
            var report = (await other.Administrator.GetAsync("api/health", 503)).Json.GetProperty("health");

            Assert.Equal("fault", report.GetProperty("status").GetString());
            Assert.Contains(report.GetProperty("parts").EnumerateArray(), part => part.GetProperty("code").GetString() == "restoring");
        }
        finally
        {
            await other.Table("directory").DeleteEntityAsync(row, cancellationToken: TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task An_answer_about_readiness_is_kept_for_seconds_only()
    {
        await using var other = new ApiHost(host);
        await other.InitializeAsync();
        await other.As(null).GetAsync("api/health/ready", 200);
        await other.Deliveries.DeleteAsync(cancellationToken: TestContext.Current.CancellationToken);
        try
        {
            await other.As(null).GetAsync("api/health/ready", 200);
            other.Clock.Advance(CheckHealth.ReadinessKept);
            await other.As(null).GetAsync("api/health/ready", 503);
        }
        finally
        {
            await other.Deliveries.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        }
    }
}
