using System.Text.Json;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Obligations;
using Supervision.Obligations.Review;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>
/// A confirmation beside the end of what it confirms: one is held up before each of its requests while the other does its work, and either may
/// die before any of its writes; where many are confirmed at once, before the next of them. Whatever comes of it, nothing stays open that ended,
/// and what was answered as ended has ended.
/// </summary>
public sealed class ConfirmedWhileEndingTests(ITestOutputHelper output)
{
    private const double Threshold = 0.5;

    private static readonly LawId Law = LawId.OfTitle("临江省湿地保护条例");
    private static readonly DepartmentId Government = DepartmentId.Parse("szf");
    private static readonly Lazy<Task<(InMemoryStorageService Storage, DateTimeOffset At)>> Built = new(BuildAsync);

    [Theory]
    [InlineData("confirm", "repeal")]
    [InlineData("confirm", "provision")]
    [InlineData("bulk", "repeal")]
    [InlineData("bulk", "provision")]
    public async Task Nothing_stays_open_that_ended(string confirmation, string end)
    {
        Func<World, Task> confirm = confirmation == "bulk" ? ConfirmAllAsync : ConfirmOneAsync;
        Func<World, Task> ending = end == "repeal" ? world => EndAsync(world, null) : world => EndAsync(world, [1]);
        var most = confirmation == "bulk" ? 1 : int.MaxValue;
        var points = 0;
        foreach (var (one, other, isEnd) in new[] { (confirm, ending, false), (ending, confirm, true) })
        {
            for (var (k, reached) = (1, true); reached; k++)
            {
                // Death 0 is none.
                for (var (death, met) = (0, true); met && death <= most; death++)
                {
                    (met, reached) = await PlayAsync(one, other, new Plot(k, "first", death), isEnd ? (true, death) : (false, 0));
                    points++;
                }

                for (var (death, met) = (1, reached && most > 1); met; death++)
                {
                    (met, _) = await PlayAsync(one, other, new Plot(k, "second", death), isEnd ? (true, 0) : (false, death));
                    points++;
                }
            }
        }

        output.WriteLine($"{confirmation} beside {end}: {points} runs.");
    }

    /// <summary>Once it has looked whether the obligation ended, only the plan is left to be finished.</summary>
    [Theory]
    [InlineData("repeal")]
    [InlineData("provision")]
    public async Task A_confirmation_is_answered_as_ended_when_the_end_came_before_its_last_look(string end)
    {
        var (storage, at) = await Built.Value;
        var answers = new List<ConfirmObligation.Outcome>();
        for (var (k, reached) = (1, true); reached; k++)
        {
            await using var scene = new Scene(storage, at);
            var first = await scene.StartAsync("first");
            var second = await scene.StartAsync("second");
            ConfirmObligation.Outcome? answer = null;

            (var thrown, reached) = await new Pause(scene.Storage, "first", (_, n) => n == k).RunAsync(
                first,
                async world => answer = await world.ConfirmAsync(new ObligationId(Law, 1), new ConfirmationRequest([Government]), "c1"),
                () => EndAsync(second, end == "repeal" ? null : [1]));

            Assert.Null(thrown);
            if (reached)
            {
                answers.Add(answer!);
            }
        }

        output.WriteLine($"{end}: {answers.Count} interleavings.");
        Assert.True(answers.Count > 8);
        Assert.All(answers.SkipLast(1), answer => Assert.IsType<ConfirmObligation.Outcome.Ended>(answer));
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(answers[^1]);
    }

    /// <returns>Whether the death was met (true for none), and whether the pause was.</returns>
    private static async Task<(bool Met, bool Reached)> PlayAsync(
        Func<World, Task> one, Func<World, Task> other, Plot plot, (bool First, int Death) end)
    {
        var (storage, at) = await Built.Value;
        await using var scene = new Scene(storage, at);
        var first = await scene.StartAsync("first");
        var second = await scene.StartAsync("second");
        scene.Storage.Interceptor = plot.JudgeAsync;

        var running = Task.Run(async () => await Record.ExceptionAsync(() => one(first)));
        await Task.WhenAny(running, plot.Reached);
        var ofOther = await Record.ExceptionAsync(() => other(second));
        plot.GoOn();
        var ofOne = await running;

        scene.Storage.Interceptor = null;
        var what = $"{plot} {(end.First ? "end" : "confirmation")} held up";
        Assert.True((ofOne is null || plot.Dies == ("first", true)) && (ofOther is null || plot.Dies == ("second", true)), $"{what}: {ofOne} {ofOther}");
        await scene.SettleAsync(await scene.StartAsync("successor"));
        var isAnswered = end.First ? ofOne is null : ofOther is null;
        Check(scene.Storage, isAnswered, what);
        return (plot.Death == 0 ? plot.IsReached : plot.Dies.Met, plot.IsReached);
    }

    /// <summary>Reads what storage holds with none of the product's types.</summary>
    private static void Check(InMemoryStorageService storage, bool isAnswered, string what)
    {
        var register = storage.Rows("register").ToList();
        using var law = JsonDocument.Parse(register.Single(row => row.RowKey == "law").Text("Law")!);
        var isRepealed = law.RootElement.TryGetProperty("repealedOn", out _);
        var ended = new List<int>();
        foreach (var row in register.Where(row => row.RowKey.StartsWith("obligation-", StringComparison.Ordinal)))
        {
            using var obligation = JsonDocument.Parse(row.Text("Obligation")!);
            var number = int.Parse(row.RowKey["obligation-".Length..], System.Globalization.CultureInfo.InvariantCulture);
            var hasEnded = obligation.RootElement.TryGetProperty("ended", out _);
            if (hasEnded)
            {
                ended.Add(number);
            }

            Assert.True(hasEnded || !isRepealed, $"{what}: obligation {number} stands though the law was repealed.");
            foreach (var deadline in storage.Rows("supervision").Where(deadline => deadline.RowKey.StartsWith($"deadline-{Law}-{number}-", StringComparison.Ordinal)))
            {
                Assert.True(deadline["Open"] is bool isOpen && isOpen != hasEnded, $"{what}: {deadline.RowKey} is {(hasEnded ? "open" : "closed")}.");
            }
        }

        Assert.True(!isAnswered || ended.Contains(1), $"{what}: the end was answered and obligation 1 stands.");
    }

    private static async Task ConfirmOneAsync(World world) =>
        Assert.True(await world.ConfirmAsync(new ObligationId(Law, 1), new ConfirmationRequest([Government]), "c1")
            is ConfirmObligation.Outcome.Confirmed or ConfirmObligation.Outcome.Ended);

    private static async Task ConfirmAllAsync(World world)
    {
        var offer = (await world.Get<WaitingFinds>().OfferAsync(Law, Threshold, CancellationToken.None))!;
        Assert.True(await world.Get<ConfirmSure>().ExecuteAsync(Law, Threshold, offer.Token, offer.Sample, World.Officer, CancellationToken.None)
            is ConfirmSure.Outcome.Done or ConfirmSure.Outcome.Changed);
    }

    private static async Task EndAsync(World world, IReadOnlyList<int>? numbers) =>
        Assert.True(Assert.IsType<EndObligations.Outcome.Ending>(await world.Get<EndObligations>().ExecuteAsync(
            Law, new EndingRequest(world.Today, numbers), new Act(World.Officer, "z1"), CancellationToken.None)).Done);

    private static async Task<(InMemoryStorageService Storage, DateTimeOffset At)> BuildAsync()
    {
        await using var world = await World.StartAsync();
        await world.RegisterOfficeAsync();
        await world.RegisterAsync(Government.Value, "临江省人民政府");
        Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(
            new Department(Government, "临江省人民政府", null, ["省人民政府"], "zh-CN", null, null, null), CancellationToken.None));
        Assert.Equal(Law, (await world.ImportAsync(Given.Law)).Id);
        Assert.Equal([1, 2], (await world.Get<WaitingFinds>().OfferAsync(Law, Threshold, CancellationToken.None))!.Numbers);
        await world.RelayAsync();
        return (world.Storage, world.Clock.GetUtcNow());
    }

    /// <summary>Holds the first process up before its k-th request, and lets one of the two die before its n-th write, the first's counted from there.</summary>
    private sealed class Plot(int k, string mortal, int death)
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int requests;
        private int writes;
        private volatile bool met;

        public Task Reached => reached.Task;

        public bool IsReached => reached.Task.IsCompleted;

        public int Death => death;

        public (string Who, bool Met) Dies => (mortal, met);

        public void GoOn() => goOn.TrySetResult();

        public async ValueTask<StorageFault?> JudgeAsync(StorageRequest request)
        {
            if (request.Process == "first" && !goOn.Task.IsCompleted && (Interlocked.Increment(ref requests) == k || IsReached))
            {
                reached.TrySetResult();
                await goOn.Task;
            }

            if (death > 0 && request.IsWrite && request.Process == mortal && IsReached && Interlocked.Increment(ref writes) == death)
            {
                met = true;
                return StorageFault.DieBefore;
            }

            return null;
        }

        public override string ToString() => $"before request {k}, death of {mortal} before write {death}";
    }
}
