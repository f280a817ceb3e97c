using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Obligations;

namespace Supervision.Tests.Worlds;

public sealed class MainJobTests
{
    [Fact]
    public async Task A_law_becomes_obligations_deadlines_alerts_and_mails_and_a_delivery_ends_them()
    {
        await using var world = await World.StartAsync();
        await world.RegisterOfficeAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Given.Law);
        Assert.Equal(2, law.Obligations);
        var obligations = await world.Get<Supervision.Laws.LawStore>().ListObligationsAsync(law.Id, CancellationToken.None);
        var rule = Assert.Single(obligations, obligation => obligation.Candidate.Kind == ObligationKind.ImplementingRule);
        var report = Assert.Single(obligations, obligation => obligation.Candidate.Kind == ObligationKind.RecurringReport);

        var confirmed = Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(rule.Id, new ConfirmationRequest([government])));
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.ConfirmAsync(report.Id, new ConfirmationRequest([government])));
        var deadline = Assert.Single(confirmed.Obligation.Confirmation!.Deadlines);
        var head = await world.Get<DeadlineStore>().FindAsync(deadline, CancellationToken.None);
        Assert.Equal(new DateOnly(2025, 1, 1), head!.State.Provenance.Unadjusted);
        Assert.Equal(new DateOnly(2025, 1, 2), head.State.Due);
        Assert.Equal(DueBasis.ProfileDefault, head.State.Provenance.Basis);

        world.Clock.SetNoon(new DateOnly(2025, 1, 3));
        var sweep = await world.SweepAsync();
        Assert.Empty(sweep.Faults);
        Assert.Equal(2, sweep.Raised);
        var again = await world.SweepAsync();
        Assert.Equal((0, 0), (again.Raised, again.FoundEnded));

        var relay = await world.RelayAsync();
        Assert.Empty(relay.Faults);
        Assert.Equal(4, relay.MailsSent);
        Assert.Equal(0, (await world.RelayAsync()).MailsSent);

        var alert = await world.Get<AlertStore>().FindAsync(new AlertId(deadline, 1, EscalationStage.Overdue), CancellationToken.None);
        Assert.Equal(AlertStatus.Open, alert!.Status);

        world.Clock.SetNoon(new DateOnly(2025, 1, 8));
        var received = Assert.IsType<ReceiveDelivery.Outcome.Received>(await world.DeliverAsync(
            government, DeliveryKind.Rule, new DeliveryMetadata("临江省湿地生态补偿办法", rule.Id, Issued: new DateOnly(2024, 12, 30))));
        Assert.True(received.Delivery.Match!.NotifiedLate);
        var ended = await world.Get<AlertStore>().FindAsync(alert.Id, CancellationToken.None);
        Assert.Equal(AlertStatus.Resolved, ended!.Status);
        Assert.Equal(AlertOutcome.FulfilledOnTimeNotifiedLate, ended.Resolution!.Outcome);
        Assert.Equal(0, ended.Resolution.DaysLate);

        world.Clock.SetNoon(new DateOnly(2025, 6, 1));
        Assert.Equal(1, (await world.SweepAsync()).FoundEnded);
        Assert.Equal(0, (await world.SweepAsync()).FoundEnded);
    }
}
