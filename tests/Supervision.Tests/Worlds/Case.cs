using Supervision.Access;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Obligations;

namespace Supervision.Tests.Worlds;

/// <summary>One invented deadline in a world of its own, with the people who act on it.</summary>
internal sealed class Case : IAsyncDisposable
{
    public static readonly Caller Other = new("officer2", Role.Officer, null);
    public static readonly Caller Director = new("director1", Role.Director, null);

    private Case(World world, DepartmentId home, DeadlineId id)
    {
        World = world;
        Home = home;
        Id = id;
        Clerk = new Caller("clerk1", Role.Department, home);
    }

    public World World { get; }

    public DepartmentId Home { get; }

    public DeadlineId Id { get; }

    public Caller Clerk { get; }

    /// <summary>A report (obligation 2) or rule (obligation 1) of the invented law, confirmed on 2 January 2024.</summary>
    public static async Task<Case> StartAsync(DueRule? due, int obligation = 2, DateOnly? trigger = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var world = await World.StartAsync(settings: settings);
        await world.RegisterOfficeAsync();
        var home = await world.RegisterAsync("szf", "临江省人民政府");
        var law = await world.ImportAsync(Given.Law);
        var confirmed = Assert.IsType<ConfirmObligation.Outcome.Confirmed>(
            await world.ConfirmAsync(new ObligationId(law.Id, obligation), new ConfirmationRequest([home], Due: due, Trigger: trigger)));
        return new Case(world, home, Assert.Single(confirmed.Obligation.Confirmation!.Deadlines));
    }

    public async Task<DeadlineState> StateAsync(DeadlineId? id = null) =>
        (await World.Get<DeadlineStore>().FindAsync(id ?? Id, CancellationToken.None))!.State;

    /// <summary>Noon of that day; everything due is swept, and every mail and list relayed.</summary>
    public async Task OnAsync(DateOnly date)
    {
        World.Clock.SetNoon(date);
        await World.SweepAsync();
        await World.RelayAsync();
        await World.RelayAsync();
    }

    /// <summary>Days one after another, as a running system lives them.</summary>
    public async Task ThroughAsync(DateOnly until)
    {
        for (var day = World.Today.AddDays(1); day <= until; day = day.AddDays(1))
        {
            await OnAsync(day);
        }
    }

    public async Task<IReadOnlyList<(int Round, EscalationStage Stage, DateOnly On)>> RaisedAsync(DeadlineId? id = null) =>
    [
        .. (await World.Get<AlertStore>().ListAsync(id ?? Id, CancellationToken.None))
            .Select(alert => (alert.Id.Round, alert.Id.Stage, alert.RaisedOn)).OrderBy(alert => alert.Round).ThenBy(alert => alert.Stage),
    ];

    public async Task<Alert> AlertAsync(int round, EscalationStage stage) =>
        (await World.Get<AlertStore>().FindAsync(new AlertId(Id, round, stage), CancellationToken.None))!;

    public Task<ProposeStep.Outcome> ProposeAsync(StepRequest request, Caller? by = null, string? key = null) =>
        World.Get<ProposeStep>().ExecuteAsync(Id, request, new Act(by ?? World.Officer, key), CancellationToken.None);

    public Task<DecideStep.Outcome> DecideAsync(int number, StepVerdict verdict, Caller? by = null, string? note = "理由") =>
        World.Get<DecideStep>().ExecuteAsync(Id, number, verdict, note, new Act(by ?? Other), CancellationToken.None);

    /// <summary>Proposed by one officer, approved by another.</summary>
    public async Task StepAsync(StepRequest request)
    {
        var proposed = Assert.IsType<ProposeStep.Outcome.Proposed>(await ProposeAsync(request));
        Assert.IsType<DecideStep.Outcome.Decided>(await DecideAsync(proposed.Number, StepVerdict.Approve));
    }

    public Task<SubmitExplanation.Outcome> ExplainAsync(DateOnly? proposed = null) =>
        World.Get<SubmitExplanation>().ExecuteAsync(Id, "因机构改革，起草工作推迟。", proposed, new Act(Clerk), CancellationToken.None);

    public Task<DecideExplanation.Outcome> JudgeAsync(int number, bool accept, Caller? by = null) =>
        World.Get<DecideExplanation>().ExecuteAsync(Id, number, accept, "已研究", new Act(by ?? World.Officer), CancellationToken.None);

    public async Task<Delivery> ReportAsync(string content = "text", string? occurrence = null) =>
        Assert.IsType<ReceiveDelivery.Outcome.Received>(await World.DeliverAsync(
            Home,
            DeliveryKind.Report,
            new DeliveryMetadata(
                "湿地保护工作报告", Id.Obligation, occurrence, PeriodStart: new DateOnly(2023, 1, 1), PeriodEnd: new DateOnly(2023, 12, 31)),
            content)).Delivery;

    public async Task<Delivery> RuleAsync(DateOnly issued, DateOnly? published = null, string content = "text") =>
        Assert.IsType<ReceiveDelivery.Outcome.Received>(await World.DeliverAsync(
            Home, DeliveryKind.Rule, new DeliveryMetadata("湿地生态补偿办法", Id.Obligation, Issued: issued, Published: published), content)).Delivery;

    public Task<ReviewDelivery.Outcome> ReviewAsync(Delivery delivery, ReviewRequest review) =>
        World.Get<ReviewDelivery>().ExecuteAsync(Home, delivery.Id, review, new Act(World.Officer), CancellationToken.None);

    public Task<WithdrawDelivery.Outcome> WithdrawAsync(Delivery delivery) =>
        World.Get<WithdrawDelivery>().ExecuteAsync(Home, delivery.Id, "误报", new Act(Clerk), CancellationToken.None);

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
