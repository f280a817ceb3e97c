using Supervision.Calendars;
using Supervision.Deadlines;
using Supervision.Obligations;

namespace Supervision.Tests.Worlds;

/// <summary>The holidays of a year are announced after deadlines were computed from it.</summary>
public sealed class LateCalendarTests
{
    /// <summary>Twenty working days after the end of 2026 are 28 January 2027 by weekends alone; two more where two of them turn out to be off.</summary>
    [Fact]
    public async Task Working_days_after_the_end_of_a_period_are_counted_anew_when_the_calendar_arrives()
    {
        await using var @case = await Case.StartAsync(
            new DueRule(Recurrence: new EachCalendarPeriod(1, RecurrenceUnit.Year, AfterPeriodEnd: Period.WorkingDays(20))), trigger: new DateOnly(2026, 1, 1));
        var before = await @case.StateAsync();
        @case.World.Clock.SetNoon(new DateOnly(2026, 12, 1));
        var folder = Directory.CreateTempSubdirectory("supervision-test-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "cn-2027.csv"), "date,day\n2027-01-04,off\n2027-01-05,off\n", CancellationToken.None);
            await using var later = await World.StartAsync(
                @case.World.Clock,
                @case.World.Storage,
                process: @case.World.Storage.StartProcess("later"),
                settings: new Dictionary<string, string?> { ["Calendars:Folder"] = folder });
            await later.SweepAsync();

            var after = (await later.Get<DeadlineStore>().FindAsync(@case.Id, CancellationToken.None))!.State;
            Assert.Equal((true, new DateOnly(2027, 1, 28)), (before.Provenance.Provisional, before.Due));
            Assert.Equal((false, new DateOnly(2027, 2, 1), new DateOnly(2027, 2, 1)), (after.Provenance.Provisional, after.Due, after.OriginalDue));
            Assert.Equal(2, after.Round);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
