using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Obligations.Review;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>
/// A confirmation without If-Match that comes late: its process dies or is held up before each of its requests, and an officer changes the
/// obligation meanwhile. What was confirmed is what the obligation says, and nothing is confirmed that nobody has looked at since.
/// </summary>
public sealed class LateConfirmationTests(ITestOutputHelper output)
{
    private const int Waiting = 3;
    private const double Threshold = 0.5;

    private static readonly LawId Wetlands = LawId.OfTitle("临江省湿地保护条例");
    private static readonly Lazy<Task<(InMemoryStorageService Storage, DateTimeOffset At)>> Listed = new(ListAsync);

    [Theory]
    [InlineData("correct")]
    [InlineData("reject")]
    [InlineData("restore")]
    [InlineData("version")]
    [InlineData("law")]
    public async Task A_plan_whose_process_died_confirms_nothing_that_was_changed_since(string change)
    {
        var stage = await Stage.ReadyAsync();
        var late = 0;
        for (var (k, met) = (1, true); met; k++)
        {
            await using var scene = stage.Play();
            var victim = await scene.StartAsync("victim");
            var requests = 0;
            scene.Storage.Interceptor = request =>
                ValueTask.FromResult(request.Process == "victim" && Interlocked.Increment(ref requests) == k ? StorageFault.DieBefore : null);
            met = await Record.ExceptionAsync(() => ConfirmAsync(victim)) is not null;
            scene.Storage.Interceptor = null;
            var officer = await scene.StartAsync("officer");
            var wasConfirmed = (await ReadAsync(officer)).Confirmation is not null;
            late += !wasConfirmed && scene.Storage.Rows("agenda", "plan").Any() ? 1 : 0;

            await ChangeAsync(officer, change);
            await scene.SettleAsync(officer);

            var after = await ReadAsync(officer);
            Assert.True(wasConfirmed == after.Confirmation is not null, $"{k}: {(wasConfirmed ? "was" : "was not")} confirmed before, {after}");
            await AssertKindsAsync(officer, after, $"{k}");
        }

        output.WriteLine($"{change}: {late} plans that came late.");
        Assert.True(late > 0);
    }

    [Theory]
    [InlineData("correct")]
    [InlineData("restore")]
    [InlineData("version")]
    public async Task A_confirmation_that_was_held_up_is_judged_on_what_is_there(string change)
    {
        var stage = await Stage.ReadyAsync();
        var k = 0;
        for (var reached = true; reached;)
        {
            k++;
            await using var scene = stage.Play();
            var slow = await scene.StartAsync("slow");
            var officer = await scene.StartAsync("officer");
            ConfirmObligation.Outcome? outcome = null;

            (var thrown, reached) = await new Pause(scene.Storage, "slow", (_, n) => n == k).RunAsync(
                slow, async world => outcome = await ConfirmAsync(world), () => ChangeAsync(officer, change));

            Assert.True(thrown is null, $"{k}: {thrown}");
            await scene.SettleAsync(officer);
            var after = await ReadAsync(officer);
            Assert.True(outcome is ConfirmObligation.Outcome.Confirmed == (after.Confirmation is not null && after.Ended is null), $"{k}: {outcome} {after}");
            await AssertKindsAsync(officer, after, $"{k}");
        }

        output.WriteLine($"{change}: {k - 1} interleavings.");
        Assert.True(k > 5);
    }

    [Fact]
    public async Task Many_at_once_are_confirmed_only_as_they_were_checked()
    {
        var (storage, at) = await Listed.Value;
        var k = 0;
        for (var reached = true; reached;)
        {
            k++;
            await using var scene = new Scene(storage, at);
            var slow = await scene.StartAsync("slow");
            var officer = await scene.StartAsync("officer");
            var offer = (await officer.Get<WaitingFinds>().OfferAsync(Wetlands, Threshold, CancellationToken.None))!;
            Assert.Contains(1, offer.Numbers);
            ReviewObligation.Outcome? corrected = null;

            (var thrown, reached) = await new Pause(scene.Storage, "slow", (_, n) => n == k).RunAsync(
                slow,
                world => world.Get<ConfirmSure>().ExecuteAsync(Wetlands, Threshold, offer.Token, offer.Sample, World.Officer, CancellationToken.None),
                async () => corrected = await officer.Get<ReviewObligation>().CorrectAsync(
                    new ObligationId(Wetlands, 1), new Correction(Bodies: ["省林业主管部门"]), new Act(Case.Other), CancellationToken.None));

            Assert.True(thrown is null, $"{k}: {thrown}");
            await scene.SettleAsync(officer);
            var after = (await officer.Get<LawStore>().FindObligationAsync(new ObligationId(Wetlands, 1), CancellationToken.None))!.Value.Obligation;
            Assert.True(corrected is ReviewObligation.Outcome.Reviewed == after.Confirmation is null, $"{k}: {corrected} {after}");
        }

        output.WriteLine($"{k - 1} interleavings.");
        Assert.True(k > 8);
    }

    [Fact]
    public async Task A_plan_of_an_earlier_version_of_the_product_names_no_state_and_is_carried_out()
    {
        await using var scene = (await Stage.ReadyAsync()).Play();
        var victim = await scene.StartAsync("victim");
        scene.Storage.Interceptor = request => ValueTask.FromResult(
            request is { Process: "victim", Container: "register", IsWrite: true } ? StorageFault.DieBefore : null);
        Assert.NotNull(await Record.ExceptionAsync(() => ConfirmAsync(victim)));
        scene.Storage.Interceptor = null;
        var officer = await scene.StartAsync("officer");
        var plans = officer.Get<PlanStore>();
        var plan = Assert.Single(await plans.ListAsync(CancellationToken.None));
        var content = System.Text.Json.Nodes.JsonNode.Parse(plan.Content)!.AsObject();
        content.Remove("expected");
        await plans.FinishAsync(plan, CancellationToken.None);
        await plans.BeginAsync("plan-" + new string('0', 32), content.ToJsonString(), CancellationToken.None);

        await officer.SweepAsync();

        Assert.NotNull((await ReadAsync(officer)).Confirmation);
    }

    private static Task<ConfirmObligation.Outcome> ConfirmAsync(World world) => world.ConfirmAsync(
        Stage.Obligation(Waiting), new ConfirmationRequest([Stage.Government, Stage.Cities[0]], Due: new DueRule(On: new DateOnly(2025, 12, 1))), "c1");

    private static async Task<Obligation> ReadAsync(World world) =>
        (await world.Get<LawStore>().FindObligationAsync(Stage.Obligation(Waiting), CancellationToken.None))!.Value.Obligation;

    private static async Task ChangeAsync(World world, string change)
    {
        var (review, id, act) = (world.Get<ReviewObligation>(), Stage.Obligation(Waiting), new Act(Case.Other));
        switch (change)
        {
            case "correct":
                await review.CorrectAsync(id, new Correction(Kind: ObligationKind.RecurringReport), act, CancellationToken.None);
                break;
            case "law":
                Assert.IsType<CorrectLaw.Outcome.Corrected>(await world.Get<CorrectLaw>().ExecuteAsync(
                    id.Law, new LawCorrectionRequest("施行日期识别有误", new DateOnly(2025, 1, 1)), act, CancellationToken.None));
                break;
            case "version":
                await world.ImportAsync(Stage.NextLawText);
                break;
            default:
                await review.RejectAsync(id, RejectionReasons.NoDuty, null, act, CancellationToken.None);
                if (change == "restore")
                {
                    await review.RestoreAsync(id, act, CancellationToken.None);
                }

                break;
        }
    }

    private static async Task AssertKindsAsync(World world, Obligation obligation, string what)
    {
        foreach (var department in new[] { Stage.Government, Stage.Cities[0] })
        {
            var heads = await world.Get<DeadlineStore>().ListAsync(obligation.Id, department, CancellationToken.None);
            Assert.True(heads.Count == (obligation.Confirmation is null ? 0 : 1), $"{what}: {heads.Count} deadlines of {department}.");
            Assert.All(heads, head => Assert.True(
                head.State.Kind == obligation.Candidate.Kind || obligation.Pending is not null || obligation.Ended is not null, $"{what}: {head.State.Kind}, {obligation.Candidate.Kind}"));
        }
    }

    private static async Task<(InMemoryStorageService Storage, DateTimeOffset At)> ListAsync()
    {
        await using var world = await World.StartAsync();
        await world.RegisterOfficeAsync();
        var government = await world.RegisterAsync("szf", "临江省人民政府");
        Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(
            new Department(government, "临江省人民政府", null, ["省人民政府"], "zh-CN", null, null, null), CancellationToken.None));
        Assert.Equal(Wetlands, (await world.ImportAsync(Worlds.Given.Law)).Id);
        await world.RelayAsync();
        return (world.Storage, world.Clock.GetUtcNow());
    }
}
