using System.Text.Json;
using Supervision.Deadlines;
using Supervision.InMemoryStorage;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>
/// The end of a law beside the withdrawal of that end: one is held up before each of its requests while the other does all of its work, and may die
/// when it is let go. Whatever comes of it, register and deadlines agree, and what was withdrawn last, or recorded last, is what counts.
/// </summary>
public sealed class WithdrawnWhileEndingTests(ITestOutputHelper output)
{
    /// <summary>An end that is not on record yet cannot be withdrawn, and is carried out.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_end_held_up_anywhere_does_not_come_back_once_it_was_withdrawn(bool dies)
    {
        var (withdrawn, points) = (0, 0);
        for (var (k, reached) = (1, true); reached; k++)
        {
            await using var scene = (await Stage.RaisedAsync()).Play();
            var (first, second) = (await scene.StartAsync("first"), await scene.StartAsync("second"));
            var count = 0;

            (var thrown, reached) = await HeldUp(scene, k, dies).RunAsync(first, Deed.Repeal.DoAsync, async () => count = await WithdrawAllAsync(second));

            // What was withdrawn before it was carried out is answered as recorded all the same.
            Assert.True(thrown is null || (dies && reached), $"{k}: {thrown}");
            await scene.SettleAsync(second);
            Check(scene.Storage, count == 0 && IsOnRecord(scene.Storage), $"end held up before {k}");
            withdrawn += count;
            points++;
        }

        output.WriteLine($"{points} interleavings, {withdrawn} withdrawals.");
        Assert.True(withdrawn > 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_half_carried_out_end_stops_where_it_is_while_a_sweep_carries_it_on(bool dies)
    {
        var points = 0;
        for (var (k, reached) = (1, true); reached; k++)
        {
            await using var scene = (await Stage.RepealedHalfAsync()).Play();
            var (first, second) = (await scene.StartAsync("first"), await scene.StartAsync("second"));

            (var thrown, reached) = await HeldUp(scene, k, dies).RunAsync(
                first, world => world.SweepAsync(), async () => Assert.Equal(1, await WithdrawAllAsync(second)));

            Assert.True(thrown is null || (dies && reached), $"{k}: {thrown}");
            await scene.SettleAsync(second);
            Check(scene.Storage, false, $"sweep held up before {k}");
            points++;
        }

        output.WriteLine($"{points} interleavings.");
        Assert.True(points > 10);
    }

    /// <summary>The next report would have been opened by then: whoever comes first opens it, once.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sweep_beside_the_withdrawal_opens_what_would_have_opened_meanwhile_once(bool sweepIsHeldUp)
    {
        var points = 0;
        Func<World, Task> sweep = async world => Assert.Empty((await world.SweepAsync()).Faults);
        var (held, other) = sweepIsHeldUp ? (sweep, Deed.WithdrawEnding.DoAsync) : (Deed.WithdrawEnding.DoAsync, sweep);
        for (var (k, reached) = (1, true); reached; k++)
        {
            await using var scene = (await Stage.RepealedDueAsync()).Play();
            var (first, second) = (await scene.StartAsync("first"), await scene.StartAsync("second"));

            (var thrown, reached) = await HeldUp(scene, k, dies: false).RunAsync(first, held, () => other(second));

            Assert.True(thrown is null, $"{k}: {thrown}");
            await scene.SettleAsync(second);
            Check(scene.Storage, false, $"held up before {k}", deadlines: 7);
            Assert.Equal(
                ["2024", "2025"],
                scene.Storage.Rows("supervision").Where(row => row.RowKey.StartsWith($"deadline-{Stage.Law}-5-", StringComparison.Ordinal)).Select(row => row.RowKey[^4..]));
            points++;
        }

        output.WriteLine($"{points} interleavings.");
        Assert.True(points > 10);
    }

    [Theory]
    [InlineData("sweep", false)]
    [InlineData("sweep", true)]
    [InlineData("repeal again", false)]
    [InlineData("repeal again", true)]
    [InlineData("another withdrawal", false)]
    public async Task A_withdrawal_held_up_anywhere_is_carried_out_and_a_repeal_recorded_after_it_counts(string meanwhile, bool dies)
    {
        var (points, refused) = (0, 0);
        for (var (k, reached) = (1, true); reached; k++)
        {
            await using var scene = (await Stage.RepealedAsync()).Play();
            var (first, second) = (await scene.StartAsync("first"), await scene.StartAsync("second"));
            var wasOnRecord = false;

            (var thrown, reached) = await HeldUp(scene, k, dies).RunAsync(first, Deed.WithdrawEnding.DoAsync, async () =>
            {
                wasOnRecord = !IsStanding(scene.Storage);
                switch (meanwhile)
                {
                    case "sweep":
                        await Scene.WorkAsync(second);
                        break;
                    case "repeal again":
                        Assert.IsType<EndObligations.Outcome.Ending>(await second.Get<EndObligations>().ExecuteAsync(
                            Stage.Law, new EndingRequest(new DateOnly(2025, 1, 3)), new Act(World.Officer, "e2"), CancellationToken.None));
                        break;
                    default:
                        var repeal = (await second.Get<LawStore>().ListEndingsAsync(Stage.Law, CancellationToken.None)).Single();
                        var outcome = await second.Get<WithdrawEnding>().ExecuteAsync(
                            Stage.Law, repeal.Id, "登记有误", new Act(Case.Director, "w2"), CancellationToken.None);
                        Assert.Equal(wasOnRecord, outcome is WithdrawEnding.Outcome.AlreadyWithdrawn);
                        break;
                }
            });

            refused += thrown is Xunit.Sdk.XunitException ? 1 : 0;
            Assert.True(
                thrown is null || (dies && reached) || (meanwhile == "another withdrawal" && !wasOnRecord && thrown is Xunit.Sdk.XunitException), $"{k}: {thrown}");
            if (dies && reached)
            {
                // The caller, who got no answer, asks again.
                await Deed.WithdrawEnding.DoAsync(second);
            }

            await scene.SettleAsync(second);
            Check(scene.Storage, meanwhile == "repeal again", $"withdrawal held up before {k}, {meanwhile}");
            points++;
        }

        output.WriteLine($"{meanwhile}: {points} interleavings, {refused} refused.");
        Assert.True(points > 10);
    }

    private static Pause HeldUp(Scene scene, int k, bool dies) =>
        new(scene.Storage, "first", (_, n) => n == k, dies ? StorageFault.DieBefore : null);

    /// <returns>How many ends were on record to be withdrawn.</returns>
    private static async Task<int> WithdrawAllAsync(World world)
    {
        var count = 0;
        foreach (var end in (await world.Get<LawStore>().ListEndingsAsync(Stage.Law, CancellationToken.None)).Where(end => end.Withdrawn is null))
        {
            Assert.IsType<WithdrawEnding.Outcome.Withdrawn>(await world.Get<WithdrawEnding>().ExecuteAsync(
                Stage.Law, end.Id, "登记有误", new Act(Case.Other, "w1"), CancellationToken.None));
            count++;
        }

        return count;
    }

    private static bool IsOnRecord(InMemoryStorageService storage) =>
        storage.Rows("register").Any(row => row.RowKey.StartsWith("ending-", StringComparison.Ordinal));

    private static bool IsStanding(InMemoryStorageService storage) =>
        storage.Rows("register").Any(row => row.RowKey.StartsWith("ending-", StringComparison.Ordinal) && !row.Text("Ending")!.Contains("\"withdrawn\"", StringComparison.Ordinal));

    /// <summary>Reads what storage holds with none of the product's types.</summary>
    private static void Check(InMemoryStorageService storage, bool hasEnded, string what, int deadlines = 3)
    {
        using var law = JsonDocument.Parse(storage.Rows("register").Single(row => row.RowKey == "law").Text("Law")!);
        Assert.True(law.RootElement.TryGetProperty("repealedOn", out _) == hasEnded, $"{what}: the law is {(hasEnded ? "not " : "")}repealed.");
        foreach (var row in storage.Rows("register").Where(row => row.RowKey.StartsWith("obligation-", StringComparison.Ordinal)))
        {
            using var obligation = JsonDocument.Parse(row.Text("Obligation")!);
            Assert.True(obligation.RootElement.TryGetProperty("ended", out _) == hasEnded, $"{what}: {row.RowKey} {row.Text("Obligation")}");
        }

        var found = storage.Rows("supervision").Where(row => row.RowKey.StartsWith("deadline-", StringComparison.Ordinal)).ToList();
        Assert.Equal(deadlines, found.Count);
        Assert.All(found, deadline => Assert.True(deadline["Open"] is bool isOpen && isOpen != hasEnded, $"{what}: {deadline.RowKey} {deadline.Text("State")}"));
    }
}
