using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Obligations;

namespace Supervision.Tests.Worlds;

public sealed class RoundsTests
{
    private static readonly DateOnly Due = new(2024, 3, 29);

    [Fact]
    public async Task A_report_first_received_by_d_and_returned_for_form_ends_its_alert_as_fulfilled_on_time()
    {
        await using var world = await World.StartAsync();
        var (government, deadline) = await GivenReportAsync(world);
        world.Clock.SetNoon(new DateOnly(2024, 3, 28));
        var first = await DeliverAsync(world, government, deadline, "first");

        await ReturnAsync(world, first, ReviewDecision.ReturnForForm);
        world.Clock.SetNoon(new DateOnly(2024, 4, 1));
        await world.SweepAsync();
        var second = await DeliverAsync(world, government, deadline, "second");

        var alert = await world.Get<AlertStore>().FindAsync(new AlertId(deadline, 2, EscalationStage.Overdue), CancellationToken.None);
        Assert.Equal(AlertOutcome.FulfilledOnTime, alert!.Resolution!.Outcome);
        Assert.False(second.Match!.NotifiedLate);
    }

    [Fact]
    public async Task An_inherited_deadline_released_after_a_return_starts_at_overdue_on_the_day_of_release()
    {
        await using var world = await World.StartAsync();
        world.Clock.SetNoon(new DateOnly(2024, 5, 6));
        var (government, deadline) = await GivenReportAsync(world);
        var delivery = await DeliverAsync(world, government, deadline, "first");
        await ReturnAsync(world, delivery, ReviewDecision.ReturnForContent);

        // Over ninety days after the return.
        var released = new DateOnly(2024, 9, 2);
        world.Clock.SetNoon(released);
        await world.Get<ReleaseInherited>().ExecuteAsync(deadline, new Act(World.Officer), CancellationToken.None);
        await world.SweepAsync();
        await world.RelayAsync();
        world.Clock.SetNoon(released.AddDays(25));
        await world.SweepAsync();

        var alerts = await world.Get<AlertStore>().ListAsync(deadline, CancellationToken.None);
        Assert.Equal(
            [(EscalationStage.ExplanationRequired, released.AddDays(25)), (EscalationStage.Overdue, released)],
            alerts.Select(alert => (alert.Id.Stage, alert.RaisedOn)));
    }

    private static async Task<(DepartmentId Government, DeadlineId Deadline)> GivenReportAsync(World world)
    {
        await world.RegisterOfficeAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Given.Law);
        var obligations = await world.Get<LawStore>().ListObligationsAsync(law.Id, CancellationToken.None);
        var report = Assert.Single(obligations, obligation => obligation.Candidate.Kind == ObligationKind.RecurringReport);
        var confirmed = Assert.IsType<ConfirmObligation.Outcome.Confirmed>(
            await world.ConfirmAsync(report.Id, new ConfirmationRequest([government], Due: new DueRule(On: Due))));
        return (government, Assert.Single(confirmed.Obligation.Confirmation!.Deadlines));
    }

    private static async Task<Delivery> DeliverAsync(World world, DepartmentId department, DeadlineId deadline, string content) =>
        Assert.IsType<ReceiveDelivery.Outcome.Received>(await world.DeliverAsync(
            department,
            DeliveryKind.Report,
            new DeliveryMetadata(
                "湿地保护工作报告", deadline.Obligation, PeriodStart: new DateOnly(2023, 1, 1), PeriodEnd: new DateOnly(2023, 12, 31)),
            content)).Delivery;

    private static async Task ReturnAsync(World world, Delivery delivery, ReviewDecision decision) =>
        Assert.IsType<ReviewDelivery.Outcome.Reviewed>(await world.Get<ReviewDelivery>().ExecuteAsync(
            delivery.Department, delivery.Id, new ReviewRequest(decision), new Act(World.Officer), CancellationToken.None));
}
