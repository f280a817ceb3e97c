using Supervision.Operations.Health;

namespace Supervision.Tests.Operations;

public sealed class HealthRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 16, 4, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 3, 16);

    [Theory]
    [InlineData(0, HealthStatus.Ok, "sweep-good")]
    [InlineData(119, HealthStatus.Ok, "sweep-good")]
    [InlineData(120, HealthStatus.Warning, "sweep-late")]
    [InlineData(359, HealthStatus.Warning, "sweep-late")]
    [InlineData(360, HealthStatus.Fault, "sweep-missing")]
    public void A_sweep_is_late_after_two_hours_and_missing_after_six(int minutes, HealthStatus status, string code)
    {
        var part = HealthRules.Sweep(Now.AddMinutes(-minutes), Now.AddDays(-1), Now);

        Assert.Equal((status, code), (part.Status, part.Code));
    }

    [Fact]
    public void Sweeps_that_never_ended_well_count_from_the_first()
    {
        Assert.Equal("sweep-none-yet", HealthRules.Sweep(null, null, Now).Code);
        Assert.Equal(HealthStatus.Warning, HealthRules.Sweep(null, Now.AddMinutes(-1), Now).Status);
        Assert.Equal((HealthStatus.Fault, 7L), HealthRules.Sweep(null, Now.AddHours(-7), Now) is { } part ? (part.Status, part.Number!.Value) : default);
    }

    [Fact]
    public void Items_set_aside_come_before_items_that_wait()
    {
        Assert.Equal((HealthStatus.Ok, "agenda-clear"), Of(HealthRules.Agenda(0, 0)));
        Assert.Equal((HealthStatus.Warning, "agenda-behind"), Of(HealthRules.Agenda(3, 0)));
        Assert.Equal((HealthStatus.Warning, "agenda-set-aside"), Of(HealthRules.Agenda(3, 1)));
    }

    [Fact]
    public void A_mail_that_reached_nobody_is_told_before_the_lack_of_a_server()
    {
        Assert.Equal((HealthStatus.Ok, "mail-good"), Of(HealthRules.Mail(hasServer: true, 0)));
        Assert.Equal((HealthStatus.Warning, "mail-to-folder"), Of(HealthRules.Mail(hasServer: false, 0)));
        Assert.Equal((HealthStatus.Warning, "mail-failed"), Of(HealthRules.Mail(hasServer: false, 2)));
    }

    [Theory]
    [InlineData("2026-03-15", HealthStatus.Ok)]
    [InlineData("2026-03-14", HealthStatus.Ok)]
    [InlineData("2026-03-13", HealthStatus.Warning)]
    [InlineData("2026-03-12", HealthStatus.Warning)]
    [InlineData("2026-03-11", HealthStatus.Fault)]
    public void Sealing_may_be_two_days_behind(string last, HealthStatus status) =>
        Assert.Equal(status, HealthRules.Seal(DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture), Today).Status);

    [Theory]
    [InlineData("2026-12-14", 2026, "calendar-good")]
    [InlineData("2026-12-15", 2026, "calendar-due")]
    [InlineData("2026-12-15", 2027, "calendar-good")]
    [InlineData("2027-01-01", 2026, "calendar-missing")]
    public void The_next_years_holidays_are_asked_for_in_the_middle_of_December(string today, int announcedUpTo, string code) =>
        Assert.Equal(code, HealthRules.Calendar(
            year => year <= announcedUpTo, DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture)).Code);

    [Fact]
    public void Slow_storage_and_a_long_relay_are_warnings()
    {
        Assert.Equal("storage-good", HealthRules.Storage("tables", TimeSpan.FromMilliseconds(1999)).Code);
        Assert.Equal(HealthStatus.Warning, HealthRules.Storage("tables", TimeSpan.FromSeconds(2)).Status);
        Assert.Equal(HealthStatus.Ok, HealthRules.Relay(999).Status);
        Assert.Equal("relay-behind", HealthRules.Relay(1000).Code);
    }

    private static (HealthStatus Status, string Code) Of(HealthPart part) => (part.Status, part.Code);
}
