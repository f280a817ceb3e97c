using Supervision.Deliveries;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Sweeping;

namespace Supervision.Tests.Worlds;

public sealed class CheckAgendaTests
{
    [Fact]
    public async Task A_mark_that_stands_under_the_delivery_is_not_reported_as_missing()
    {
        await using var world = await World.StartAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Given.Law);
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([government]));
        await world.RelayAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        await world.RelayAsync();
        await world.DeliverAsync(
            government, DeliveryKind.Rule, new DeliveryMetadata("湿地生态补偿办法", new ObligationId(law.Id, 1), Issued: new DateOnly(2024, 1, 2)));

        var check = await world.Get<CheckAgenda>().ExecuteAsync(all: true, TestContext.Current.CancellationToken);

        Assert.Empty(check.Restored);
        Assert.Empty((await world.Get<CheckAgenda>().ExecuteAsync(all: true, TestContext.Current.CancellationToken)).Restored);
    }

    /// <summary>What was taken back stands at its deadline no more: the deadline has a mark of its own.</summary>
    [Fact]
    public async Task A_delivery_taken_back_a_moment_ago_is_not_reported_as_missing()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: new DateOnly(2024, 3, 29)));
        var report = await @case.ReportAsync();
        await @case.OnAsync(new DateOnly(2024, 1, 3));
        @case.World.Clock.Advance(TimeSpan.FromMinutes(20));
        await @case.World.RelayAsync();
        Assert.IsType<WithdrawDelivery.Outcome.Withdrawn>(await @case.WithdrawAsync(report));

        var check = await @case.World.Get<CheckAgenda>().ExecuteAsync(all: true, TestContext.Current.CancellationToken);

        Assert.Empty(check.Restored);
    }

    [Fact]
    public async Task A_mark_that_is_missing_is_restored_and_reported()
    {
        await using var world = await World.StartAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Given.Law);
        await world.ConfirmAsync(new ObligationId(law.Id, 1), new ConfirmationRequest([government]));
        var agenda = world.Storage.CreateTableServiceClient().GetTableClient("agenda");
        var missing = world.Storage.Rows("agenda").Where(row => row.RowKey.Contains(law.Id + "-1-", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, missing.Count);
        foreach (var row in missing)
        {
            await agenda.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: TestContext.Current.CancellationToken);
        }

        var check = await world.Get<CheckAgenda>().ExecuteAsync(all: true, TestContext.Current.CancellationToken);

        Assert.Equal(missing.Select(row => $"{row.PartitionKey}/{row.RowKey}"), check.Restored.Order(StringComparer.Ordinal));
    }
}
