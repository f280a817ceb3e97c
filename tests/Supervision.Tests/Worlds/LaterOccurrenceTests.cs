using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deadlines.Steps;
using Supervision.Departments;
using Supervision.History;
using Supervision.Identity;
using Supervision.InMemoryStorage;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Obligations.Versions;
using Supervision.Sweeping;

namespace Supervision.Tests.Worlds;

/// <summary>Where, when and how often a recurring duty is owed again.</summary>
public sealed class LaterOccurrenceTests
{
    private static readonly DueRule EachQuarter = new(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Quarter));
    private static readonly DateOnly Ended = new(2024, 3, 15);

    /// <summary>What was opened at the successor first named ends there; the next is owed by whom the directory names now.</summary>
    [Theory]
    [InlineData("renamed", "right")]
    [InlineData("stands", "szf")]
    public async Task The_occurrence_after_one_at_a_wrongly_named_successor_opens_where_it_is_owed(string correction, string owes)
    {
        await using var @case = await Case.StartAsync(EachQuarter);
        var (wrong, right) = (await @case.World.RegisterAsync("wrong", "甲厅"), await @case.World.RegisterAsync("right", "乙厅"));
        await EndAsync(@case.World, @case.Home, wrong);
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        await EndAsync(@case.World, @case.Home, correction == "stands" ? null : right);

        await @case.OnAsync(new DateOnly(2024, 7, 1));
        await @case.OnAsync(new DateOnly(2024, 10, 1));

        Assert.Equal(["szf-2024Q1", "wrong-2024Q2", $"{owes}-2024Q3", $"{owes}-2024Q4"], await LyingAsync(@case.World, @case.Id.Obligation, "szf", "wrong", "right"));
        await AssertHistoryAsync(@case.World);
    }

    [Fact]
    public async Task What_two_departments_owed_is_one_occurrence_at_their_successor_and_two_again_once_one_of_them_is_set_right()
    {
        await using var @case = await Case.StartAsync(EachQuarter, obligation: 1);
        var world = @case.World;
        var (city, heir, right) = (await world.RegisterAsync("city", "临江市人民政府"), await world.RegisterAsync("heir", "甲厅"), await world.RegisterAsync("right", "乙厅"));
        var report = new ObligationId(@case.Id.Obligation.Law, 2);
        await world.ConfirmAsync(report, new ConfirmationRequest([@case.Home, city], [right], Due: EachQuarter));
        await EndAsync(world, @case.Home, heir);
        await EndAsync(world, city, heir);
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        await EndAsync(world, @case.Home, right);

        await @case.OnAsync(new DateOnly(2024, 7, 1));
        await EndAsync(world, @case.Home, null);
        await @case.OnAsync(new DateOnly(2024, 10, 1));

        Assert.Equal(
            ["city-2024Q1", "szf-2024Q1", "heir-2024Q2", "heir-2024Q3", "right-2024Q3", "heir-2024Q4", "szf-2024Q4"],
            await LyingAsync(world, report, "szf", "city", "heir", "right"));

        // Whoever owes it jointly does so again once it lies elsewhere.
        Assert.Empty((await @case.StateAsync(new DeadlineId(report, right, "2024Q3"))).CoDepartments);
        Assert.Equal([right], (await @case.StateAsync(new DeadlineId(report, @case.Home, "2024Q4"))).CoDepartments);
        await AssertHistoryAsync(world);
    }

    [Fact]
    public async Task A_series_that_went_through_several_successors_goes_on_from_the_department_that_was_confirmed()
    {
        await using var @case = await Case.StartAsync(EachQuarter);
        var world = @case.World;
        var (middle, last, right) = (await world.RegisterAsync("middle", "甲厅"), await world.RegisterAsync("last", "乙厅"), await world.RegisterAsync("right", "丙厅"));
        await EndAsync(world, @case.Home, middle);
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        await EndAsync(world, middle, last, new DateOnly(2024, 6, 15));
        await @case.OnAsync(new DateOnly(2024, 7, 1));
        await EndAsync(world, @case.Home, right);

        await @case.OnAsync(new DateOnly(2024, 10, 1));

        Assert.Equal(
            ["szf-2024Q1", "middle-2024Q2", "last-2024Q3", "right-2024Q4"], await LyingAsync(world, @case.Id.Obligation, "szf", "middle", "last", "right"));
    }

    [Fact]
    public async Task What_ended_as_a_mistake_at_one_department_is_not_opened_again_by_what_another_owes()
    {
        await using var @case = await Case.StartAsync(EachQuarter, obligation: 1);
        var world = @case.World;
        var (city, heir) = (await world.RegisterAsync("city", "临江市人民政府"), await world.RegisterAsync("heir", "甲厅"));
        var report = await ConfirmReportAsync(@case, @case.Home, city);
        await WithdrawAsMistakenAsync(world, new DeadlineId(report, @case.Home, "2024Q1"));
        await EndAsync(world, @case.Home, heir);
        await EndAsync(world, city, heir);
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        await EndAsync(world, @case.Home, null);

        await @case.OnAsync(new DateOnly(2024, 7, 1));

        Assert.Equal(["city-2024Q1", "szf-2024Q1", "heir-2024Q2", "heir-2024Q3"], await LyingAsync(world, report, "szf", "city", "heir"));
    }

    [Fact]
    public async Task What_ended_as_a_mistake_at_a_successor_is_not_opened_again_by_whoever_took_over_a_share_of_something_else()
    {
        await using var @case = await Case.StartAsync(EachQuarter, obligation: 1);
        var world = @case.World;
        var (city, middle, right) = (await world.RegisterAsync("city", "临江市人民政府"), await world.RegisterAsync("middle", "甲厅"), await world.RegisterAsync("right", "乙厅"));
        var report = await ConfirmReportAsync(@case, @case.Home, city);
        await EndAsync(world, @case.Home, middle);
        await EndAsync(world, middle, right, [new SplitShare(city, [@case.Id.Obligation])]);
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        await WithdrawAsMistakenAsync(world, new DeadlineId(report, right, "2024Q2"));

        await @case.OnAsync(new DateOnly(2024, 7, 1));

        Assert.Equal(
            ["city-2024Q1", "szf-2024Q1", "city-2024Q2", "right-2024Q2", "city-2024Q3"], await LyingAsync(world, report, "szf", "city", "middle", "right"));
    }

    /// <summary>
    /// The government named the wrong successor first; what it owed went to the city. What the wrong one owes opens nothing at the city, where the duty has
    /// since ended as a mistake.
    /// </summary>
    [Fact]
    public async Task A_wrongly_named_successor_carries_on_nothing_that_went_elsewhere()
    {
        await using var @case = await Case.StartAsync(EachQuarter, obligation: 1);
        var world = @case.World;
        var (city, wrong, heir) = (await world.RegisterAsync("city", "临江市人民政府"), await world.RegisterAsync("wrong", "甲厅"), await world.RegisterAsync("heir", "乙厅"));
        var report = await ConfirmReportAsync(@case, @case.Home, city, wrong);
        await EndAsync(world, @case.Home, wrong);
        await EndAsync(world, @case.Home, city);
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        await EndAsync(world, wrong, heir, new DateOnly(2024, 5, 31));
        await @case.OnAsync(new DateOnly(2024, 7, 1));
        await WithdrawAsMistakenAsync(world, new DeadlineId(report, city, "2024Q3"));

        await @case.OnAsync(new DateOnly(2024, 10, 1));

        Assert.Equal(
            ["city-2024Q1", "szf-2024Q1", "wrong-2024Q1", "city-2024Q2", "wrong-2024Q2", "city-2024Q3", "heir-2024Q3", "heir-2024Q4"],
            await LyingAsync(world, report, "szf", "city", "wrong", "heir"));
        await AssertHistoryAsync(world);
    }

    /// <summary>Two had fallen to one and were two again; what then ended as a mistake at the second is not opened there again by what the first owes.</summary>
    [Fact]
    public async Task What_was_taken_from_a_successor_is_not_opened_again_by_it()
    {
        await using var @case = await Case.StartAsync(EachQuarter, obligation: 1);
        var world = @case.World;
        var (city, right) = (await world.RegisterAsync("city", "临江市人民政府"), await world.RegisterAsync("right", "乙厅"));
        var report = await ConfirmReportAsync(@case, @case.Home, city);
        await EndAsync(world, @case.Home, city);
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        await EndAsync(world, @case.Home, right);
        await @case.OnAsync(new DateOnly(2024, 7, 1));
        await WithdrawAsMistakenAsync(world, new DeadlineId(report, right, "2024Q3"));

        await @case.OnAsync(new DateOnly(2024, 10, 1));

        Assert.Equal(
            ["city-2024Q1", "szf-2024Q1", "city-2024Q2", "city-2024Q3", "right-2024Q3", "city-2024Q4"], await LyingAsync(world, report, "szf", "city", "right"));
        Assert.Equal([city, @case.Home], (await @case.StateAsync(new DeadlineId(report, city, "2024Q2"))).OwedFor!.OrderBy(owed => owed.Value, StringComparer.Ordinal));
        Assert.Equal([city], (await @case.StateAsync(new DeadlineId(report, city, "2024Q3"))).OwedFor);
        await AssertHistoryAsync(world);
    }

    /// <summary>
    /// What the city owed had ended as a mistake when it took over what the government owed; then the government stands again, and the mistake was none.
    /// </summary>
    [Fact]
    public async Task What_is_reopened_where_another_duty_was_taken_over_goes_on_too()
    {
        await using var @case = await Case.StartAsync(EachQuarter, obligation: 1);
        var (world, first) = (@case.World, await TakenOverForATimeAsync(@case));
        var (report, city) = (first.Obligation, first.Home);
        await ReopenAsync(world, first);

        await @case.OnAsync(new DateOnly(2024, 6, 3));
        await @case.OnAsync(new DateOnly(2024, 7, 1));

        Assert.Equal(["city-2024Q1", "szf-2024Q1", "city-2024Q2", "city-2024Q3", "szf-2024Q3"], await LyingAsync(world, report, "szf", "city"));
        Assert.Equal([city], (await @case.StateAsync(new DeadlineId(report, city, "2024Q3"))).OwedFor);
        await AssertHistoryAsync(world);
    }

    /// <summary>Named and set right twice: what was opened at the second successor goes on at the third, though the first owes the same on its own account.</summary>
    [Fact]
    public async Task What_was_opened_for_a_department_goes_on_for_it_however_often_its_successor_is_set_right()
    {
        await using var @case = await Case.StartAsync(EachQuarter, obligation: 1);
        var world = @case.World;
        var (city, second, third) = (await world.RegisterAsync("city", "临江市人民政府"), await world.RegisterAsync("second", "甲厅"), await world.RegisterAsync("third", "乙厅"));
        var report = await ConfirmReportAsync(@case, @case.Home, city);
        await EndAsync(world, @case.Home, city);
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        await EndAsync(world, @case.Home, second);
        await @case.OnAsync(new DateOnly(2024, 7, 1));
        await EndAsync(world, @case.Home, third);

        await @case.OnAsync(new DateOnly(2024, 10, 1));

        Assert.Equal(
            ["city-2024Q1", "szf-2024Q1", "city-2024Q2", "city-2024Q3", "second-2024Q3", "city-2024Q4", "third-2024Q4"],
            await LyingAsync(world, report, "szf", "city", "second", "third"));
        Assert.Equal([@case.Home], (await @case.StateAsync(new DeadlineId(report, third, "2024Q4"))).OwedFor);
        await AssertHistoryAsync(world);
    }

    /// <summary>
    /// As before, but the mistake is seen only after the occurrence that the city's first should have opened was opened for the government alone, and the one
    /// after that at the government.
    /// </summary>
    [Fact]
    public async Task What_is_reopened_late_goes_on_from_the_occurrence_that_was_opened_for_another()
    {
        await using var @case = await Case.StartAsync(EachQuarter, obligation: 1);
        var (world, first) = (@case.World, await TakenOverForATimeAsync(@case));
        var (report, city) = (first.Obligation, first.Home);
        await @case.OnAsync(new DateOnly(2024, 7, 1));
        await ReopenAsync(world, first);

        await @case.OnAsync(new DateOnly(2024, 7, 8));
        await @case.OnAsync(new DateOnly(2024, 10, 1));

        Assert.Equal(
            ["city-2024Q1", "szf-2024Q1", "city-2024Q2", "city-2024Q3", "szf-2024Q3", "city-2024Q4", "szf-2024Q4"], await LyingAsync(world, report, "szf", "city"));
        Assert.Equal([@case.Home, city], (await @case.StateAsync(new DeadlineId(report, city, "2024Q2"))).OwedFor);
        Assert.Equal([city], (await @case.StateAsync(new DeadlineId(report, city, "2024Q3"))).OwedFor);
        Assert.Equal([@case.Home], (await @case.StateAsync(new DeadlineId(report, @case.Home, "2024Q3"))).OwedFor);
        await AssertHistoryAsync(world);
    }

    /// <summary>
    /// While the occurrence after the government's is opened at its successor, what the city owes comes to it too: the note that all are open waits for the
    /// city's.
    /// </summary>
    [Fact]
    public async Task A_duty_that_comes_to_an_occurrence_while_the_next_is_opened_is_followed_too()
    {
        await using var @case = await Case.StartAsync(EachQuarter, obligation: 1);
        var world = @case.World;
        var (city, heir) = (await world.RegisterAsync("city", "临江市人民政府"), await world.RegisterAsync("heir", "甲厅"));
        var report = await ConfirmReportAsync(@case, @case.Home, city);
        var late = new DeadlineId(report, city, "2024Q1");
        await WithdrawAsMistakenAsync(world, late);
        await EndAsync(world, @case.Home, heir);
        await EndAsync(world, city, heir);
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        world.Clock.SetNoon(new DateOnly(2024, 7, 1));
        var joined = false;
        world.Storage.Interceptor = async request =>
        {
            if (!joined && request.Operation is StorageOperation.Transaction
                && world.Storage.Rows("supervision", "heir").Any(row => row.RowKey.EndsWith("heir-2024Q3", StringComparison.Ordinal)))
            {
                joined = true;
                await ReopenAsync(world, late);
                await world.Get<OpenNextOccurrence>().ExecuteAsync(late, new DateOnly(2024, 4, 2), CancellationToken.None);
            }

            return null;
        };

        await world.Get<OpenNextOccurrence>().ExecuteAsync(new DeadlineId(report, heir, "2024Q2"), new DateOnly(2024, 7, 1), CancellationToken.None);

        Assert.True(joined);
        Assert.Equal(["city-2024Q1", "szf-2024Q1", "heir-2024Q2", "heir-2024Q3"], await LyingAsync(world, report, "szf", "city", "heir"));
        Assert.Equal([@case.Home, city], (await @case.StateAsync(new DeadlineId(report, heir, "2024Q3"))).OwedFor);
        await AssertHistoryAsync(world);
    }

    /// <summary>The process dies once the next is open at the successor, before the note on the one before; then that successor turns out to be wrong.</summary>
    [Fact]
    public async Task What_a_crash_left_open_at_a_successor_is_not_opened_again_at_the_right_one()
    {
        await using var @case = await Case.StartAsync(EachQuarter);
        var storage = @case.World.Storage;
        var (wrong, right) = (await @case.World.RegisterAsync("wrong", "甲厅"), await @case.World.RegisterAsync("right", "乙厅"));
        await EndAsync(@case.World, @case.Home, wrong);
        @case.World.Clock.SetNoon(new DateOnly(2024, 4, 1));
        DieOnceThereIs(storage, wrong, "2024Q2");
        await Assert.ThrowsAnyAsync<Exception>(() => @case.World.SweepAsync());
        await using var second = await World.StartAsync(@case.World.Clock, storage, process: storage.StartProcess("second"));
        await EndAsync(second, @case.Home, right);

        await second.SweepAsync();
        second.Clock.SetNoon(new DateOnly(2024, 7, 1));
        await second.SweepAsync();

        Assert.Equal(["szf-2024Q1", "wrong-2024Q2", "right-2024Q3"], await LyingAsync(second, @case.Id.Obligation, "szf", "wrong", "right"));
        await AssertHistoryAsync(second);
    }

    /// <summary>The process dies once the next is open where it is owed, before the note on the one before.</summary>
    [Fact]
    public async Task An_opening_that_is_repeated_after_a_crash_opens_nothing_elsewhere()
    {
        await using var @case = await Case.StartAsync(EachQuarter);
        var storage = @case.World.Storage;
        var wrong = await @case.World.RegisterAsync("wrong", "甲厅");
        await EndAsync(@case.World, @case.Home, wrong);
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        await EndAsync(@case.World, @case.Home, null);
        @case.World.Clock.SetNoon(new DateOnly(2024, 7, 1));
        DieOnceThereIs(storage, @case.Home, "2024Q3");

        await Assert.ThrowsAnyAsync<Exception>(() => @case.World.SweepAsync());
        await using var second = await World.StartAsync(@case.World.Clock, storage, process: storage.StartProcess("second"));
        await second.SweepAsync();

        Assert.Equal(["szf-2024Q1", "wrong-2024Q2", "szf-2024Q3"], await LyingAsync(second, @case.Id.Obligation, "szf", "wrong"));
    }

    /// <summary>The process dies before it writes anything after an occurrence at a department.</summary>
    private static void DieOnceThereIs(InMemoryStorageService storage, DepartmentId home, string occurrence)
    {
        var died = false;
        storage.Interceptor = request => ValueTask.FromResult(
            !died && request.Operation is StorageOperation.Transaction
                && storage.Rows("supervision", home.Value).Any(row => row.RowKey.EndsWith($"{home}-{occurrence}", StringComparison.Ordinal))
                ? Die()
                : null);

        StorageFault Die()
        {
            died = true;
            return StorageFault.DieBefore;
        }
    }

    /// <summary>Confirmed on 2 January 2024: the year before can still be reported by 31 March, a Sunday; the year that runs is owed beside it.</summary>
    [Fact]
    public async Task A_report_on_a_year_that_is_over_is_owed_while_its_last_day_is_not_past()
    {
        await using var @case = await Case.StartAsync(
            new DueRule(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Year, ByInNext: new MonthDay(3, 31))), trigger: new DateOnly(2020, 1, 1));

        await @case.World.SweepAsync();

        var (first, second) = (await @case.StateAsync(), await @case.StateAsync(@case.Id with { Occurrence = "2024" }));
        Assert.Equal(("2023", new DateOnly(2023, 1, 1), new DateOnly(2024, 4, 1), false), (first.Id.Occurrence, first.Trigger, first.Due, first.Inherited));
        Assert.Equal((new DateOnly(2024, 1, 1), new DateOnly(2025, 3, 31)), (second.Trigger, second.Due));
    }

    /// <summary>The report of each year becomes one of each half-year from 1 July 2025.</summary>
    [Theory]
    [InlineData(ProvisionChoice.Correct, null, "2025-07-01", "2026H1 2026-06-30, 2026H2 2026-12-31")]
    [InlineData(ProvisionChoice.Keep, null, "2025-07-01", "2026 2026-12-31")]
    [InlineData(ProvisionChoice.Correct, "officer", "2025-07-01", "2026 2026-12-31")]
    [InlineData(ProvisionChoice.Correct, null, "2026-07-01", "2026 2026-12-31, 2027H1 2027-06-30")]
    public async Task What_opens_after_an_amendment_follows_the_new_words_where_an_officer_decided_so(ProvisionChoice choice, string? setBy, string effective, string expected)
    {
        await using var world = await AmendedAsync("每年", "每半年", setBy is null ? null : new DueRule(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Year)));
        await DecideAsync(world, choice, Calendars.SlowDays.Day(effective));

        foreach (var day in (string[])["2026-01-01", "2026-07-01", "2027-01-01"])
        {
            world.Clock.SetNoon(Calendars.SlowDays.Day(day));
            await world.SweepAsync();
        }

        var opened = (await world.Get<DeadlineStore>().ListAsync(Report, Government, CancellationToken.None)).Select(head => head.State).ToList();
        var found = opened.Select(state => $"{state.Id.Occurrence} {state.Provenance.Unadjusted:yyyy-MM-dd}").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(["2024 2024-12-31", "2025 2025-12-31"], found[..2]);
        Assert.Equal(expected.Split(", "), found[2..].Take(expected.Split(", ").Length));
        await AssertHistoryAsync(world);
    }

    /// <summary>
    /// Half-yearly from 1 July 2025 by one amendment; a second one, decided upon before 2026, makes it quarterly from 1 July 2026. Till then the words of the
    /// first count.
    /// </summary>
    [Fact]
    public async Task Words_that_are_not_in_force_yet_leave_those_of_the_amendment_before_in_force()
    {
        await using var world = await AmendedAsync("每年", "每半年", null);
        await DecideAsync(world, ProvisionChoice.Correct, new DateOnly(2025, 7, 1));
        world.Clock.SetNoon(new DateOnly(2025, 11, 3));
        await world.SweepAsync();
        await world.ImportAsync(Quarterly);
        await DecideAsync(world, ProvisionChoice.Correct, new DateOnly(2026, 7, 1));

        foreach (var day in (string[])["2026-01-01", "2026-07-01", "2026-10-01"])
        {
            world.Clock.SetNoon(Calendars.SlowDays.Day(day));
            await world.SweepAsync();
        }

        var opened = (await world.Get<DeadlineStore>().ListAsync(Report, Government, CancellationToken.None)).Select(head => head.State.Id.Occurrence);
        Assert.Equal(["2024", "2025", "2026H1", "2026Q3", "2026Q4"], opened.Order(StringComparer.Ordinal));
        await AssertHistoryAsync(world);
    }

    /// <summary>
    /// Half-yearly by one amendment, quarterly by a second; the half-year was open for the government at the city when the city's own duty, withdrawn as a
    /// mistake, came to the year before: that half-year is what follows, for both, and the quarter is not opened beside it.
    /// </summary>
    [Fact]
    public async Task What_was_opened_by_an_amendment_is_what_follows_also_for_a_duty_that_comes_there_after_the_next()
    {
        var city = DepartmentId.Parse("city");
        await using var world = await AmendedAsync("每年", "每半年", null, city);
        await DecideAsync(world, ProvisionChoice.Correct, new DateOnly(2025, 7, 1));
        world.Clock.SetNoon(new DateOnly(2026, 1, 1));
        await world.SweepAsync();
        await world.ImportAsync(Quarterly);
        await DecideAsync(world, ProvisionChoice.Correct, new DateOnly(2025, 12, 1));
        var mistaken = new DeadlineId(Report, city, "2024");
        await ReopenAsync(world, mistaken);

        world.Clock.SetNoon(new DateOnly(2026, 2, 2));
        await world.SweepAsync();

        Assert.Equal(["city-2024", "szf-2024", "city-2025", "city-2026H1"], await LyingAsync(world, Report, "szf", "city"));
        Assert.Equal([Government, city], (await world.Get<DeadlineStore>().FindAsync(new DeadlineId(Report, city, "2026H1"), CancellationToken.None))!.State.OwedFor);
        await AssertHistoryAsync(world);
    }

    /// <summary>The first half of 2025 was reported on its own; what is left of the year, with the next.</summary>
    [Fact]
    public async Task A_longer_period_by_the_new_words_covers_what_is_left_of_the_one_that_runs()
    {
        await using var world = await AmendedAsync("每半年", "每年", null);
        await DecideAsync(world, ProvisionChoice.Correct, new DateOnly(2025, 6, 1));

        foreach (var day in (string[])["2025-07-01", "2026-01-01"])
        {
            world.Clock.SetNoon(Calendars.SlowDays.Day(day));
            await world.SweepAsync();
        }

        var opened = (await world.Get<DeadlineStore>().ListAsync(Report, Government, CancellationToken.None))
            .Select(head => $"{head.State.Id.Occurrence} {head.State.PeriodStart:yyyy-MM-dd} {head.State.PeriodEnd:yyyy-MM-dd}");
        Assert.Equal(
            [
                "2024H1 2024-01-01 2024-06-30", "2024H2 2024-07-01 2024-12-31", "2025H1 2025-01-01 2025-06-30", "2025 2025-07-01 2025-12-31",
                "2026 2026-01-01 2026-12-31",
            ],
            opened.OrderBy(line => line.Split(' ')[1], StringComparer.Ordinal));
    }

    private static readonly DepartmentId Government = DepartmentId.Parse("szf");
    private static readonly ObligationId Report = new(LawId.OfTitle("临江省水源保护条例"), 5);

    /// <summary>The text of a second amendment, by which the report is owed each quarter.</summary>
    private static string Quarterly => GivenVersions.Before
        .Replace(
            "第六次会议通过",
            "第六次会议通过 根据2025年3月28日临江省第十四届人民代表大会常务委员会第十五次会议《关于修改〈临江省水源保护条例〉的决定》第一次修正 "
            + "根据2025年10月30日临江省第十四届人民代表大会常务委员会第十九次会议《关于修改〈临江省水源保护条例〉的决定》第二次修正",
            StringComparison.Ordinal)
        .Replace("省人民政府应当每年", "省人民政府应当每季度", StringComparison.Ordinal);

    /// <summary>Confirmed in 2024; on 1 April 2025 the amended text is imported, in which the report comes back otherwise.</summary>
    /// <param name="heir">Owes it too, until that is withdrawn as a mistake, and takes over from the government.</param>
    private static async Task<World> AmendedAsync(string before, string after, DueRule? due, DepartmentId? heir = null)
    {
        var world = await World.StartAsync();
        await world.RegisterAsync("szf", "临江省人民政府");
        var text = GivenVersions.Before.Replace("每年", before, StringComparison.Ordinal);
        if (heir is { } named)
        {
            await world.RegisterAsync(named.Value, "临江市人民政府");
        }

        await world.ImportAsync(text);
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(
            await world.ConfirmAsync(Report, new ConfirmationRequest(heir is { } also ? [Government, also] : [Government], Due: due)));
        if (heir is { } city)
        {
            await WithdrawAsMistakenAsync(world, new DeadlineId(Report, city, "2024"));
            await EndAsync(world, Government, city);
        }

        world.Clock.SetNoon(new DateOnly(2025, 4, 1));
        await world.SweepAsync();
        await world.ImportAsync(text
            .Replace("第六次会议通过", "第六次会议通过 根据2025年3月28日临江省第十四届人民代表大会常务委员会第十五次会议《关于修改〈临江省水源保护条例〉的决定》修正", StringComparison.Ordinal)
            .Replace($"省人民政府应当{before}", $"省人民政府应当{after}", StringComparison.Ordinal));
        return world;
    }

    private static async Task DecideAsync(World world, ProvisionChoice choice, DateOnly effective)
    {
        var version = (await world.Get<LawStore>().FindAsync(Report.Law, CancellationToken.None))!.Value.Law.TextVersion;
        Assert.IsType<DecideVersion.Outcome.Decided>(await world.Get<DecideVersion>().ExecuteAsync(
            Report.Law, version, new VersionRequest([new ProvisionDecision(Report.Number, choice)], effective), new Act(World.Officer), CancellationToken.None));
    }

    private static async Task EndAsync(World world, DepartmentId department, DepartmentId? heir, DateOnly? on = null)
    {
        var known = (await world.Get<DirectoryStore>().FindAsync(department, CancellationToken.None))!;
        Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(known with { ValidTo = heir is null ? null : on ?? Ended, Successor = heir }, CancellationToken.None));
    }

    private static async Task EndAsync(World world, DepartmentId department, DepartmentId heir, IReadOnlyList<SplitShare> split)
    {
        var known = (await world.Get<DirectoryStore>().FindAsync(department, CancellationToken.None))!;
        Assert.Empty(await world.Get<RegisterDepartment>().ExecuteAsync(known with { ValidTo = Ended, Successor = heir, Split = split }, CancellationToken.None));
    }

    /// <summary>The report of the case's law, each quarter, by each of these.</summary>
    private static async Task<ObligationId> ConfirmReportAsync(Case @case, params DepartmentId[] owing)
    {
        var report = new ObligationId(@case.Id.Obligation.Law, 2);
        Assert.IsType<ConfirmObligation.Outcome.Confirmed>(await @case.World.ConfirmAsync(report, new ConfirmationRequest(owing, Due: EachQuarter)));
        return report;
    }

    /// <summary>
    /// What the city owed has ended as a mistake when it takes over what the government owes; once the occurrence for that is open, the government stands again.
    /// </summary>
    /// <returns>The mistaken one.</returns>
    private static async Task<DeadlineId> TakenOverForATimeAsync(Case @case)
    {
        var city = await @case.World.RegisterAsync("city", "临江市人民政府");
        var mistaken = new DeadlineId(await ConfirmReportAsync(@case, @case.Home, city), city, "2024Q1");
        await WithdrawAsMistakenAsync(@case.World, mistaken);
        await EndAsync(@case.World, @case.Home, city);
        await @case.OnAsync(new DateOnly(2024, 4, 1));
        await EndAsync(@case.World, @case.Home, null);
        return mistaken;
    }

    private static async Task ReopenAsync(World world, DeadlineId mistaken) => Assert.IsType<ReopenDeadline.Outcome.Reopened>(
        await world.Get<ReopenDeadline>().ExecuteAsync(mistaken, "撤销有误", new Act(Case.Director), CancellationToken.None));

    private static async Task WithdrawAsMistakenAsync(World world, DeadlineId mistaken)
    {
        var proposed = Assert.IsType<ProposeStep.Outcome.Proposed>(await world.Get<ProposeStep>().ExecuteAsync(
            mistaken, new StepRequest(StepName.Withdrawal, "登记有误"), new Act(World.Officer), CancellationToken.None));
        await world.Get<DecideStep>().ExecuteAsync(mistaken, proposed.Number, StepVerdict.Approve, "理由", new Act(Case.Director), CancellationToken.None);
    }

    private static async Task<IEnumerable<string>> LyingAsync(World world, ObligationId obligation, params string[] homes)
    {
        var lying = new List<DeadlineId>();
        foreach (var home in homes)
        {
            lying.AddRange((await world.Get<DeadlineStore>().ListAsync(obligation, DepartmentId.Parse(home), CancellationToken.None)).Select(head => head.State.Id));
        }

        return lying.OrderBy(id => id.Occurrence, StringComparer.Ordinal).ThenBy(id => id.Home.Value, StringComparer.Ordinal).Select(id => $"{id.Home}-{id.Occurrence}");
    }

    private static async Task AssertHistoryAsync(World world) =>
        Assert.Empty((await world.Get<RebuildState>().ExecuteAsync(repair: false, new Progress<int>(), CancellationToken.None)).Differences);
}
