using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Supervision.Calendars;
using Supervision.Mail.Sending;
using Supervision.Time;

namespace Supervision.Mail;

/// <summary>Whether mails wait for the sending window.</summary>
public enum SendingWindowUse
{
    /// <summary>When they go to a mail server; those that are only written to a folder are written at once.</summary>
    WithMailServer,

    Always,

    Never,
}

/// <summary>When the office's mails go out, bound to <c>Mail:Window</c>.</summary>
public sealed class SendingWindowOptions : IValidatableObject
{
    public const string Section = "Mail:Window";

    /// <summary>Whether mails wait for the window. Default WithMailServer.</summary>
    [EnumDataType(typeof(SendingWindowUse))]
    public SendingWindowUse Keep { get; set; } = SendingWindowUse.WithMailServer;

    /// <summary>First local time of the day at which mails go. Default 08:00.</summary>
    public TimeOnly From { get; set; } = new(8, 0);

    /// <summary>Local time from which mails wait for the next day. Default 18:00.</summary>
    public TimeOnly Until { get; set; } = new(18, 0);

    /// <summary>Only on working days of the calendar, make-up workdays included. Default true.</summary>
    public bool WorkingDaysOnly { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (From.AddMinutes(30, out var wrapped) > Until || wrapped > 0)
        {
            yield return new ValidationResult("Mail:Window must be open for at least half an hour: From comes before Until.", [nameof(From), nameof(Until)]);
        }
    }
}

/// <summary>The hours at which mails go out. Mails about the system itself go at once.</summary>
public sealed class SendingWindow(
    IOptions<SendingWindowOptions> options, IOptions<MailOptions> mail, LegislatureClock clock, WorkingDayCalendar calendar)
{
    /// <summary>The longest run of days off that is looked through; none is longer than a fortnight.</summary>
    private const int MostDaysAhead = 30;

    /// <summary>When the window opens next; null when it is open, or when mails wait for no window.</summary>
    public DateTimeOffset? OpensAt(DateTimeOffset now)
    {
        if (options.Value.Keep == SendingWindowUse.Never || (options.Value.Keep == SendingWindowUse.WithMailServer && !mail.Value.Smtp.IsConfigured))
        {
            return null;
        }

        var local = TimeZoneInfo.ConvertTime(now, clock.Zone);
        var time = TimeOnly.FromDateTime(local.DateTime);
        var day = DateOnly.FromDateTime(local.DateTime);
        if (IsDay(day) && time >= options.Value.From && time < options.Value.Until)
        {
            return null;
        }

        return Next(IsDay(day) && time < options.Value.From ? day : day.AddDays(1));
    }

    /// <summary>The instant at which the window opens on the first day of sending from a local date on.</summary>
    public DateTimeOffset Next(DateOnly from)
    {
        for (var days = 0; days < MostDaysAhead && !IsDay(from); days++)
        {
            from = from.AddDays(1);
        }

        var opens = from.ToDateTime(options.Value.From);
        return new DateTimeOffset(opens, clock.Zone.GetUtcOffset(opens)).ToUniversalTime();
    }

    /// <summary>True for a local date on which mails go out.</summary>
    public bool IsDay(DateOnly day) => !options.Value.WorkingDaysOnly || calendar.IsWorkingDay(day);
}
