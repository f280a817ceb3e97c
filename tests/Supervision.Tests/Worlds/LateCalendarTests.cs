using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Jurisdictions;
using Supervision.Obligations;

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
