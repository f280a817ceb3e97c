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

    /// <summary>What the first officer said stays; under a key another reason is another request.</summary>
    [Fact]
    public async Task An_end_says_by_what_it_came_and_the_same_end_said_otherwise_is_one()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due));
        var (world, law) = (@case.World, @case.Id.Obligation.Law);
        var request = new EndingRequest(Repealed, Reason: "临江省人大常委会关于废止部分地方性法规的决定（2024年第3号）");

        await EndAsync(request, World.Officer);
        await EndAsync(request with { Reason = "又一说" }, Case.Other);
        await EndAsync(request with { Obligations = [2] }, World.Officer, "key");
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => EndAsync(request with { Obligations = [2], Reason = "又一说" }, World.Officer, "key"));

        var endings = await world.Get<LawStore>().ListEndingsAsync(law, CancellationToken.None);
        Assert.Equal([("law", request.Reason), ("2", request.Reason)], endings.Select(end => (end.Obligations is null ? "law" : "2", end.Reason)).OrderByDescending(end => end.Item1));
        foreach (var (text, code) in new[] { (" ", "text-missing"), (new string('x', 4_001), "text-too-long"), (string.Concat(Enumerable.Repeat("\U00020000", 2_000)), "text-too-long"), ("\u0007", "text-control-characters") })
        {
            var refused = Assert.IsType<EndObligations.Outcome.Invalid>(await world.Get<EndObligations>().ExecuteAsync(
                law, request with { Reason = text }, new Act(World.Officer), CancellationToken.None));
            Assert.Equal((code, "reason"), (refused.Faults.Single().Code, refused.Faults.Single().Field));
        }

        async Task EndAsync(EndingRequest asked, Access.Caller by, string? key = null) => Assert.IsType<EndObligations.Outcome.Ending>(
            await world.Get<EndObligations>().ExecuteAsync(law, asked, new Act(by, key), CancellationToken.None));
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

    /// <summary>The successor of the rest had duties of its own before; a share of those says nothing about what it never took over.</summary>
    [Fact]
    public async Task A_share_of_what_the_successor_owed_itself_is_not_taken_over_from_its_forerunner()
    {
        await using var world = await World.StartAsync();
        var (old, rest, heir) = (await world.RegisterAsync("old", "旧厅"), await world.RegisterAsync("rest", "乙厅"), await world.RegisterAsync("heir", "丁厅"));
        var (taker, other) = (await world.RegisterAsync("taker", "甲厅"), await world.RegisterAsync("other", "丙厅"));
        var (shared, passedOn) = (new ObligationId(LawId.OfTitle("临江省湿地保护条例"), 1), new ObligationId(LawId.OfTitle("临江省湿地保护条例"), 2));
        var register = world.Get<RegisterDepartment>();
        Assert.Empty(await register.ExecuteAsync(
            new Department(old, "旧厅", null, [], "zh-CN", null, new DateOnly(2023, 6, 30), rest, [new SplitShare(taker, [shared])]), CancellationToken.None));
        Assert.Empty(await register.ExecuteAsync(
            new Department(rest, "乙厅", null, [], "zh-CN", null, new DateOnly(2023, 12, 31), heir, [new SplitShare(other, [shared])]), CancellationToken.None));

        async Task<bool> MayAsync(DepartmentId one) =>
            await world.Get<Successions>().HasTakenOverAsync(one, old, whole: false, new DateOnly(2024, 1, 1), CancellationToken.None);

        Assert.Equal((true, true, false), (await MayAsync(taker), await MayAsync(heir), await MayAsync(other)));
        Assert.Empty(await register.ExecuteAsync(
            new Department(rest, "乙厅", null, [], "zh-CN", null, new DateOnly(2023, 12, 31), heir, [new SplitShare(other, [shared, passedOn])]), CancellationToken.None));
        Assert.True(await MayAsync(other));
    }

    /// <summary>An occurrence was opened at the successor first named; then the directory was set right.</summary>
    [Theory]
    [InlineData("repeal", "renamed")]
    [InlineData("repeal", "stands")]
    [InlineData("repeal", "split")]
    [InlineData("repeal", "written before")]
    [InlineData("provision", "renamed")]
    public async Task What_ends_reaches_what_lies_in_the_line_of_a_successor_that_was_corrected_and_in_the_line_that_counts(string what, string correction)
    {
        await using var @case = await Case.StartAsync(new DueRule(On: Due), obligation: 1);
        var world = @case.World;
        var (city, wrong, right) = (await world.RegisterAsync("city", "临江市人民政府"), await world.RegisterAsync("wrong", "甲厅"), await world.RegisterAsync("right", "乙厅"));
        var report = new ObligationId(@case.Id.Obligation.Law, 2);
        await world.ConfirmAsync(report, new ConfirmationRequest([@case.Home, city], Due: new DueRule(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Quarter))));
        var last = new DateOnly(2024, 3, 15);
        var government = new Department(@case.Home, "临江省人民政府", null, [], "zh-CN", null, last, wrong);
        await RegisterAsync(world, correction == "split" ? government with { Successor = right, Split = [new SplitShare(wrong, [report])] } : government);
        await RegisterAsync(world, new Department(city, "临江市人民政府", null, [], "zh-CN", null, last, right));
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        var opened = await world.Get<DeadlineStore>().ListAsync(report, wrong, CancellationToken.None);
        if (correction == "written before")
        {
            // An earlier version of the product pointed from the successor to the department only.
            var directory = world.Storage.CreateTableServiceClient().GetTableClient("directory");
            foreach (var row in world.Storage.Rows("directory", "forerunner"))
            {
                await directory.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: TestContext.Current.CancellationToken);
            }
        }

        await RegisterAsync(world, correction == "stands" ? government with { ValidTo = null, Successor = null } : government with { Successor = right });
        world.Clock.SetNoon(new DateOnly(2024, 4, 10));

        await world.Get<EndObligations>().ExecuteAsync(
            report.Law, new EndingRequest(world.Today, what == "repeal" ? null : [2]), new Act(World.Officer), CancellationToken.None);
        await @case.OnAsync(new DateOnly(2024, 7, 3));

        Assert.Equal("2024Q2", Assert.Single(opened).State.Id.Occurrence);
        var lying = new List<DeadlineState>();
        foreach (var home in new[] { @case.Home, city, wrong, right })
        {
            lying.AddRange((await world.Get<DeadlineStore>().ListAsync(report, home, CancellationToken.None)).Select(head => head.State));
        }

        Assert.Equal(["city-2024Q1", "right-2024Q2", "szf-2024Q1", "wrong-2024Q2"], lying.Select(state => $"{state.Id.Home}-{state.Id.Occurrence}").Order(StringComparer.Ordinal));
        Assert.All(lying, state => Assert.Equal(what == "repeal" ? ClosureReason.Repealed : ClosureReason.ProvisionEnded, state.Closure?.Reason));
        await AssertHistoryAsync(@case);
    }

    /// <summary>A date is corrected at the deadline itself, wherever it lies.</summary>
    [Fact]
    public async Task A_trigger_date_is_corrected_in_the_line_of_a_successor_that_was_corrected_too()
    {
        await using var @case = await Case.StartAsync(new DueRule(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Quarter)));
        var (wrong, right) = (await @case.World.RegisterAsync("wrong", "甲厅"), await @case.World.RegisterAsync("right", "乙厅"));
        var government = new Department(@case.Home, "临江省人民政府", null, [], "zh-CN", null, new DateOnly(2024, 3, 15), wrong);
        await RegisterAsync(@case.World, government);
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        await RegisterAsync(@case.World, government with { Successor = right });
        var lying = new DeadlineId(@case.Id.Obligation, wrong, "2024Q2");
        var act = new StepRequest(StepName.Correction, "登记有误", Trigger: new DateOnly(2024, 5, 1), Period: Period.Months(3));

        var proposed = Assert.IsType<ProposeStep.Outcome.Proposed>(
            await @case.World.Get<ProposeStep>().ExecuteAsync(lying, act, new Act(World.Officer), CancellationToken.None));
        await @case.World.Get<DecideStep>().ExecuteAsync(lying, proposed.Number, StepVerdict.Approve, "理由", new Act(Case.Other), CancellationToken.None);

        var corrected = await @case.StateAsync(lying);
        Assert.Equal((new DateOnly(2024, 5, 1), new DateOnly(2024, 8, 1), 2), (corrected.Trigger, corrected.Due, corrected.Round));
    }

    private static async Task RegisterAsync(World world, Department department) =>
        Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(department, CancellationToken.None));

    private static Task<EndObligations.Outcome> RepealAsync(Case @case, DateOnly on, string? key = null) =>
        @case.World.Get<EndObligations>().ExecuteAsync(@case.Id.Obligation.Law, new EndingRequest(on), new Act(World.Officer, key), CancellationToken.None);

    private static async Task AssertHistoryAsync(Case @case)
    {
        var rebuilt = await @case.World.Get<RebuildState>().ExecuteAsync(repair: false, new Progress<int>(), CancellationToken.None);
        Assert.Empty(rebuilt.Differences);
    }
}
