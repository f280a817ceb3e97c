using Azure.Data.Tables;
using Supervision.Alerts;
using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Deadlines.Steps;
using Supervision.History;
using Supervision.Jurisdictions;
using Supervision.Obligations;
using Supervision.Sweeping;

namespace Supervision.Tests.Worlds;

/// <summary>The holidays of a year are announced after deadlines were computed from it.</summary>
public sealed class LateCalendarTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("supervision-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Twenty working days after the end of 2026 are 28 January 2027 by weekends alone; two more where two of them turn out to be off.</summary>
    [Fact]
    public async Task Working_days_after_the_end_of_a_period_are_counted_anew_when_the_calendar_arrives()
    {
        await using var @case = await Case.StartAsync(
            new DueRule(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Year, AfterPeriodEnd: Period.WorkingDays(20))), trigger: new DateOnly(2026, 1, 1));
        var before = await @case.StateAsync();
        @case.World.Clock.SetNoon(new DateOnly(2026, 12, 1));
        await using var later = await WithHolidaysOf2027Async(@case.World, "2027-01-04,off\n2027-01-05,off");
        await later.SweepAsync();

        var after = (await later.Get<DeadlineStore>().FindAsync(@case.Id, CancellationToken.None))!.State;
        Assert.Equal((true, new DateOnly(2027, 1, 28)), (before.Provenance.Provisional, before.Due));
        Assert.Equal((false, new DateOnly(2027, 2, 1), new DateOnly(2027, 2, 1)), (after.Provenance.Provisional, after.Due, after.OriginalDue));
        Assert.Equal(2, after.Round);
    }

    /// <summary>Nobody is reminded of what was deferred, or of what was past when it was confirmed; its d0 is fixed all the same.</summary>
    [Fact]
    public async Task The_due_date_of_what_is_silent_is_fixed_when_the_calendar_arrives()
    {
        await using var @case = await Case.StartAsync(
            new DueRule(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Year, AfterPeriodEnd: Period.WorkingDays(20))), trigger: new DateOnly(2026, 1, 1));
        await @case.StepAsync(new StepRequest(StepName.Deferral, "等待国家规定"));
        @case.World.Clock.SetNoon(new DateOnly(2026, 12, 1));
        await using var later = await WithHolidaysOf2027Async(@case.World, "2027-01-04,off\n2027-01-05,off");
        await later.SweepAsync();

        var after = (await later.Get<DeadlineStore>().FindAsync(@case.Id, CancellationToken.None))!.State;
        Assert.Equal((false, new DateOnly(2027, 2, 1)), (after.Provenance.Provisional, after.OriginalDue));
        Assert.Empty(await @case.RaisedAsync());
        Assert.NotNull(after.DeferredOn);
    }

    /// <summary>
    /// Told on 24 December, the department has to explain itself ten working days later: on 7 January by weekends alone, the day before where a
    /// Saturday turns out to be worked.
    /// </summary>
    [Fact]
    public async Task A_stage_that_the_calendar_moves_forward_comes_on_its_new_date()
    {
        await using var @case = await Case.StartAsync(new DueRule(On: new DateOnly(2026, 12, 23)));
        await @case.OnAsync(new DateOnly(2026, 12, 24));
        await @case.ThroughAsync(new DateOnly(2026, 12, 28));
        await using var later = await WithHolidaysOf2027Async(@case.World, "2027-01-02,work");
        DateOnly? raisedOn = null;
        for (var day = new DateOnly(2026, 12, 29); raisedOn is null && day <= new DateOnly(2027, 1, 20); day = day.AddDays(1))
        {
            later.Clock.SetNoon(day);
            await later.SweepAsync();
            raisedOn = (await @case.StateAsync()).Raised == EscalationStage.ExplanationRequired ? day : null;
        }

        Assert.Equal(new DateOnly(2026, 12, 24), (await @case.StateAsync()).OverdueNoticeSentOn);
        Assert.Equal(new DateOnly(2027, 1, 6), raisedOn);
    }

    /// <summary>By weekends alone d is Friday 1 January 2027, and a report received on Monday is three days late; the first turns out to be a holiday.</summary>
    [Fact]
    public async Task What_was_fulfilled_while_its_date_was_provisional_is_judged_by_the_date_that_counts_and_stays_in_its_round()
    {
        await using var @case = await Case.StartAsync(new DueRule(Period: Period.Years(1)), trigger: new DateOnly(2026, 1, 1));
        await @case.OnAsync(new DateOnly(2026, 12, 28));
        @case.World.Clock.SetNoon(new DateOnly(2027, 1, 4));
        await @case.ReportAsync();
        await @case.World.RelayAsync();
        var before = await @case.StateAsync();
        var reminded = await @case.AlertAsync(1, EscalationStage.Reminder);
        await @case.ThroughAsync(new DateOnly(2027, 1, 12));
        var waiting = await @case.StateAsync();
        await using var later = await WithHolidaysOf2027Async(@case.World, "2027-01-01,off");
        for (var day = new DateOnly(2027, 1, 13); day <= new DateOnly(2027, 1, 20); day = day.AddDays(1))
        {
            later.Clock.SetNoon(day);
            await later.SweepAsync();
            await later.RelayAsync();
        }

        var after = (await @case.World.Get<DeadlineStore>().FindAsync(@case.Id, CancellationToken.None))!;
        Assert.Equal((true, new DateOnly(2027, 1, 1), Standing.FulfilledLate), (before.Provenance.Provisional, before.Due, Standings.Of(before, later.Today)));
        Assert.Equal((AlertStatus.Resolved, new AlertResolution(AlertOutcome.FulfilledLate, new DateOnly(2027, 1, 4), 3)), (reminded.Status, reminded.Resolution));
        Assert.True(waiting.Provenance.Provisional);
        Assert.Equal((false, new DateOnly(2027, 1, 4), new DateOnly(2027, 1, 4)), (after.State.Provenance.Provisional, after.State.Due, after.State.OriginalDue));
        Assert.Equal((1, Standing.FulfilledOnTime, null), (after.State.Round, Standings.Of(after.State, later.Today), after.NextLook));
        Assert.Equal(reminded with { Resolution = new AlertResolution(AlertOutcome.FulfilledOnTime, new DateOnly(2027, 1, 4), 0) }, await @case.AlertAsync(1, EscalationStage.Reminder), SameAlert);
        Assert.Equal([(1, EscalationStage.Reminder, new DateOnly(2026, 12, 28))], await @case.RaisedAsync());
        Assert.Empty(later.Mail.Taken);
        Assert.Empty((await later.Get<RebuildState>().ExecuteAsync(repair: false, new Progress<int>(), CancellationToken.None)).Differences);

        static bool SameAlert(Alert one, Alert other) => Json.Write(one) == Json.Write(other);
    }

    /// <summary>What an earlier version of the product left without a look gets one at the daily check, and nobody is told that a row was missing.</summary>
    [Fact]
    public async Task What_was_fulfilled_before_anybody_looked_at_such_again_is_looked_at_too()
    {
        await using var @case = await Case.StartAsync(new DueRule(Period: Period.Years(1)), trigger: new DateOnly(2026, 1, 1));
        @case.World.Clock.SetNoon(new DateOnly(2027, 1, 4));
        await @case.ReportAsync();
        await @case.World.RelayAsync();
        var table = @case.World.Storage.CreateTableServiceClient().GetTableClient("supervision");
        TableEntity row = await table.GetEntityAsync<TableEntity>(@case.Home.Value, $"deadline-{@case.Id}", cancellationToken: TestContext.Current.CancellationToken);
        row.Remove("NextLook");
        await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, TestContext.Current.CancellationToken);
        await using var later = await WithHolidaysOf2027Async(@case.World, "2027-01-01,off");
        later.Clock.SetNoon(new DateOnly(2027, 2, 1));

        var check = await later.Get<CheckAgenda>().ExecuteAsync(all: true, CancellationToken.None);
        later.Clock.SetNoon(new DateOnly(2027, 2, 8));
        await later.SweepAsync();

        Assert.Empty(check.Restored);
        Assert.Equal((false, new DateOnly(2027, 1, 4)), ((await @case.StateAsync()).Provenance.Provisional, (await @case.StateAsync()).Due));
    }

    [Fact]
    public async Task Nobody_looks_again_at_what_is_waived_while_its_date_is_provisional()
    {
        await using var @case = await Case.StartAsync(new DueRule(Period: Period.Years(1)), trigger: new DateOnly(2026, 1, 1));
        await @case.StepAsync(new StepRequest(StepName.Waiver, "与专项工作报告合并"));

        Assert.Null((await @case.World.Get<DeadlineStore>().FindAsync(@case.Id, CancellationToken.None))!.NextLook);
    }

    /// <summary>Another process, which was started after the file had been put into its folder.</summary>
    private async Task<World> WithHolidaysOf2027Async(World world, string days)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "cn-2027.csv"), $"date,day\n{days}\n", CancellationToken.None);
        return await World.StartAsync(
            world.Clock,
            world.Storage,
            process: world.Storage.StartProcess("later"),
            settings: new Dictionary<string, string?> { ["Calendars:Folder"] = folder });
    }
}
