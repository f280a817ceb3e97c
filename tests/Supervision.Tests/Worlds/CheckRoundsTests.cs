using System.Text.RegularExpressions;
using Azure;
using Azure.Storage.Blobs.Models;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Mail;
using Supervision.Papers;
using Supervision.Storage;
using Supervision.Sweeping;

namespace Supervision.Tests.Worlds;

/// <summary>The daily check comes to every home within a week, whenever it runs and wherever it breaks off.</summary>
public sealed partial class CheckRoundsTests
{
    private const int Departments = 20;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_daily_it_walks_each_home_every_week_and_no_day_much_more_than_a_seventh()
    {
        await using var world = await StartAsync();
        var watch = new Watch(world);
        await RunAsync(world);
        Assert.Equal(AllHomes, watch.Take().Order(StringComparer.Ordinal));

        var days = new List<List<string>>();
        for (var day = 0; day < 28; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await RunAsync(world);
            days.Add(watch.Take());
        }

        Assert.All(days, walked => Assert.InRange(walked.Count, 1, 3));
        for (var first = 0; first + 7 <= days.Count; first++)
        {
            Assert.Equal(AllHomes, days[first..(first + 7)].SelectMany(walked => walked).Distinct().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_machine_that_is_off_every_weekend_walks_each_home_in_any_ten_days()
    {
        await using var world = await StartAsync();
        var watch = new Watch(world);
        await RunAsync(world);
        watch.Take();

        var days = new List<List<string>>();
        for (var day = 0; day < 70; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            if (world.Today.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            {
                await RunAsync(world);
            }

            days.Add(watch.Take());
        }

        for (var first = 0; first + 10 <= days.Count; first++)
        {
            Assert.Equal(AllHomes, days[first..(first + 10)].SelectMany(walked => walked).Distinct().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_run_that_dies_at_any_home_is_gone_on_with_by_the_next()
    {
        for (var (k, died) = (1, true); died; k++)
        {
            await using var world = await StartAsync();
            var watch = new Watch(world);
            var at = k;
            await using (var victim = await World.StartAsync(world.Clock, world.Storage, process: world.Storage.StartProcess("victim")))
            {
                var count = 0;
                watch.Fault = request => request.Process == "victim" && HomeOf(request) is not null && ++count == at ? StorageFault.DieBefore : null;
                await Record.ExceptionAsync(() => RunAsync(victim));
                died = count >= at;
                watch.Fault = null;
            }

            var before = watch.Take();
            world.Clock.Advance(TimeSpan.FromDays(1));
            await RunAsync(world);
            var after = watch.Take();

            Assert.Equal(AllHomes, before.Concat(after).Distinct().Order(StringComparer.Ordinal));
            Assert.True(!died || before.Intersect(after).Count() == 1, $"{k}: {string.Join(' ', before.Intersect(after))}");
        }
    }

    [Fact]
    public async Task A_home_at_which_runs_end_or_that_cannot_be_read_keeps_no_other_from_being_walked()
    {
        await using var world = await StartAsync();
        var watch = new Watch(world);
        for (var run = 0; run < 2; run++)
        {
            await using var victim = await World.StartAsync(world.Clock, world.Storage, process: world.Storage.StartProcess("victim" + run));
            watch.Fault = request => HomeOf(request) == "d05" ? StorageFault.DieBefore : null;
            await Record.ExceptionAsync(() => RunAsync(victim));
            world.Clock.Advance(TimeSpan.FromDays(1));
        }

        watch.Take();
        watch.Fault = request => HomeOf(request) is "d05" or "d09" ? StorageFault.Answer(400, "InvalidInput") : null;
        await Assert.ThrowsAsync<AggregateException>(() => RunAsync(world));
        Assert.Equal(AllHomes.Where(home => string.CompareOrdinal(home, "d05") > 0), watch.Take().Distinct().Order(StringComparer.Ordinal));

        watch.Fault = null;
        var walked = new HashSet<string>();
        for (var day = 0; day < 7; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await RunAsync(world);
            walked.UnionWith(watch.Take());
        }

        Assert.Equal(AllHomes, walked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Homes_that_take_all_the_time_there_is_are_walked_a_seventh_at_a_time()
    {
        await using var world = await StartAsync();
        var watch = new Watch(world);
        await RunAsync(world);
        watch.Take();
        world.Clock.Advance(TimeSpan.FromDays(30));
        await RunAsync(world);
        watch.Take();
        watch.EachTakes = TimeSpan.FromMinutes(5);

        var counts = new List<int>();
        var walked = new HashSet<string>();
        for (var run = 0; run < 7; run++)
        {
            world.Clock.Advance(TimeSpan.FromDays(20));
            await RunAsync(world);
            var homes = watch.Take();
            counts.Add(homes.Count);
            walked.UnionWith(homes);
        }

        Assert.All(counts, count => Assert.InRange(count, 3, 4));
        Assert.Equal(AllHomes, walked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_hosts_at_once_leave_out_no_home()
    {
        for (var (k, reached) = (1, true); reached; k += 7)
        {
            await using var world = await StartAsync();
            var walked = new HashSet<string>();
            await RunAsync(world);
            await using var late = await World.StartAsync(world.Clock, world.Storage, process: world.Storage.StartProcess("late"));
            var at = k;
            var pause = new Faults.Pause(world.Storage, "late", (_, n) => n == at);
            var interceptor = world.Storage.Interceptor!;
            world.Storage.Interceptor = request =>
            {
                if (HomeOf(request) is { } home)
                {
                    lock (walked)
                    {
                        walked.Add(home);
                    }
                }

                return interceptor(request);
            };

            world.Clock.Advance(TimeSpan.FromDays(1));
            (_, reached) = await pause.RunAsync(late, RunAsync, async () =>
            {
                for (var day = 0; day < 3; day++)
                {
                    world.Clock.Advance(TimeSpan.FromDays(1));
                    await RunAsync(world);
                }
            });
            for (var day = 0; day < 6; day++)
            {
                world.Clock.Advance(TimeSpan.FromDays(1));
                await RunAsync(world);
            }

            Assert.Equal(AllHomes, walked.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task What_was_orphaned_in_an_outage_of_any_length_is_removed()
    {
        await using var world = await World.StartAsync();
        await RunAsync(world);
        for (var day = 0; day < 40; day++)
        {
            world.Clock.Advance(TimeSpan.FromDays(1));
            await world.Get<PaperStore>().PutAsync(DeadlineId.Parse("l000000000000-1-szf-2024"), $"orphan {day}", Stop);
            await PutOrphanAsync(world);
        }

        var check = await world.Get<CheckAgenda>().ExecuteAsync(all: false, Stop);

        Assert.Equal(2 * 38, check.OrphansRemoved);
        world.Clock.Advance(TimeSpan.FromDays(1));
        world.Storage.ResetCounts();
        Assert.Equal(2, (await world.Get<CheckAgenda>().ExecuteAsync(all: false, Stop)).OrphansRemoved);
        Assert.InRange(world.Storage.Counts[StorageOperation.ListBlobs], 1, 2 * 9);
    }

    [Fact]
    public async Task The_mark_of_a_mail_to_the_office_is_restored_too()
    {
        await using var world = await Mail.CausedMailsTests.ConfirmedAsync(new DateOnly(2025, 1, 3));
        await world.Get<WriteSummaries>().ExecuteAsync(Stop);
        var agenda = world.Storage.CreateTableServiceClient().GetTableClient("agenda");
        var mark = world.Storage.Rows("agenda", "relay").Single(row => row.RowKey.StartsWith("office-mails-", StringComparison.Ordinal) && row.RowKey.EndsWith("0103", StringComparison.Ordinal));
        await agenda.DeleteEntityAsync(mark.PartitionKey, mark.RowKey, ETag.All, Stop);

        var check = await world.Get<CheckAgenda>().ExecuteAsync(all: true, Stop);

        Assert.Equal([$"relay/{mark.RowKey}"], check.Restored);
    }

    private static IReadOnlyList<string> AllHomes { get; } = [.. Enumerable.Range(1, Departments).Select(number => $"d{number:D2}"), "office"];

    private static async Task<World> StartAsync()
    {
        var world = await World.StartAsync();
        for (var number = 1; number <= Departments; number++)
        {
            Assert.Null(await world.Get<DirectoryStore>().SaveAsync(
                new Department(DepartmentId.Parse($"d{number:D2}"), $"第{number}局", null, [], "zh-CN", null, null, null), null, Stop));
        }

        return world;
    }

    private static Task RunAsync(World world) => world.Get<CheckAgenda>().ExecuteAsync(all: false, Stop);

    private static async Task PutOrphanAsync(World world)
    {
        using var content = new MemoryStream("x"u8.ToArray());
        var name = $"{world.Clock.GetUtcNow():yyyyMMdd}/d{world.Get<RandomIds>().Next()}/1";
        await world.Get<SupervisionStorage>().Deliveries.GetBlobClient(name).UploadAsync(
            content, new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["home"] = "szf" } }, Stop);
    }

    /// <summary>The home whose deadlines a request lists.</summary>
    private static string? HomeOf(StorageRequest request) =>
        request is { Operation: StorageOperation.QueryEntities, Container: "supervision", Filter: { } filter } && DeadlinesOf().Match(filter) is { Success: true } match
            ? match.Groups[1].Value
            : null;

    [GeneratedRegex("PartitionKey eq '([^']+)' and RowKey ge 'deadline-'")]
    private static partial Regex DeadlinesOf();

    /// <summary>Sees which homes are walked.</summary>
    private sealed class Watch
    {
        private readonly List<string> walked = [];

        public Watch(World world) => world.Storage.Interceptor = request =>
        {
            if (HomeOf(request) is { } home)
            {
                walked.Add(home);
                world.Clock.Advance(EachTakes);
            }

            return new(Fault?.Invoke(request));
        };

        public Func<StorageRequest, StorageFault?>? Fault { get; set; }

        public TimeSpan EachTakes { get; set; }

        public List<string> Take()
        {
            var taken = walked.ToList();
            walked.Clear();
            return taken;
        }
    }
}
