using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Supervision.Access;
using Supervision.Alerts;
using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deadlines.Chains;
using Supervision.Deadlines.Explanations;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.Deliveries.Figures;
using Supervision.Functions.OpenApi;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Obligations.Review;
using Supervision.Obligations.Versions;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>
/// A request whose answer was lost comes again under its Idempotency-Key, on a later day and after others have acted: it is answered as at first
/// and changes nothing, for every operation that takes a key.
/// </summary>
public sealed class RepeatedRequestTests
{
    private const string Key = "the-same-key";

    private static readonly DateOnly Due = new(2024, 3, 29);
    private static readonly DateOnly Day = new(2024, 3, 20);

    private static readonly Dictionary<string, Func<Task<Repetition>>> Operations = new()
    {
        // A report on the year before, come later, makes the figures a sudden change.
        ["UploadReport"] = () => OfReportAsync(@case => new Repetition(@case.World, () => FiguresAsync(@case, 2023, 5, Key), () => FiguresAsync(@case, 2022, 500, null))),

        // Matched to nothing; then the obligation that it names turns out to ask for reports.
        ["UploadRule"] = () => OfRuleAsync(@case => new Repetition(
            @case.World,
            async () => Assert.IsType<ReceiveDelivery.Outcome.Received>(await @case.World.DeliverAsync(
                @case.Home, DeliveryKind.Rule, new DeliveryMetadata("湿地补偿办法", new ObligationId(@case.Id.Obligation.Law, 2), Issued: new DateOnly(2024, 3, 1)), key: Key)).Delivery,
            () => @case.World.ConfirmAsync(new ObligationId(@case.Id.Obligation.Law, 2), new ConfirmationRequest([@case.Home], Due: new DueRule(On: Due))))),
        ["BeginUpload"] = () => OfRuleAsync(@case =>
        {
            object? begun = null;
            return new Repetition(
                @case.World,
                async () => begun = await @case.World.BeginInPartsAsync(
                    @case.Home, DeliveryKind.Rule, new DeliveryMetadata("湿地补偿办法", @case.Id.Obligation, Issued: new DateOnly(2024, 3, 1)), Key, Stage.Parts),
                () => @case.World.SendPartsAsync(@case.Home, (UploadId)begun!, Stage.Parts));
        }),
        ["ReviewDelivery"] = () => OfReportAsync(async @case =>
        {
            var report = await @case.ReportAsync();
            return new Repetition(
                @case.World,
                () => ReviewAsync(@case, report, new ReviewRequest(ReviewDecision.Accept), Key),
                () => ReviewAsync(@case, report, new ReviewRequest(ReviewDecision.ReturnForContent, "数据不实"), null));
        }),
        ["MatchDelivery"] = () => OfReportAsync(async @case =>
        {
            var other = await @case.World.ImportAsync(Given.Law.Replace("湿地保护条例", "河湖保护条例", StringComparison.Ordinal));
            await @case.World.ConfirmAsync(new ObligationId(other.Id, 2), new ConfirmationRequest([@case.Home], Due: new DueRule(On: Due)));
            var further = @case.Id with { Obligation = new ObligationId(other.Id, 2) };
            var report = await @case.ReportAsync();
            return new Repetition(
                @case.World,
                async () => await @case.World.Get<MatchDelivery>().ExecuteAsync(@case.Home, report.Id, further, ActOf(Key), CancellationToken.None),
                () => ReviewAsync(@case, report, new ReviewRequest(ReviewDecision.ReturnForContent, "与本项义务无关", Deadline: further), null));
        }),
        ["WithdrawDelivery"] = () => OfReportAsync(async @case =>
        {
            var report = await @case.ReportAsync();
            return new Repetition(
                @case.World,
                async () => await @case.World.Get<WithdrawDelivery>().ExecuteAsync(@case.Home, report.Id, "误报", new Act(@case.Clerk, Key), CancellationToken.None),
                () => @case.ReportAsync("again"));
        }),
        ["ReleaseInherited"] = async () =>
        {
            var @case = await Case.StartAsync(new DueRule(On: new DateOnly(2023, 12, 20)));
            return new Repetition(
                @case.World, async () => await @case.World.Get<ReleaseInherited>().ExecuteAsync(@case.Id, ActOf(Key), CancellationToken.None), () => @case.ReportAsync());
        },

        // The date named is past when the same comes again.
        ["SubmitExplanation"] = () => OfReportAsync(@case => new Repetition(
            @case.World,
            async () => await @case.World.Get<SubmitExplanation>().ExecuteAsync(@case.Id, "人手不足。", Day, new Act(@case.Clerk, Key), CancellationToken.None),
            () => @case.JudgeAsync(1, accept: false))),
        ["DecideExplanation"] = () => OfReportAsync(async @case =>
        {
            await @case.ExplainAsync();
            return new Repetition(
                @case.World,
                async () => await @case.World.Get<DecideExplanation>().ExecuteAsync(@case.Id, 1, true, null, ActOf(Key), CancellationToken.None),
                () => @case.StepAsync(new StepRequest(StepName.Extension, "请求延期", Until: new DateOnly(2024, 5, 31))));
        }),

        // A fixed date takes the place of the period that a correction of the trigger needs.
        ["ProposeStep"] = async () =>
        {
            var @case = await Case.StartAsync(new DueRule(Period: Period.Months(6)), obligation: 1);
            return new Repetition(
                @case.World,
                () => ProposeAsync(@case, new StepRequest(StepName.Correction, "生效日有误", Trigger: new DateOnly(2024, 1, 15))),
                () => @case.StepAsync(new StepRequest(StepName.Correction, "另定日期", On: new DateOnly(2024, 9, 30))));
        },
        ["DecideStep"] = () => OfReportAsync(async @case =>
        {
            await @case.ProposeAsync(new StepRequest(StepName.Waiver, "与专项工作报告合并"));
            return new Repetition(
                @case.World,
                async () => await @case.World.Get<DecideStep>().ExecuteAsync(@case.Id, 1, StepVerdict.Approve, null, new Act(Case.Other, Key), CancellationToken.None),
                () => ReopenAsync(@case, null));
        }),
        ["ReopenDeadline"] = () => OfReportAsync(async @case =>
        {
            await @case.StepAsync(new StepRequest(StepName.Waiver, "与专项工作报告合并"));
            return new Repetition(@case.World, () => ReopenAsync(@case, Key), () => @case.StepAsync(new StepRequest(StepName.Waiver, "仍合并")));
        }),
        ["RecordPublication"] = () => OfRuleAsync(async @case =>
        {
            var rule = await @case.RuleAsync(new DateOnly(2024, 3, 1));
            await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.Accept));
            return new Repetition(
                @case.World,
                async () => await @case.World.Get<RecordPublication>().ExecuteAsync(
                    @case.Id, rule.Id, new DateOnly(2024, 3, 11), "local-government-rule", ActOf(Key), CancellationToken.None),
                () => ReviewAsync(@case, rule, new ReviewRequest(ReviewDecision.ReturnForContent, "超越权限"), null));
        }),
        ["RecordReviewOpinion"] = () => OfRuleAsync(@case => new Repetition(
            @case.World, () => OpinionAsync(@case, Key), () => @case.StepAsync(new StepRequest(StepName.Waiver, "不再制定")))),
        ["WithdrawEvent"] = () => OfRuleAsync(async @case =>
        {
            await OpinionAsync(@case, null);
            return new Repetition(
                @case.World,
                async () => await @case.World.Get<WithdrawEvent>().ExecuteAsync(@case.Id, 1, "误录", ActOf(Key), CancellationToken.None),
                () => OpinionAsync(@case, null));
        }),
        ["AcknowledgeAlert"] = async () =>
        {
            var @case = await Case.StartAsync(new DueRule(On: Due));
            await @case.ThroughAsync(new DateOnly(2024, 4, 1));
            return new Repetition(
                @case.World,
                async () => await @case.World.Get<AcknowledgeAlert>().ExecuteAsync(
                    new AlertId(@case.Id, 1, EscalationStage.Overdue), new Act(@case.Clerk, Key), CancellationToken.None),
                () => @case.StepAsync(new StepRequest(StepName.Extension, "请求延期", Until: new DateOnly(2024, 5, 31))));
        },
        ["ConfirmObligation"] = () => OfReportAsync(@case => new Repetition(
            @case.World, async () => await @case.World.ConfirmAsync(Waiting(@case), new ConfirmationRequest([@case.Home]), Key), () => RepealAsync(@case.World, @case.Id.Obligation.Law))),
        ["AcceptObligation"] = () => OfReportAsync(@case => new Repetition(
            @case.World,
            async () => await @case.World.Get<AcceptObligation>().ExecuteAsync(Waiting(@case), new ConfirmationRequest([@case.Home]), ActOf(Key), CancellationToken.None),
            () => RepealAsync(@case.World, @case.Id.Obligation.Law))),
        ["DecideVersion"] = async () =>
        {
            var scene = (await Stage.AmendedAsync()).Play();
            var world = await scene.StartAsync("office");
            var version = (await world.Get<LawStore>().FindAsync(Stage.Law, CancellationToken.None))!.Value.Law.TextVersion;
            var request = new VersionRequest([new ProvisionDecision(2, ProvisionChoice.Keep), new ProvisionDecision(4, ProvisionChoice.End)], EndOn: world.Today);
            return new Repetition(
                world,
                async () => await world.Get<DecideVersion>().ExecuteAsync(Stage.Law, version, request, ActOf(Key), CancellationToken.None),
                () => RepealAsync(world, Stage.Law));
        },
        ["AddObligation"] = () => OfReportAsync(@case => new Repetition(
            @case.World,
            async () => await @case.World.Get<AddObligation>().ExecuteAsync(
                @case.Id.Obligation.Law, new AdditionRequest(ObligationKind.RecurringReport, "第二条", "应当报告湿地名录。"), ActOf(Key), CancellationToken.None),
            () => RepealAsync(@case.World, @case.Id.Obligation.Law))),
        ["EndObligations"] = () => OfReportAsync(@case => new Repetition(
            @case.World,
            async () => await @case.World.Get<EndObligations>().ExecuteAsync(@case.Id.Obligation.Law, new EndingRequest(Day), ActOf(Key), CancellationToken.None),
            () => @case.World.Get<EndObligations>().ExecuteAsync(@case.Id.Obligation.Law, new EndingRequest(Day, [1]), new Act(Case.Other), CancellationToken.None))),
        ["CorrectLaw"] = () => OfReportAsync(@case => new Repetition(
            @case.World,
            async () => await @case.World.Get<CorrectLaw>().ExecuteAsync(@case.Id.Obligation.Law, new LawCorrectionRequest("识别有误", Day), ActOf(Key), CancellationToken.None),
            () => @case.World.Get<CorrectLaw>().ExecuteAsync(@case.Id.Obligation.Law, new LawCorrectionRequest("仍有误", Day.AddDays(1)), new Act(Case.Other), CancellationToken.None))),
        ["ChangeCommittee"] = () => OfReportAsync(@case => new Repetition(
            @case.World,
            async () => await @case.World.Get<ChangeCommittee>().ExecuteAsync(@case.Id.Obligation.Law, "environment", ActOf(Key), CancellationToken.None),
            () => @case.World.Get<ChangeCommittee>().ExecuteAsync(@case.Id.Obligation.Law, "agriculture", new Act(Case.Other), CancellationToken.None))),
        ["RecordHigherLawChange"] = async () =>
        {
            var @case = await Case.StartAsync(
                new DueRule(On: Due), obligation: 1, settings: new Dictionary<string, string?> { ["Jurisdiction:Profile"] = "zibo-like" });
            @case.World.Clock.SetNoon(Day);
            await @case.ReviewAsync(await @case.RuleAsync(new DateOnly(2024, 3, 1)), new ReviewRequest(ReviewDecision.Accept));
            return new Repetition(
                @case.World,
                async () => await @case.World.Get<RecordHigherLawChange>().ExecuteAsync(@case.Id.Obligation.Law, new DateOnly(2024, 3, 15), ActOf(Key), CancellationToken.None),
                () => @case.World.Get<WithdrawEvent>().ExecuteAsync(@case.Id, 1, "误录", ActOf(null), CancellationToken.None));
        },
        ["CorrectObligation"] = () => OfReportAsync(@case => new Repetition(
            @case.World,
            async () => await @case.World.Get<ReviewObligation>().CorrectAsync(Waiting(@case), new Correction(Instrument: "补偿办法"), ActOf(Key), CancellationToken.None),
            () => RejectAsync(@case, null))),

        // Nothing was rejected yet; a rejection that came after it stands.
        ["RestoreObligation"] = () => OfReportAsync(@case => new Repetition(
            @case.World, async () => await @case.World.Get<ReviewObligation>().RestoreAsync(Waiting(@case), ActOf(Key), CancellationToken.None), () => RejectAsync(@case, null))),
        ["RejectObligation"] = () => OfReportAsync(@case => new Repetition(
            @case.World, () => RejectAsync(@case, Key), () => @case.World.Get<ReviewObligation>().RestoreAsync(Waiting(@case), new Act(Case.Other), CancellationToken.None))),
        ["WithdrawEnding"] = () => OfRuleAsync(async @case =>
        {
            var law = @case.Id.Obligation.Law;
            Task RepealAsync(DateOnly on) => @case.World.Get<EndObligations>().ExecuteAsync(law, new EndingRequest(on), new Act(Case.Other), CancellationToken.None);
            await RepealAsync(Day);
            var end = Assert.Single(await @case.World.Get<LawStore>().ListEndingsAsync(law, CancellationToken.None)).Id;
            return new Repetition(
                @case.World,
                async () => await @case.World.Get<WithdrawEnding>().ExecuteAsync(law, end, "登记有误", ActOf(Key), CancellationToken.None),
                () => RepealAsync(Day.AddDays(1)));
        }),

        // Answered with the proposal as it stands: that alone may have become another.
        ["ProposeRemoval"] = () => OfReportAsync(async @case =>
        {
            var target = RemovalTarget.File(@case.Home, (await @case.ReportAsync()).Id, 1);
            var administrator = new Caller("administrator1", Role.Administrator, null);
            return new Repetition(
                @case.World,
                async () => Assert.IsType<ProposeRemoval.Outcome.Proposed>(
                    await @case.World.Get<ProposeRemoval>().ExecuteAsync(target, "含有个人信息。", administrator, CancellationToken.None, Key)).Removal with
                { Status = RemovalStatus.Proposed, DecidedBy = null, Decided = null, Note = null },
                () => @case.World.Get<DecideRemoval>().ExecuteAsync(@case.Home, RemovalId.Of(target), false, null, Case.Director, CancellationToken.None));
        }),
    };

    public static TheoryData<string> Names => [.. Operations.Keys];

    [Fact]
    public void Every_operation_that_takes_a_key_is_repeated_here() =>
        Assert.Equal(ApiCatalogue.Operations.Where(operation => operation.TakesKey).Select(operation => operation.Function).Order(), Operations.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_same_request_is_answered_as_at_first_on_a_later_day_and_after_other_acts(string operation)
    {
        var (world, ask, meanwhile) = await Operations[operation]();
        await using var _ = world;
        var first = Text(await ask());
        world.Clock.Advance(TimeSpan.FromDays(1));
        await meanwhile();
        await world.RelayAsync();
        var before = Record(world);

        var again = Text(await ask());

        Assert.Equal(first, again);
        Assert.Equal(before, Record(world));
    }

    private static string Text(object answer) => $"{answer.GetType().Name} {JsonSerializer.Serialize(answer, answer.GetType(), Json.Options)}";

    /// <summary>Every fact, and the register: neither may change.</summary>
    private static IReadOnlyList<string> Record(World world) =>
    [
        .. world.Storage.Rows("supervision").Where(row => row.RowKey.StartsWith("fact-", StringComparison.Ordinal)).Select(row => row.RowKey),
        .. world.Storage.Rows("register").Select(row => $"{row.RowKey} {row.Text("Law")}{row.Text("Obligation")}"),
    ];

    private static Act ActOf(string? key) => new(World.Officer, key);

    private static ObligationId Waiting(Case @case) => new(@case.Id.Obligation.Law, 1);

    private static Task<Repetition> OfReportAsync(Func<Case, Repetition> make) => OfReportAsync(@case => Task.FromResult(make(@case)));

    private static Task<Repetition> OfReportAsync(Func<Case, Task<Repetition>> make) => OfAsync(2, make);

    private static Task<Repetition> OfRuleAsync(Func<Case, Repetition> make) => OfRuleAsync(@case => Task.FromResult(make(@case)));

    private static Task<Repetition> OfRuleAsync(Func<Case, Task<Repetition>> make) => OfAsync(1, make);

    private static async Task<Repetition> OfAsync(int obligation, Func<Case, Task<Repetition>> make)
    {
        var @case = await Case.StartAsync(new DueRule(On: Due), obligation);
        @case.World.Clock.SetNoon(Day);
        return await make(@case);
    }

    private static async Task<object> FiguresAsync(Case @case, int year, int cases, string? key)
    {
        var (from, to) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var metadata = new DeliveryMetadata(
            $"{year}年报告", @case.Id.Obligation, PeriodStart: from, PeriodEnd: to, Figures: new ReportFigures(new FiguresPeriod(from, to), Cases: new Cases(Opened: cases)));
        var bytes = Encoding.UTF8.GetBytes("全文");
        using var content = new MemoryStream(bytes);
        var file = new IncomingFile("报告.txt", "text/plain", bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), content);
        var taken = await @case.World.Get<TakeDelivery>().ExecuteAsync(
            new DeliveryRequest(@case.Home, DeliveryKind.Report, "key-szf", key, metadata, [file]), nobodyConfirms: false, CancellationToken.None);
        return taken is TakeDelivery.Outcome.Judged { Receipt: ReceiveDelivery.Outcome.Received { Delivery: var delivery } } ? delivery : taken;
    }

    private static async Task<object> ReviewAsync(Case @case, Delivery delivery, ReviewRequest review, string? key) =>
        await @case.World.Get<ReviewDelivery>().ExecuteAsync(@case.Home, delivery.Id, review, ActOf(key), CancellationToken.None);

    private static async Task<object> ProposeAsync(Case @case, StepRequest request) => await @case.ProposeAsync(request, key: Key);

    private static async Task<object> ReopenAsync(Case @case, string? key) =>
        await @case.World.Get<ReopenDeadline>().ExecuteAsync(@case.Id, "重新启动", ActOf(key), CancellationToken.None);

    private static async Task<object> OpinionAsync(Case @case, string? key) =>
        await @case.World.Get<RecordReviewOpinion>().ExecuteAsync(@case.Id, Day, "第三条缺少依据。", ActOf(key), CancellationToken.None);

    private static async Task<object> RejectAsync(Case @case, string? key) =>
        await @case.World.Get<ReviewObligation>().RejectAsync(Waiting(@case), RejectionReasons.NoDuty, null, ActOf(key), CancellationToken.None);

    private static async Task RepealAsync(World world, LawId law) => Assert.IsType<EndObligations.Outcome.Ending>(
        await world.Get<EndObligations>().ExecuteAsync(law, new EndingRequest(world.Today), new Act(Case.Other), CancellationToken.None));

    /// <param name="Ask">The request under its key; what it is answered.</param>
    /// <param name="Meanwhile">What others do, a day later, before it comes again.</param>
    private sealed record Repetition(World World, Func<Task<object>> Ask, Func<Task> Meanwhile);
}
