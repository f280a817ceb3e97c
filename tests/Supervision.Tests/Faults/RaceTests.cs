using Supervision.Deliveries;
using Supervision.Identity;
using Supervision.Obligations;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>Two processes at once: one is held up before each of its requests in turn while the other does all of its work.</summary>
public sealed class RaceTests(ITestOutputHelper output)
{
    private static readonly Func<World, Task> Sweep = async world => Assert.Empty((await world.SweepAsync()).Faults);
    private static readonly Func<World, Task> Relay = async world => Assert.Empty((await world.RelayAsync()).Faults);

    [Fact]
    public Task Of_two_sweeps_ends_as_one_sweep() => RaceAsync("sweep/sweep", Stage.DueAsync, Sweep, Sweep);

    [Fact]
    public Task Of_two_relays_sends_each_mail_once() => RaceAsync("relay/relay", Stage.RaisedAsync, Relay, Relay);

    [Fact]
    public Task Of_two_relays_tells_each_person_once_that_an_alert_has_ended() => RaceAsync("relay-end/relay-end", Stage.DeliveredUntoldAsync, Relay, Relay);

    [Fact]
    public Task Of_a_sweep_and_an_upload_ends_as_one_after_the_other()
    {
        return RaceAsync("sweep/upload", Stage.DueAsync, Sweep, Upload);
    }

    [Fact]
    public Task Of_an_upload_and_a_sweep_ends_as_one_after_the_other() => RaceAsync("upload/sweep", Stage.DueAsync, Upload, Sweep);

    [Fact]
    public Task Of_the_same_upload_twice_records_it_once() => RaceAsync("upload/upload", Stage.ToldAsync, Upload, Upload);

    [Fact]
    public Task Of_the_same_unmatched_upload_twice_records_it_once() =>
        RaceAsync("unmatched/unmatched", Stage.ToldAsync, Deed.UploadUnmatched.DoAsync, Deed.UploadUnmatched.DoAsync);

    [Fact]
    public Task Of_the_same_upload_in_parts_twice_records_it_once() =>
        RaceAsync("parts/parts", Stage.ToldAsync, Deed.UploadInParts.DoAsync, Deed.UploadInParts.DoAsync);

    [Fact]
    public async Task Of_two_officers_who_confirm_differently_lets_one_win()
    {
        ConfirmObligation.Outcome? first = null;
        ConfirmObligation.Outcome? second = null;
        await RaceAsync(
            "confirm/confirm",
            Stage.ReadyAsync,
            async world => first = await world.ConfirmAsync(Stage.Obligation(3), new ConfirmationRequest(Stage.Cities, [Stage.Partner]), "c1"),
            async world => second = await world.ConfirmAsync(Stage.Obligation(3), new ConfirmationRequest([Stage.Government]), "c2"),
            () =>
            {
                Assert.Single(new[] { first, second }, outcome => outcome is ConfirmObligation.Outcome.Confirmed);
                Assert.Single(new[] { first, second }, outcome => outcome is ConfirmObligation.Outcome.AlreadyConfirmed);
            });
    }

    [Fact]
    public Task Of_two_imports_registers_the_law_once() => RaceAsync("import/import", Stage.ToldAsync, Deed.Import.DoAsync, Deed.Import.DoAsync);

    [Fact]
    public Task Of_two_imports_of_a_further_version_carries_each_obligation_over_once() =>
        RaceAsync("new-version/new-version", Stage.ToldAsync, Deed.NewVersion.DoAsync, Deed.NewVersion.DoAsync);

    [Fact]
    public Task Of_a_decision_on_a_version_and_a_sweep_ends_as_one_after_the_other() => RaceAsync("decide-version/sweep", Stage.AmendedAsync, Deed.DecideVersion.DoAsync, Sweep);

    [Fact]
    public Task Of_a_return_and_a_sweep_ends_as_one_after_the_other() => RaceAsync("return/sweep", Stage.DeliveredAsync, Deed.Return.DoAsync, Sweep);

    [Fact]
    public Task Of_an_acceptance_and_a_match_to_a_further_deadline_keeps_both() => RaceAsync("accept/match-further", Stage.FurtherAsync, Deed.Accept.DoAsync, Deed.MatchFurther.DoAsync);

    [Fact]
    public Task Of_a_match_to_a_further_deadline_and_an_acceptance_keeps_both() => RaceAsync("match-further/accept", Stage.FurtherAsync, Deed.MatchFurther.DoAsync, Deed.Accept.DoAsync);

    [Fact]
    public Task Of_a_sweep_and_the_withdrawal_of_a_repeal_ends_as_one_after_the_other() =>
        RaceAsync("sweep/withdraw-ending", Stage.RepealedDueAsync, Sweep, Deed.WithdrawEnding.DoAsync);

    [Fact]
    public Task Of_the_withdrawal_of_a_repeal_and_a_sweep_ends_as_one_after_the_other() =>
        RaceAsync("withdraw-ending/sweep", Stage.RepealedAsync, Deed.WithdrawEnding.DoAsync, Sweep);

    [Fact]
    public Task Of_an_acknowledgement_and_an_upload_ends_as_one_after_the_other() =>
        RaceAsync("acknowledge/upload", Stage.ToldAsync, AcknowledgeOrEnded, Upload);

    private static async Task AcknowledgeOrEnded(World world)
    {
        var alert = new AlertId(new DeadlineId(Stage.Obligation(1), Stage.Government, "1"), 1, Supervision.Jurisdictions.EscalationStage.Overdue);
        await world.Get<Supervision.Alerts.AcknowledgeAlert>().ExecuteAsync(alert, new Supervision.Deadlines.Act(World.Officer, "a1"), CancellationToken.None);
    }

    private static async Task Upload(World world) => Assert.IsType<ReceiveDelivery.Outcome.Received>(await Stage.UploadMatchedAsync(world, "u1"));

    private async Task RaceAsync(string name, Func<Task<Stage>> from, Func<World, Task> one, Func<World, Task> other, Action? check = null)
    {
        var stage = await from();
        Picture[] allowed = [await InTurnAsync(stage, one, other), await InTurnAsync(stage, other, one)];
        var k = 0;
        for (var reached = true; reached;)
        {
            k++;
            await using var scene = stage.Play();
            var first = await scene.StartAsync("first");
            var second = await scene.StartAsync("second");
            var pause = new Pause(scene.Storage, "first", (_, n) => n == k);

            (var thrown, reached) = await pause.RunAsync(first, one, () => other(second));

            Assert.True(thrown is null, $"{name} {k}: {thrown}");
            check?.Invoke();
            Differences.Check(allowed, await scene.SettleAsync(second), $"{name} {k}");
        }

        output.WriteLine($"{name}: {k - 1} interleavings.");
    }

    private static async Task<Picture> InTurnAsync(Stage stage, Func<World, Task> one, Func<World, Task> other)
    {
        await using var scene = stage.Play();
        var world = await scene.StartAsync("only");
        await one(world);
        await other(world);
        return await scene.SettleAsync(world);
    }
}
