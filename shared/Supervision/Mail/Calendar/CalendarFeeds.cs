using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.Extensions.Options;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Mail.Messages;
using Supervision.Mail.Sending;
using Supervision.Obligations;
using Supervision.Relay;
using Supervision.Time;

namespace Supervision.Mail.Calendar;

/// <summary>
/// Due dates as calendar entries (RFC 5545): each department's feed, to which Outlook and other calendars subscribe, and the attachment of
/// early notices. An entry lasts the whole last day; its UID is the deadline, so that a changed date moves the entry.
/// </summary>
public sealed class CalendarFeeds(
    OwedDeadlines owed, LawStore laws, DirectoryStore directory, LegislatureClock clock, IOptions<MailOptions> mail, IOptions<OfficeOptions> office)
{
    public const string ContentType = "text/calendar; charset=utf-8";

    /// <summary>Open deadlines that one feed shows at most, the earliest due first.</summary>
    public const int MostEntries = 1_000;

    private const int MostRead = 5_000;

    /// <summary>How often calendars are asked to read the feed again.</summary>
    private const string Refresh = "PT6H";

    /// <summary>What a department owes today, alone, jointly or as a successor; what waits silently is left out.</summary>
    /// <returns>Null when there is no such department.</returns>
    public async Task<string?> FeedAsync(DepartmentId id, string language, CancellationToken cancellationToken)
    {
        if (await directory.FindAsync(id, cancellationToken) is not { } department)
        {
            return null;
        }

        var (open, _) = await owed.ListOpenAsync(id, MostRead, cancellationToken);
        var titles = new Titles(laws, directory);
        var calendar = New(language == MailLanguages.English
            ? $"Supervision deadlines: {department.NameIn(language)}"
            : $"监督期限：{department.Name}");
        foreach (var state in open.Where(state => !state.IsSilent).OrderBy(state => state.Due).ThenBy(state => state.Id.Value, StringComparer.Ordinal).Take(MostEntries))
        {
            var law = await titles.LawAsync(state.Id.Obligation.Law, cancellationToken);
            var obligation = await titles.ObligationAsync(state.Id.Obligation, cancellationToken);
            var home = await titles.DepartmentAsync(state.Id.Home, cancellationToken);
            calendar.Events.Add(Entry(state, law, obligation, home, AddressOf(state.Id), language, clock.Now));
        }

        return Write(calendar);
    }

    /// <summary>The due date of one deadline as a file for a mail.</summary>
    /// <param name="now">When the mail is written, UTC.</param>
    internal MailAttachment Attachment(
        DeadlineState state, Law law, Obligation obligation, Department department, Uri? address, string language, DateTimeOffset now)
    {
        var calendar = New(null);
        calendar.Events.Add(Entry(state, law, obligation, department, address, language, now));
        return new MailAttachment("deadline.ics", "text/calendar", "PUBLISH", Write(calendar));
    }

    private CalendarEvent Entry(
        DeadlineState state, Law law, Obligation obligation, Department department, Uri? address, string language, DateTimeOffset now)
    {
        var english = language == MailLanguages.English;
        var article = CleanText.OneLine(obligation.Candidate.Article, 100);
        var duty = MailWords.Duty(MailKinds.CodeOf(state.Kind), CleanText.OneLine(obligation.Candidate.Instrument, 120), !english);
        var title = CleanText.OneLine(law.TitleIn(language), 120);
        var provision = english ? $"{ArticleNames.InEnglish(article)} of {title}" : $"《{title.Trim('《', '》')}》{article}";
        var late = state.DaysLate(clock.DateOf(now));
        var summary = (english, late > 0) switch
        {
            (true, true) => $"Overdue: {duty}",
            (true, false) => $"Last day: {duty}",
            (false, true) => $"已逾期：{duty}",
            (false, false) => $"最后一日：{duty}",
        };
        string[] lines =
        [
            provision,
            CleanText.OneLine(department.NameIn(language), 120),
            .. state.Provenance.Provisional ? [english ? "Provisional date: holidays of that year are not announced yet." : "暂定日期：当年节假日安排尚未公布。"] : Array.Empty<string>(),
            .. address is null ? Array.Empty<string>() : [address.AbsoluteUri],
        ];
        return new CalendarEvent
        {
            Uid = $"{state.Id}@{mail.Value.EffectiveMessageIdDomain}",
            Summary = summary,
            Description = string.Join('\n', lines),
            Start = new CalDateTime(state.Due),
            End = new CalDateTime(state.Due.AddDays(1)),
            DtStamp = new CalDateTime(now.UtcDateTime, "UTC"),
            Sequence = state.Round - 1,
            Transparency = TransparencyType.Transparent,
            Url = address,
        };
    }

    private Uri? AddressOf(DeadlineId id) =>
        office.Value.BaseUrl is { } address ? new Uri(new Uri(address.AbsoluteUri.TrimEnd('/') + "/"), $"deadlines/{id}") : null;

    private static Ical.Net.Calendar New(string? name)
    {
        var calendar = new Ical.Net.Calendar { Method = "PUBLISH", ProductId = "-//Supervision//Deadlines//ZH" };
        if (name is not null)
        {
            calendar.AddProperty("X-WR-CALNAME", name);
            calendar.AddProperty("REFRESH-INTERVAL;VALUE=DURATION", Refresh);
            calendar.AddProperty("X-PUBLISHED-TTL", Refresh);
        }

        return calendar;
    }

    private static string Write(Ical.Net.Calendar calendar) =>
        new CalendarSerializer().SerializeToString(calendar) ?? throw new InvalidOperationException("The calendar could not be written.");
}
