using Microsoft.Extensions.Options;
using Supervision.Alerts;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Mail.Messages;
using Supervision.Relay;
using Supervision.Time;
using Supervision.Views;

namespace Supervision.Mail;

/// <summary>
/// What a summary says. It reads the lists that pages show, and for a department its own open deadlines; of each only as many rows as a mail
/// can hold, and counts of the rest.
/// </summary>
public sealed class SummaryContents(
    CollectDigest gathered,
    DeadlineStore deadlines,
    DeadlineSchedule schedule,
    OwedDeadlines owed,
    AlertStore alerts,
    ViewStore views,
    JurisdictionProfile profile,
    LegislatureClock clock,
    IOptions<OfficeOptions> office)
{
    /// <summary>Rows of one section that a mail shows.</summary>
    public const int MostRows = 25;

    private const int PageSize = 500;
    private const int MostRead = 5_000;

    /// <summary>How far officers look ahead, in days.</summary>
    private const int OfficerHorizon = 14;

    /// <summary>How far departments look ahead, in days.</summary>
    private const int DepartmentHorizon = 60;

    /// <returns>Null when there is nothing to say.</returns>
    public async Task<MailDigest?> OfAsync(
        Notification summary, Person person, string language, Titles titles, CancellationToken cancellationToken)
    {
        var sections = new List<MailSection>();
        if (summary.Template == MailTemplateNames.Digest)
        {
            Add(sections, "gathered", await GatheredAsync(summary, language, titles, cancellationToken));
            if (person.Organ == DepartmentId.Office)
            {
                await AddOfficeAsync(sections, person, language, byDepartment: false, titles, cancellationToken);
            }
        }
        else if (person.Organ == DepartmentId.Office)
        {
            await AddOfficeAsync(sections, person, language, byDepartment: true, titles, cancellationToken);
        }
        else
        {
            await AddDepartmentAsync(sections, person.Organ, language, titles, cancellationToken);
        }

        return sections.Count == 0 ? null : new MailDigest(sections);
    }

    private static void Add(List<MailSection> sections, string code, IReadOnlyList<MailRow> rows)
    {
        if (rows.Count > 0)
        {
            sections.Add(new MailSection(code, rows.Count, [.. rows.Take(MostRows)]));
        }
    }

    private async Task<IReadOnlyList<MailRow>> GatheredAsync(Notification digest, string language, Titles titles, CancellationToken cancellationToken)
    {
        var rows = new List<MailRow>();
        foreach (var mail in await gathered.ListAsync(digest, cancellationToken))
        {
            var alert = mail.Alert is { } id ? await alerts.FindAsync(id, cancellationToken) : null;
            if (mail.Deadline is { } deadline
                && await deadlines.FindAsync(deadline, cancellationToken) is { State: var state }
                && MailReasons.Holds(mail.Template, alert, state, cause: null, schedule)
                && await gathered.TakeAsync(mail, digest, cancellationToken))
            {
                rows.Add(await RowAsync(state, mail.Template, language, titles, cancellationToken));
            }
        }

        return rows;
    }

    private async Task AddDepartmentAsync(
        List<MailSection> sections, DepartmentId department, string language, Titles titles, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        if ((await titles.DepartmentAsync(department, cancellationToken)).HasEnded(today))
        {
            // Since the summary was written: others owe by now what lies in its partition.
            return;
        }

        var (owing, _) = await owed.ListOpenAsync(department, MostRead, cancellationToken);
        var open = owing.Where(state => !state.IsSilent).ToList();
        Add(sections, "overdue", await RowsAsync(open.Where(state => state.Due < today)));
        Add(sections, "due", await RowsAsync(open.Where(state => state.Due >= today && state.Due <= today.AddDays(DepartmentHorizon))));

        async Task<IReadOnlyList<MailRow>> RowsAsync(IEnumerable<DeadlineState> states)
        {
            var rows = new List<MailRow>();
            foreach (var state in states.OrderBy(state => state.Due))
            {
                // Titles are read only for the rows that are shown.
                rows.Add(rows.Count < MostRows
                    ? await RowAsync(state, state.Alert?.Id.Stage.Name(), language, titles, cancellationToken)
                    : new MailRow("", "", "", "", state.Due, 0, null, null));
            }

            return rows;
        }
    }

    private async Task AddOfficeAsync(
        List<MailSection> sections, Person person, string language, bool byDepartment, Titles titles, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        var committees = profile.Committees.Select(committee => committee.Id).Where(id => person.Committees.Count == 0 || person.Committees.Contains(id));
        var open = new List<DeadlineSummary>();
        foreach (var committee in committees)
        {
            open.AddRange(await ReadAsync<DeadlineSummary>(ViewNames.OpenAlerts(committee), cancellationToken));
        }

        var ordered = open.OrderByDescending(row => row.Stage).ThenBy(row => row.Due).ToList();
        if (byDepartment)
        {
            var departments = ordered.Where(row => row.DaysLate(today) > 0).GroupBy(row => row.Department)
                .OrderByDescending(group => group.Count())
                .Select(group => new MailRow(
                    NameOf(group.First(), language), "", "", "", group.Min(row => row.Due), group.Max(row => row.DaysLate(today)),
                    group.Max(row => row.Stage)?.Name(), null, group.Count()))
                .ToList();
            Add(sections, "departments", departments);
        }

        Add(sections, "alerts", [.. ordered.Select(row => RowOf(row, today, language))]);
        var soon = new List<DeadlineSummary>();
        var month = DeadlineState.MonthOf(today);
        for (var last = DeadlineState.MonthOf(today.AddDays(OfficerHorizon)); month <= last; month = month.AddMonths(1))
        {
            soon.AddRange(await ReadAsync<DeadlineSummary>(ViewNames.Due(month), cancellationToken));
        }

        Add(sections, "due",
        [
            .. soon.Where(row => row.IsAwaited && !row.Silent && row.Due >= today && row.Due <= today.AddDays(OfficerHorizon)
                    && row.Stage is null)
                .OrderBy(row => row.Due).Select(row => RowOf(row, today, language)),
        ]);
        var waiting = await ReadAsync<DeadlineSummary>(StandingLists.ToReview, cancellationToken);
        Add(sections, "to-review",
        [
            .. waiting.Select(row => RowOf(row, today, language) with { Due = row.ToReview![0].ReceivedOn, DaysLate = 0, About = null, Count = row.ToReview.Count }),
        ]);
        var unmatched = await ReadAsync<Deliveries.Delivery>(ViewNames.Unmatched, cancellationToken);
        var arrived = new List<MailRow>();
        foreach (var delivery in unmatched.OrderByDescending(delivery => delivery.ReceivedAt))
        {
            // Names are read only for the rows that are shown.
            var name = arrived.Count < MostRows ? (await titles.DepartmentAsync(delivery.Department, cancellationToken)).NameIn(language) : "";
            arrived.Add(new MailRow(name, delivery.Metadata.Title, "", "", delivery.ReceivedOn, 0, null, null));
        }

        Add(sections, "unmatched", arrived);
        var failed = await ReadAsync<FailedMail>(ViewNames.FailedMails, cancellationToken);
        Add(sections, "failed",
        [
            .. failed.Where(mail => mail.On >= today.AddDays(-7)).OrderByDescending(mail => mail.On)
                .Select(mail => new MailRow($"{mail.Recipient.Organ}/{mail.Recipient.Person}", mail.Deadline?.Value ?? "", "", "", mail.On, 0, mail.Template, null)),
        ]);
    }

    private Task<List<T>> ReadAsync<T>(string list, CancellationToken cancellationToken) =>
        ReadAsync<T>(new ViewRange(list), cancellationToken);

    private async Task<List<T>> ReadAsync<T>(ViewRange range, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        string? continuation = null;
        do
        {
            (var contents, continuation) = await views.PageAsync([range], continuation, PageSize, cancellationToken);
            rows.AddRange(contents.Select(Json.Read<T>));
        }
        while (continuation is not null && rows.Count < MostRead);
        return rows;
    }

    private async Task<MailRow> RowAsync(DeadlineState state, string? about, string language, Titles titles, CancellationToken cancellationToken)
    {
        var law = await titles.LawAsync(state.Id.Obligation.Law, cancellationToken);
        var obligation = await titles.ObligationAsync(state.Id.Obligation, cancellationToken);
        var department = await titles.DepartmentAsync(state.Id.Home, cancellationToken);
        return new MailRow(
            department.NameIn(language),
            law.TitleIn(language),
            obligation.Candidate.Article,
            obligation.Candidate.Instrument ?? "",
            state.Due,
            state.DaysLate(clock.Today),
            about,
            AddressOf(state.Id));
    }

    private MailRow RowOf(DeadlineSummary row, DateOnly today, string language) => new(
        NameOf(row, language),
        language == MailLanguages.English && row.LawTitleEn is { Length: > 0 } title ? title : row.LawTitle,
        row.Article,
        row.Instrument ?? "",
        row.Due,
        row.DaysLate(today),
        row.Stage?.Name(),
        AddressOf(row.Id));

    private static string NameOf(DeadlineSummary row, string language) =>
        language == MailLanguages.English && row.DepartmentNameEn is { Length: > 0 } name ? name : row.DepartmentName;

    private Uri? AddressOf(DeadlineId id) =>
        office.Value.BaseUrl is { } address ? new Uri(new Uri(address.AbsoluteUri.TrimEnd('/') + "/"), $"deadlines/{id}") : null;
}
