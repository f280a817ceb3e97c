using Supervision.Agenda;
using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deadlines.Steps;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.History;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Laws;
using Supervision.Obligations;

namespace Supervision.Tests.Worlds;

/// <summary>What a law or a provision that ended leaves behind: nobody is called to account for it any more.</summary>
public sealed class EndingTests
{
    private static readonly DateOnly Due = new(2024, 3, 29);
    private static readonly DateOnly Repealed = new(2024, 3, 25);

    [Fact]
    public async Task A_report_returned_after_the_repeal_is_not_awaited_again()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 20));
        var report = await @case.ReportAsync();
        await RepealAsync(@case, Repealed, key: "one");
        @case.World.Clock.SetNoon(Repealed);
        await @case.World.SweepAsync();

        @case.World.Clock.SetNoon(new DateOnly(2024, 4, 10));
        await @case.ReviewAsync(report, new ReviewRequest(ReviewDecision.ReturnForContent, "数据不实"));
        await @case.ThroughAsync(new DateOnly(2024, 4, 12));

        Assert.Equal(new Closure(ClosureReason.Repealed, Repealed), (await @case.StateAsync()).Closure);
        Assert.Empty(await @case.RaisedAsync());
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task A_deadline_of_a_repealed_law_is_not_reopened()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        await @case.World.ConfirmAsync(new ObligationId(@case.Id.Obligation.Law, 1), new ConfirmationRequest([@case.Home], Due: new DueRule(On: Due)));
        await @case.StepAsync(new StepRequest(StepName.Waiver, "与专项工作报告合并"));
        await RepealAsync(@case, new DateOnly(2024, 1, 2));

        foreach (var id in new[] { @case.Id, new DeadlineId(new ObligationId(@case.Id.Obligation.Law, 1), @case.Home, "1") })
        {
            var reopened = await @case.World.Get<ReopenDeadline>().ExecuteAsync(id, "重新启动", new Act(World.Officer), CancellationToken.None);

            Assert.IsType<ReopenDeadline.Outcome.Ended>(reopened);
        }
    }

    [Fact]
    public async Task A_filing_that_waits_to_be_opened_while_the_law_is_repealed_ends_with_it()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        @case.World.Clock.SetNoon(new DateOnly(2024, 3, 20));
        var rule = await @case.RuleAsync(new DateOnly(2024, 3, 1), published: new DateOnly(2024, 3, 11));
        await @case.ReviewAsync(rule, new ReviewRequest(ReviewDecision.Accept, Instrument: "local-government-rule"));
        await RepealAsync(@case, new DateOnly(2024, 3, 20));

        await @case.ThroughAsync(new DateOnly(2024, 4, 12));

        var filing = @case.Id with { Occurrence = "1F1" };
        Assert.Equal(new Closure(ClosureReason.Repealed, new DateOnly(2024, 3, 20)), (await @case.StateAsync(filing)).Closure);
        Assert.Empty(await @case.RaisedAsync(filing));
        await AssertHistoryAsync(@case);
    }

    [Fact]
    public async Task Of_two_repeals_recorded_with_different_dates_the_first_counts_even_if_the_other_was_begun_before()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var law = @case.Id.Obligation.Law;
        await @case.World.Get<PlanStore>().BeginAsync(
            PlanStore.IdOf("ending", "died before its first step"),
            Json.Write(new EndObligations.EndingPlan(law, new EndingRequest(new DateOnly(2024, 2, 1)), "officer2", new DateOnly(2024, 1, 2))),
            CancellationToken.None);

        var recorded = await RepealAsync(@case, Repealed);
        await @case.ThroughAsync(new DateOnly(2024, 2, 2));
        var other = await RepealAsync(@case, new DateOnly(2024, 2, 1));

        Assert.IsType<EndObligations.Outcome.Ending>(recorded);
        Assert.Equal(Repealed, (await @case.World.Get<LawStore>().FindAsync(law, CancellationToken.None))!.Value.Law.RepealedOn);
        Assert.Null((await @case.StateAsync()).Closure);
        Assert.Equal(Repealed, Assert.IsType<EndObligations.Outcome.AlreadyRepealed>(other).On);
    }

    /// <summary>The repeal has listed what is to be closed; an occurrence opens, and the process dies before it has looked at the register.</summary>
    [Fact]
    public async Task An_occurrence_that_opens_beside_the_repeal_ends_with_it_though_the_process_dies_in_between()
    {
        await using var @case = await Case.StartAsync(new DueRule(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Quarter)));
        var (laws, storage) = (@case.World.Get<LawStore>(), @case.World.Storage);
        var (duty, etag) = (await laws.FindObligationAsync(@case.Id.Obligation, CancellationToken.None))!.Value;
        await laws.ReplaceObligationAsync(
            duty with { Ended = new ObligationEnd(ClosureReason.Repealed, Repealed, "ending-beside") }, etag, CancellationToken.None);
        @case.World.Clock.SetNoon(new DateOnly(2024, 4, 1));
        var next = @case.Id with { Occurrence = "2024Q2" };
        var died = false;
        storage.Interceptor = request => ValueTask.FromResult(
            !died && request.Operation is StorageOperation.Transaction && storage.Rows("supervision", @case.Home.Value).Any(row => row.RowKey == $"deadline-{next}")
                ? Die()
                : null);

        await Assert.ThrowsAnyAsync<Exception>(() => @case.World.SweepAsync());
        await using var second = await World.StartAsync(@case.World.Clock, storage, process: storage.StartProcess("second"));
        await second.SweepAsync();

        Assert.Equal(ClosureReason.Repealed, (await second.Get<DeadlineStore>().FindAsync(next, CancellationToken.None))!.State.Closure!.Reason);

        StorageFault Die()
        {
            died = true;
            return StorageFault.DieAfter;
        }
    }

    [Fact]
    public async Task Whoever_took_over_from_the_taker_of_a_share_acts_for_the_department_that_was_split()
    {
        await using var world = await World.StartAsync();
        var (old, taker, last, rest) = (
            await world.RegisterAsync("old", "旧厅"), await world.RegisterAsync("taker", "甲厅"), await world.RegisterAsync("last", "乙厅"), await world.RegisterAsync("rest", "丙厅"));
        var register = world.Get<RegisterDepartment>();
        var shared = new ObligationId(LawId.OfTitle("临江省湿地保护条例"), 1);
        Assert.Empty(await register.ExecuteAsync(
            new Department(old, "旧厅", null, [], "zh-CN", null, new DateOnly(2023, 6, 30), rest, [new SplitShare(taker, [shared])]), CancellationToken.None));
        Assert.Empty(await register.ExecuteAsync(
            new Department(taker, "甲厅", null, [], "zh-CN", null, new DateOnly(2023, 12, 31), last), CancellationToken.None));
        var successions = world.Get<Successions>();

        async Task<bool> MayAsync(DepartmentId heir, DateOnly on) => await successions.HasTakenOverAsync(heir, old, whole: false, on, CancellationToken.None);

        Assert.Equal((true, false, true), (await MayAsync(taker, new DateOnly(2023, 12, 31)), await MayAsync(last, new DateOnly(2023, 12, 31)), await MayAsync(rest, new DateOnly(2023, 12, 31))));
        Assert.Equal((false, true, true), (await MayAsync(taker, new DateOnly(2024, 1, 1)), await MayAsync(last, new DateOnly(2024, 1, 1)), await MayAsync(rest, new DateOnly(2024, 1, 1))));
        Assert.False(await successions.HasTakenOverAsync(last, old, whole: true, new DateOnly(2024, 1, 1), CancellationToken.None));
    }

    private static Task<EndObligations.Outcome> RepealAsync(Case @case, DateOnly on, string? key = null) =>
        @case.World.Get<EndObligations>().ExecuteAsync(@case.Id.Obligation.Law, new EndingRequest(on), new Act(World.Officer, key), CancellationToken.None);

    private static async Task AssertHistoryAsync(Case @case)
    {
        var rebuilt = await @case.World.Get<RebuildState>().ExecuteAsync(repair: false, new Progress<int>(), CancellationToken.None);
        Assert.Empty(rebuilt.Differences);
    }
}
