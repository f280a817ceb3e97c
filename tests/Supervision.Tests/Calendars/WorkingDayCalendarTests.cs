using Supervision.Calendars;

namespace Supervision.Tests.Calendars;

public sealed class WorkingDayCalendarTests
{
    [Fact]
    public void Ships_one_file_for_each_announced_year()
    {
        var calendar = WorkingDayCalendar.LoadShipped();

        Assert.Equal(Enumerable.Range(SlowDays.FirstYear, 20), calendar.AnnouncedYears);
        Assert.Equal(678, SlowDays.FactCount);
        Assert.False(calendar.IsAnnounced(2006));
        Assert.False(calendar.IsAnnounced(2027));
        Assert.StartsWith("cn-2007..2026+", calendar.Version, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2006-12-30", true)] // Saturday worked by the announcement for 2007
    [InlineData("2015-09-03", false)] // the anniversary of 2015
    [InlineData("2018-12-31", false)] // Monday off by the announcement for 2019
    [InlineData("2020-01-31", false)] // the holiday prolonged in 2020
    [InlineData("2024-02-18", true)] // Sunday worked
    [InlineData("2026-10-10", true)] // Saturday worked
    [InlineData("2026-10-07", false)]
    [InlineData("2027-10-01", true)] // not announced: a Friday
    [InlineData("2027-10-02", false)] // not announced: a Saturday
    public void Knows_holidays_and_make_up_workdays(string day, bool works) =>
        Assert.Equal(works, WorkingDayCalendar.LoadShipped().IsWorkingDay(SlowDays.Day(day)));

    [Fact]
    public void The_last_week_of_december_waits_for_the_next_announcement()
    {
        var calendar = WorkingDayCalendar.LoadShipped();

        Assert.True(calendar.IsSettled(new DateOnly(2026, 12, 24)));
        Assert.False(calendar.IsSettled(new DateOnly(2026, 12, 25)));
        Assert.True(calendar.IsSettled(new DateOnly(2025, 12, 31)));
        Assert.False(calendar.IsSettled(new DateOnly(2027, 6, 1)));
    }

    [Fact]
    public void A_folder_adds_and_replaces_whole_years_without_a_rebuild()
    {
        var folder = Directory.CreateTempSubdirectory("calendar");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "cn-2026.csv"), "\uFEFFdate,day\r\n# corrected notice\r\n2026-03-02,off\r\n");
            File.WriteAllText(Path.Combine(folder.FullName, "cn-2027.csv"), "date,day\n2026-12-31,off\n2027-01-01,off\n");
            File.WriteAllText(Path.Combine(folder.FullName, "hk-2027.csv"), "date,day\n2027-01-01,off\n");
            File.WriteAllText(Path.Combine(folder.FullName, "notes.txt"), "not a calendar");

            var calendar = CalendarFiles.Load("cn", folder.FullName);

            Assert.True(calendar.IsAnnounced(2027));
            Assert.False(calendar.IsWorkingDay(new DateOnly(2026, 12, 31)));
            Assert.False(calendar.IsWorkingDay(new DateOnly(2026, 3, 2)));
            Assert.True(calendar.IsWorkingDay(new DateOnly(2026, 10, 7)));
            Assert.NotEqual(WorkingDayCalendar.LoadShipped().Version, calendar.Version);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("cn2027.csv", "date,day\n2027-01-01,off\n", CalendarFaultCodes.FileName, 0)]
    [InlineData("CN-2027.csv", "date,day\n2027-01-01,off\n", CalendarFaultCodes.FileName, 0)]
    [InlineData("cn-2027.csv", "2027-01-01,off\n", CalendarFaultCodes.Header, 1)]
    [InlineData("cn-2027.csv", "date,day\n2027-02-30,off\n2027-01-01,off\n", CalendarFaultCodes.Row, 2)]
    [InlineData("cn-2027.csv", "date,day\n2027-01-01,off\n2027-01-02,holiday\n", CalendarFaultCodes.Row, 3)]
    [InlineData("cn-2027.csv", "date,day\n2027-01-01;off\n2027-01-02,off\n", CalendarFaultCodes.Row, 2)]
    [InlineData("cn-2027.csv", "date,day\n2026-12-24,off\n2027-01-01,off\n", CalendarFaultCodes.DateOutsideYear, 2)]
    [InlineData("cn-2027.csv", "date,day\n2027-01-01,off\n2028-01-01,off\n", CalendarFaultCodes.DateOutsideYear, 3)]
    [InlineData("cn-2027.csv", "date,day\n2027-01-01,off\n\n2027-01-01,off\n", CalendarFaultCodes.DuplicateDate, 4)]
    [InlineData("cn-2027.csv", "date,day\n", CalendarFaultCodes.Empty, 0)]
    public void Names_file_line_and_code_of_a_fault(string file, string csv, string code, int line)
    {
        var exception = Assert.Throws<CalendarException>(() => WorkingDayCalendar.Parse([(file, csv)]));

        var fault = Assert.Single(exception.Faults);
        Assert.Equal((code, file, line), (fault.Code, fault.File, fault.Line));
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_every_fault_at_once_and_contradictions_between_years()
    {
        var exception = Assert.Throws<CalendarException>(() => WorkingDayCalendar.Parse(
        [
            ("cn-2026.csv", "date,day\n2026-12-31,off\nnonsense\n"),
            ("cn-2027.csv", "date,day\n2026-12-31,work\n"),
            ("hk-2027.csv", "date,day\n2027-01-01,off\n"),
        ]));

        Assert.Equal([CalendarFaultCodes.Row, CalendarFaultCodes.Mixed], exception.Faults.Select(fault => fault.Code).Take(2));
        var contradiction = Assert.Throws<CalendarException>(() => WorkingDayCalendar.Parse(
            [("cn-2026.csv", "date,day\n2026-12-31,off\n"), ("cn-2027.csv", "date,day\n2026-12-31,work\n")]));
        Assert.Equal(CalendarFaultCodes.Contradiction, Assert.Single(contradiction.Faults).Code);
    }

    [Fact]
    public void A_missing_folder_or_calendar_is_a_fault()
    {
        Assert.Equal(CalendarFaultCodes.Folder,
            Assert.Throws<CalendarException>(() => CalendarFiles.Load("cn", "/no/such/folder")).Faults[0].Code);
        Assert.Equal(CalendarFaultCodes.Missing, Assert.Throws<CalendarException>(() => CalendarFiles.Load("xx", null)).Faults[0].Code);
        Assert.Equal(CalendarFaultCodes.Missing, Assert.Throws<CalendarException>(() => WorkingDayCalendar.Parse([])).Faults[0].Code);
    }
}
