using System.Globalization;
using Supervision.Calendars;
using Supervision.Mail;
using Supervision.Mail.Sending;
using Supervision.Time;
using static Microsoft.Extensions.Options.Options;

namespace Supervision.Tests.Mail;

public sealed class SendingWindowTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    [Theory]
    [InlineData("2025-01-03 08:00", null)]
    [InlineData("2025-01-03 17:59", null)]
    [InlineData("2025-01-03 07:59", "2025-01-03 08:00")]
    [InlineData("2025-01-03 18:00", "2025-01-06 08:00")] // A Friday evening.
    [InlineData("2025-01-26 10:00", null)] // A Sunday made a workday before the Spring Festival.
    [InlineData("2025-01-27 18:30", "2025-02-05 08:00")] // The last day before eight days off.
    [InlineData("2025-10-01 09:00", "2025-10-09 08:00")]
    public void Mails_wait_for_the_hours_of_a_working_day(string local, string? opens)
    {
        var window = Window(new SendingWindowOptions { Keep = SendingWindowUse.Always });

        Assert.Equal(opens is null ? null : Instant(opens), window.OpensAt(Instant(local)));
    }

    [Fact]
    public void Without_a_mail_server_mails_wait_for_no_window()
    {
        var evening = Instant("2025-01-03 23:00");

        Assert.Null(Window(new SendingWindowOptions()).OpensAt(evening));
        Assert.NotNull(Window(new SendingWindowOptions(), new MailOptions { Smtp = { Host = "mail.example" } }).OpensAt(evening));
        Assert.Null(Window(new SendingWindowOptions { Keep = SendingWindowUse.Never }, new MailOptions { Smtp = { Host = "mail.example" } }).OpensAt(evening));
    }

    [Fact]
    public async Task What_is_raised_at_night_is_sent_in_the_morning_unless_its_reason_has_gone_by_then()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2025, 1, 3), new Dictionary<string, string?> { ["Mail:Window:Keep"] = "Always" });
        world.Clock.Set(Instant("2025-01-03 20:00"));
        await CausedMailsTests.TellAsync(world);
        for (var hour = 0; hour < 59; hour++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            await world.RelayAsync();
        }

        Assert.Empty(world.Mail.Taken);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.RelayAsync();

        Assert.Equal(Instant("2025-01-06 08:00"), world.Clock.GetUtcNow());
        Assert.Equal(2, world.Mail.Taken.Count);
    }

    [Fact]
    public async Task What_is_delivered_before_the_window_opens_cancels_the_mail()
    {
        await using var world = await CausedMailsTests.ConfirmedAsync(new DateOnly(2025, 1, 3), new Dictionary<string, string?> { ["Mail:Window:Keep"] = "Always" });
        world.Clock.Set(Instant("2025-01-03 20:00"));
        await CausedMailsTests.TellAsync(world);
        await CausedMailsTests.DeliverAsync(world, new DateOnly(2025, 1, 3));

        world.Clock.Set(Instant("2025-01-06 09:00"));
        await CausedMailsTests.TellAsync(world);

        Assert.Empty(world.Mail.Taken);
    }

    [Theory]
    [InlineData("18:00", "08:00")]
    [InlineData("08:00", "08:10")]
    public void A_window_that_never_opens_is_refused(string from, string until)
    {
        var options = new SendingWindowOptions { From = TimeOnly.Parse(from, CultureInfo.InvariantCulture), Until = TimeOnly.Parse(until, CultureInfo.InvariantCulture) };

        Assert.NotEmpty(options.Validate(new System.ComponentModel.DataAnnotations.ValidationContext(options)));
    }

    private static SendingWindow Window(SendingWindowOptions options, MailOptions? mail = null) =>
        new(Create(options), Create(mail ?? new MailOptions()), new LegislatureClock(TimeProvider.System, Shanghai), WorkingDayCalendar.LoadShipped());

    private static DateTimeOffset Instant(string local) =>
        new DateTimeOffset(DateTime.ParseExact(local, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), TimeSpan.FromHours(8)).ToUniversalTime();
}
