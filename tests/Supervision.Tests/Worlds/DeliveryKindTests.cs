using Supervision.Deliveries;
using Supervision.Obligations;

namespace Supervision.Tests.Worlds;

public sealed class DeliveryKindTests
{
    [Fact]
    public async Task A_rule_does_not_pass_for_a_report_whose_receipt_counts()
    {
        await using var world = await World.StartAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Given.Law);
        var report = (await world.Get<Supervision.Laws.LawStore>().ListObligationsAsync(law.Id, TestContext.Current.CancellationToken))
            .Single(obligation => obligation.Candidate.Kind == ObligationKind.RecurringReport);
        await world.ConfirmAsync(report.Id, new ConfirmationRequest([government]));
        world.Clock.SetNoon(new DateOnly(2025, 1, 20));

        var outcome = await world.DeliverAsync(
            government, DeliveryKind.Rule, new DeliveryMetadata("湿地保护工作情况", report.Id, Issued: new DateOnly(2024, 12, 30)));

        var fault = Assert.Single(Assert.IsType<ReceiveDelivery.Outcome.Invalid>(outcome).Faults);
        Assert.Equal("obligation-kind", fault.Code);
        Assert.Empty(world.Storage.Blobs("deliveries"));
        Assert.DoesNotContain(
            world.Storage.Rows("supervision", "szf"), row => row.RowKey.StartsWith("delivery-", StringComparison.Ordinal));
    }
}
