using Supervision.Access;
using Supervision.Deadlines;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Obligations.Review;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>
/// Two officers decide on the state that both saw: one is held up before each of its requests in turn while the other does all of its work. Exactly
/// one of them decides, and the other is told that the state has changed.
/// </summary>
public sealed class SameStateTests(ITestOutputHelper output)
{
    private const int Waiting = 3;

    private static readonly Dictionary<string, Func<World, Act, Task>> Deeds = new()
    {
        ["repeal"] = async (world, act) => Assert.IsType<EndObligations.Outcome.Ending>(
            await world.Get<EndObligations>().ExecuteAsync(Stage.Law, new EndingRequest(world.Today), act, CancellationToken.None)),
        ["provision"] = async (world, act) => Assert.IsType<EndObligations.Outcome.Ending>(
            await world.Get<EndObligations>().ExecuteAsync(Stage.Law, new EndingRequest(world.Today, [1]), act, CancellationToken.None)),
        ["add"] = async (world, act) => Assert.IsType<AddObligation.Outcome.Added>(await world.Get<AddObligation>().ExecuteAsync(
            Stage.Law, new AdditionRequest(ObligationKind.RecurringReport, "第二条", $"应当报告{act.Caller.Id}的情况。"), act, CancellationToken.None)),
        ["confirm"] = async (world, act) => Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await world.Get<ConfirmObligation>().ExecuteAsync(
            Stage.Obligation(Waiting), new ConfirmationRequest([Stage.Government]), act, CancellationToken.None)),
        ["correct"] = async (world, act) => Assert.IsType<ReviewObligation.Outcome.Reviewed>(await world.Get<ReviewObligation>().CorrectAsync(
            Stage.Obligation(Waiting), new Correction(Instrument: act.Caller.Id), act, CancellationToken.None)),
        ["reject"] = async (world, act) => Assert.IsType<ReviewObligation.Outcome.Reviewed>(await world.Get<ReviewObligation>().RejectAsync(
            Stage.Obligation(Waiting), RejectionReasons.NoDuty, null, act, CancellationToken.None)),
    };

    [Theory]
    [InlineData("repeal", "repeal")]
    [InlineData("repeal", "provision")]
    [InlineData("provision", "provision")]
    [InlineData("provision", "add")]
    [InlineData("add", "add")]
    [InlineData("confirm", "confirm")]
    [InlineData("confirm", "correct")]
    [InlineData("correct", "confirm")]
    [InlineData("correct", "reject")]
    public async Task One_decides_and_the_other_is_told(string one, string other)
    {
        var stage = await Stage.ReadyAsync();
        var k = 0;
        for (var reached = true; reached;)
        {
            k++;
            await using var scene = stage.Play();
            var first = await scene.StartAsync("first");
            var second = await scene.StartAsync("second");
            var tag = LawStore.TagOf(one is "repeal" or "provision" or "add"
                ? (await second.Get<LawStore>().FindAsync(Stage.Law, CancellationToken.None))!.Value.ETag
                : (await second.Get<LawStore>().FindObligationAsync(Stage.Obligation(Waiting), CancellationToken.None))!.Value.ETag);
            var pause = new Pause(scene.Storage, "first", (_, n) => n == k);
            Exception? refusal = null;

            (var thrown, reached) = await pause.RunAsync(
                first,
                world => Deeds[one](world, ActOf("officer1", tag)),
                async () => refusal = await Record.ExceptionAsync(() => Deeds[other](second, ActOf("officer2", tag))));

            Assert.True((thrown is null) != (refusal is null), $"{k}: {thrown} {refusal}");
            var told = Assert.IsType<StateChangedException>(thrown ?? refusal);
            Assert.NotEqual(tag, told.Tag);
            await scene.SettleAsync(second);
            Assert.True(scene.Storage.Rows("agenda").All(row => row.PartitionKey != "plan"), $"{k}: a plan is left.");
        }

        Assert.True(k > 3);
        output.WriteLine($"{one}/{other}: {k - 1} interleavings.");
    }

    private static Act ActOf(string officer, string tag) => new(new Caller(officer, Role.Officer, null), "same-key", tag);
}
