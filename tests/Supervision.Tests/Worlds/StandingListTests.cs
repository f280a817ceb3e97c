using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.History;
using Supervision.Obligations;
using Supervision.Sweeping;
using Supervision.Views;

namespace Supervision.Tests.Worlds;

/// <summary>The lists by standing name exactly those that stand so, whatever became of a deadline and whichever day it is.</summary>
public sealed class StandingListTests
{
    private static readonly DateOnly Due = new(2024, 3, 29);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_explained_extended_deferred_waived_and_reopened_is_found_as_it_stands()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var seen = new HashSet<Standing>();
        await LiveAsync(@case, new DateOnly(2024, 4, 16), seen);
        await @case.ExplainAsync();
        await LiveAsync(@case, new DateOnly(2024, 4, 17), seen);
        await @case.JudgeAsync(1, accept: true);
        await LiveAsync(@case, new DateOnly(2024, 4, 18), seen);
        await @case.StepAsync(new StepRequest(StepName.Extension, "请求延期", Until: new DateOnly(2024, 5, 10)));
        await LiveAsync(@case, new DateOnly(2024, 5, 12), seen);
        await @case.StepAsync(new StepRequest(StepName.Deferral, "等待上位法"));
        await LiveAsync(@case, new DateOnly(2024, 5, 14), seen);
        await @case.World.Get<ReopenDeadline>().ExecuteAsync(@case.Id, "继续", new Act(World.Officer), Stop);
        await LiveAsync(@case, new DateOnly(2024, 5, 15), seen);
        await @case.StepAsync(new StepRequest(StepName.Waiver, "与专项工作报告合并"));
        await LiveAsync(@case, new DateOnly(2024, 5, 16), seen);
        await @case.World.Get<ReopenDeadline>().ExecuteAsync(@case.Id, "仍须报告", new Act(World.Officer), Stop);
        await LiveAsync(@case, new DateOnly(2024, 5, 17), seen);
        var report = await @case.ReportAsync();
        await LiveAsync(@case, new DateOnly(2024, 5, 18), seen);
        await @case.ReviewAsync(report, new ReviewRequest(ReviewDecision.ReturnForContent, "数据不实"));
        await LiveAsync(@case, new DateOnly(2024, 5, 19), seen);
        await @case.ReviewAsync(await @case.ReportAsync("again"), new ReviewRequest(ReviewDecision.Accept, Part: true));
        await LiveAsync(@case, new DateOnly(2024, 5, 20), seen);

        Assert.Equal(
            [
                Standing.Running, Standing.DueSoon, Standing.Overdue, Standing.OverdueExplained, Standing.Extended, Standing.Deferred,
                Standing.FulfilledLate, Standing.ClosedWithoutFulfilment,
            ],
            seen.Order());
        Assert.Empty((await @case.World.Get<RebuildState>().ExecuteAsync(repair: false, new Progress<int>(), Stop)).Differences);
    }

    [Fact]
    public async Task What_was_late_when_it_was_confirmed_or_does_not_count_yet_is_found_as_it_stands()
    {
        var seen = new HashSet<Standing>();
        await using (var inherited = await Case.StartAsync(new DueRule(On: new DateOnly(2023, 12, 20))))
        {
            await LiveAsync(inherited, new DateOnly(2024, 1, 4), seen);
            await inherited.World.Get<ReleaseInherited>().ExecuteAsync(inherited.Id, new Act(World.Officer), Stop);
            await LiveAsync(inherited, new DateOnly(2024, 1, 6), seen);
            await inherited.ReportAsync();
            await LiveAsync(inherited, new DateOnly(2024, 1, 8), seen);
        }

        await using (var ahead = await Case.StartAsync(new DueRule(Period: Period.Months(1)), obligation: 1, trigger: new DateOnly(2024, 1, 20)))
        {
            await LiveAsync(ahead, new DateOnly(2024, 2, 21), seen);
            await ahead.RuleAsync(new DateOnly(2024, 2, 1));
            await LiveAsync(ahead, new DateOnly(2024, 2, 23), seen);
        }

        Assert.Equal(
            [
                Standing.NotYetInEffect, Standing.Running, Standing.DueSoon, Standing.Overdue, Standing.Inherited, Standing.FulfilledOnTimeNotifiedLate, Standing.FulfilledLate,
            ],
            seen.Order());
    }

    /// <summary>As the check of the agenda finds it: what left a list a day ago is gone, what is in one stays.</summary>
    [Fact]
    public async Task The_daily_check_removes_what_left_these_lists()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.ThroughAsync(new DateOnly(2024, 3, 27));
        await @case.ReportAsync();
        await @case.OnAsync(new DateOnly(2024, 3, 28));
        Assert.Contains(@case.World.Storage.Rows("views"), row => row.PartitionKey == "standing" && row["Gone"] is true);
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 30));

        await @case.World.Get<CheckAgenda>().ExecuteAsync(all: false, Stop);

        Assert.DoesNotContain(@case.World.Storage.Rows("views"), row => row.PartitionKey == "standing" && row["Gone"] is true);
        await CompareAsync(@case.World, []);
    }

    [Fact]
    public async Task A_row_of_these_lists_that_is_missing_or_does_not_belong_there_is_found_and_mended()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.ThroughAsync(new DateOnly(2024, 4, 1));
        var (key, views) = ($"running,202403,{@case.Id}", @case.World.Storage.CreateTableServiceClient().GetTableClient("views"));
        var row = (await views.GetEntityAsync<Azure.Data.Tables.TableEntity>("standing", key, cancellationToken: Stop)).Value;
        await views.DeleteEntityAsync("standing", key, cancellationToken: Stop);
        row.RowKey = $"deferred,202403,{@case.Id}";
        await views.AddEntityAsync(row, Stop);

        var found = await @case.World.Get<RebuildState>().ExecuteAsync(repair: true, new Progress<int>(), Stop);

        Assert.Equal([$"views/standing/deferred,202403,{@case.Id}", $"views/standing/{key}"], found.Differences.Order(StringComparer.Ordinal));
        await CompareAsync(@case.World, []);
        Assert.Empty((await @case.World.Get<RebuildState>().ExecuteAsync(repair: false, new Progress<int>(), Stop)).Differences);
    }

    [Fact]
    public async Task A_continuation_of_another_list_is_refused()
    {
        await using var world = await World.StartAsync();
        foreach (var forged in new[] { "nonsense", "", ".", "7.", "-1.x", "x.y" })
        {
            await Assert.ThrowsAsync<Supervision.Storage.InvalidContinuationException>(
                () => world.Get<ViewStore>().PageAsync(StandingLists.Of(Standing.Running, world.Today), forged, 10, Stop));
        }
    }

    private static async Task LiveAsync(Case @case, DateOnly until, HashSet<Standing> seen)
    {
        for (var day = @case.World.Today.AddDays(1); day <= until; day = day.AddDays(1))
        {
            await @case.OnAsync(day);
            await CompareAsync(@case.World, seen);
        }
    }

    /// <summary>All that is awaited or ended, by how it stands, beside what the lists by standing name.</summary>
    private static async Task CompareAsync(World world, HashSet<Standing> seen)
    {
        var all = world.Storage.Rows("views").Where(row => row.PartitionKey is ViewNames.Awaited or ViewNames.Ended && row["Gone"] is false)
            .Select(row => Json.Read<DeadlineSummary>(row.Text("Content")!)).ToList();
        Assert.NotEmpty(all);
        foreach (var standing in Enum.GetValues<Standing>())
        {
            var wanted = all.Where(summary => Standings.Of(summary, world.Today) == standing).Select(summary => summary.Id.Value).Order(StringComparer.Ordinal).ToList();
            var found = new List<string>();
            string? continuation = null;
            do
            {
                (var page, continuation) = await world.Get<ViewStore>().PageAsync(StandingLists.Of(standing, world.Today), continuation, 1, Stop);
                Assert.InRange(page.Count, 0, 1);
                found.AddRange(page.Select(Json.Read<DeadlineSummary>).Where(summary => Standings.Of(summary, world.Today) == standing).Select(summary => summary.Id.Value));
            }
            while (continuation is not null);
            Assert.Equal((world.Today, standing, string.Join(' ', wanted)), (world.Today, standing, string.Join(' ', found.Order(StringComparer.Ordinal))));
            if (wanted.Count > 0)
            {
                seen.Add(standing);
            }
        }
    }
}
