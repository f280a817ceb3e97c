using Supervision.Access;
using Supervision.Alerts;
using Supervision.Deliveries;
using Supervision.Deliveries.InParts;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Obligations;
using Supervision.Obligations.Versions;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>Something the product does from a stage on, under a caller's key where there is a caller.</summary>
internal sealed record Deed(string Name, Func<Task<Stage>> From, bool HasCaller, Func<World, Task> DoAsync)
{
    private const string OtherLaw = """
        # 临江省绿化条例

        2024年11月20日 临江省第十四届人民代表大会常务委员会第九次会议通过

        <!-- INFO END -->

        第一条 为了加强绿化，结合本省实际，制定本条例。

        第二条 绿化补偿的具体办法由省人民政府制定。

        第三条 本条例自2025年6月1日起施行。
        """;

    public static Deed Sweep { get; } = new("sweep", Stage.DueAsync, false, world => world.SweepAsync());

    public static Deed Relay { get; } = new("relay", Stage.RaisedAsync, false, world => world.RelayAsync());

    public static Deed RelayEnd { get; } = new("relay-end", Stage.DeliveredUntoldAsync, false, world => world.RelayAsync());

    public static Deed UploadMatched { get; } = new(
        "upload-matched", Stage.ToldAsync, true, async world => Assert.IsType<ReceiveDelivery.Outcome.Received>(await Stage.UploadMatchedAsync(world, "u1")));

    public static Deed UploadUnmatched { get; } = new("upload-unmatched", Stage.ToldAsync, true, async world =>
        Assert.IsType<ReceiveDelivery.Outcome.Received>(await world.DeliverAsync(
            Stage.Partner, DeliveryKind.Rule, new DeliveryMetadata("无人等待的办法", Issued: new DateOnly(2024, 12, 30)), key: "u2")));

    public static Deed UploadRepeated { get; } = new("upload-repeated", Stage.DeliveredAsync, true, async world =>
        Assert.True(Assert.IsType<ReceiveDelivery.Outcome.Received>(await Stage.UploadMatchedAsync(world, "first")).Repeated));

    public static Deed UploadInParts { get; } = new("upload-in-parts", Stage.ToldAsync, true, async world =>
        Assert.IsType<ReceiveDelivery.Outcome.Received>(Assert.IsType<TakeDelivery.Outcome.Judged>(
            Assert.IsType<CommitUpload.Outcome.Taken>(await Stage.UploadInPartsAsync(world, "p1")).Delivery).Receipt));

    /// <summary>Figures so different from those of the year before that the sender is asked, looks, and sends them again confirmed.</summary>
    public static Deed UploadFigures { get; } = new("upload-figures", Stage.CountedAsync, true, async world =>
    {
        var asked = Assert.IsType<TakeDelivery.Outcome.Unconfirmed>(await Stage.UploadFiguresAsync(world, 2024, 5, "f1"));
        Assert.Equal("figures-sudden-change", Assert.Single(asked.Warnings).Code);
        var taken = Assert.IsType<TakeDelivery.Outcome.Judged>(await Stage.UploadFiguresAsync(world, 2024, 5, "f1", ["figures-sudden-change"]));
        Assert.Contains("figures-sudden-change", Assert.IsType<ReceiveDelivery.Outcome.Received>(taken.Receipt).Delivery.Findings);
    });

    /// <summary>The report with figures is taken back, or was.</summary>
    public static Deed WithdrawFigures { get; } = new("withdraw-figures", Stage.CountedAsync, true, async world =>
    {
        var (deliveries, _) = await world.Get<DeliveryStore>().PageAsync(Stage.Government, null, 10, CancellationToken.None);
        var outcome = await world.Get<WithdrawDelivery>().ExecuteAsync(
            Stage.Government, deliveries.Single().Id, "数字有误", new Supervision.Deadlines.Act(new Caller("key-szf", Role.Department, Stage.Government), "w1"), CancellationToken.None);
        Assert.IsType<WithdrawDelivery.Outcome.Withdrawn>(outcome);
    });

    public static Deed MatchFurther { get; } = new("match-further", Stage.FurtherAsync, true, world => Stage.MatchFurtherAsync(world, "m1"));

    /// <summary>A rule that counts for two deadlines is taken back, or was.</summary>
    public static Deed WithdrawFurther { get; } = new("withdraw-further", Stage.MatchedTwiceAsync, true, async world =>
    {
        var (deliveries, _) = await world.Get<DeliveryStore>().PageAsync(Stage.Government, null, 10, CancellationToken.None);
        Assert.IsType<WithdrawDelivery.Outcome.Withdrawn>(await world.Get<WithdrawDelivery>().ExecuteAsync(
            Stage.Government, deliveries.Single().Id, "误报", new Supervision.Deadlines.Act(new Caller("key-szf", Role.Department, Stage.Government), "w2"), CancellationToken.None));
    });

    public static Deed Confirm { get; } = new("confirm", Stage.ReadyAsync, true, async world =>
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(
            await world.ConfirmAsync(Stage.Obligation(3), new ConfirmationRequest(Stage.Cities, [Stage.Partner]), "c1")));

    public static Deed Import { get; } = new("import", Stage.ToldAsync, true, world => world.ImportAsync(OtherLaw));

    public static Deed NewVersion { get; } = new("new-version", Stage.ToldAsync, true, world => world.ImportAsync(Stage.NextLawText));

    public static Deed DecideVersion { get; } = new("decide-version", Stage.AmendedAsync, true, async world =>
    {
        var law = (await world.Get<Supervision.Laws.LawStore>().FindAsync(Stage.Law, CancellationToken.None))!.Value.Law;
        var request = new VersionRequest(
            [new ProvisionDecision(2, ProvisionChoice.Keep), new ProvisionDecision(4, ProvisionChoice.End)], EndOn: world.Today);
        Assert.IsType<Supervision.Obligations.Versions.DecideVersion.Outcome.Decided>(await world.Get<Supervision.Obligations.Versions.DecideVersion>().ExecuteAsync(
            Stage.Law, law.TextVersion, request, new Supervision.Deadlines.Act(World.Officer, "v1"), CancellationToken.None));
    });

    public static Deed Return { get; } = new("return", Stage.DeliveredAsync, true, world => ReviewAsync(world, new ReviewRequest(ReviewDecision.ReturnForContent, "重写")));

    /// <summary>A rule that might count for a further deadline is accepted where it was matched to.</summary>
    public static Deed Accept { get; } = new("accept", Stage.FurtherAsync, true, world => ReviewAsync(world, new ReviewRequest(ReviewDecision.Accept)));

    public static Deed Acknowledge { get; } = new("acknowledge", Stage.ToldAsync, true, async world =>
    {
        var alert = new AlertId(new DeadlineId(Stage.Obligation(1), Stage.Government, "1"), 1, EscalationStage.Overdue);
        var caller = new Caller("key-szf", Role.Department, Stage.Government);
        var outcome = await world.Get<AcknowledgeAlert>().ExecuteAsync(alert, new Supervision.Deadlines.Act(caller, "a1"), CancellationToken.None);
        Assert.IsType<AcknowledgeAlert.Outcome.Acknowledged>(outcome);
    });

    public static Deed Repeal { get; } = new("repeal", Stage.RaisedAsync, true, async world =>
    {
        var outcome = await world.Get<EndObligations>().ExecuteAsync(
            Stage.Law, new EndingRequest(new DateOnly(2025, 1, 3)), new Supervision.Deadlines.Act(World.Officer, "e1"), CancellationToken.None);
        Assert.True(Assert.IsType<EndObligations.Outcome.Ending>(outcome).Done);
    });

    /// <summary>Another officer takes the repeal of two overdue rules back, or took it back.</summary>
    public static Deed WithdrawEnding { get; } = new("withdraw-ending", Stage.RepealedAsync, true, async world =>
    {
        var repeal = (await world.Get<Supervision.Laws.LawStore>().ListEndingsAsync(Stage.Law, CancellationToken.None)).MinBy(end => end.RecordedOn)!;
        Assert.IsType<Supervision.Obligations.WithdrawEnding.Outcome.Withdrawn>(await world.Get<Supervision.Obligations.WithdrawEnding>().ExecuteAsync(
            Stage.Law, repeal.Id, "登记有误", new Supervision.Deadlines.Act(Case.Other, "w1"), CancellationToken.None));
    });

    public static IReadOnlyList<Deed> All { get; } =
    [
        Sweep, Relay, RelayEnd, UploadMatched, UploadUnmatched, UploadRepeated, UploadInParts, UploadFigures, WithdrawFigures, MatchFurther, WithdrawFurther, Confirm, Import, NewVersion,
        DecideVersion, Return, Accept, Acknowledge, Repeal, WithdrawEnding,
    ];

    public static Deed Named(string name) => All.Single(deed => deed.Name == name);

    private static async Task ReviewAsync(World world, ReviewRequest review)
    {
        var (delivery, _) = await world.Get<DeliveryStore>().PageAsync(Stage.Government, null, 10, CancellationToken.None);
        Assert.IsType<ReviewDelivery.Outcome.Reviewed>(await world.Get<ReviewDelivery>().ExecuteAsync(
            Stage.Government, delivery.Single().Id, review, new Supervision.Deadlines.Act(World.Officer, "r1"), CancellationToken.None));
    }
}
