using System.Globalization;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Jurisdictions;
using Supervision.Operations.Alerts;
using Supervision.Pages.Texts;
using Supervision.Sweeping;
using Supervision.Time;
using Supervision.Views;

namespace Supervision.Pages.Queries;

/// <summary>The overview of the supervision staff.</summary>
/// <param name="Sweep">The last sweep, or null.</param>
/// <param name="SweepIsLate">True when it ran over two hours ago.</param>
/// <param name="Groups">Open alerts, the highest stage first.</param>
/// <param name="Alerts">How many of them are shown.</param>
/// <param name="Proposals">Deadlines with steps that wait for a second person.</param>
/// <param name="ToReview">Deadlines with deliveries that the office has yet to accept or to return, the one that waits longest first.</param>
/// <param name="Operations">What is wrong with the running of the product, the oldest first.</param>
public sealed record StaffPage(
    SweepReport? Sweep,
    bool SweepIsLate,
    IReadOnlyList<AlertGroup> Groups,
    Shown<DeadlineRow> Alerts,
    IReadOnlyList<DueMonth> Months,
    Shown<DeliveryRow> Unmatched,
    Shown<FailedMailRow> FailedMails,
    IReadOnlyList<CommitteeLink> Committees,
    Shown<OperationalAlert> Operations,
    Shown<ProposalRow> Proposals,
    Shown<ReviewRow> ToReview);

/// <summary>A deadline with a delivery that waits for its review.</summary>
/// <param name="ReceivedOn">Local date of receipt of the one that waits longest.</param>
/// <param name="Count">How many wait.</param>
public sealed record ReviewRow(DeadlineRow Deadline, DateOnly ReceivedOn, int Count);

/// <summary>A step that waits for a second person, with its deadline.</summary>
public sealed record ProposalRow(DeadlineRow Deadline, string Step, DateOnly On);

/// <summary>Open alerts of one stage, the latest first.</summary>
public sealed record AlertGroup(EscalationStage Stage, IReadOnlyList<DeadlineRow> Rows);

/// <summary>Deadlines due in a month.</summary>
/// <param name="Address">The month in addresses, yyyy-MM.</param>
public sealed record DueMonth(DateOnly Month, string Address, Shown<DeadlineRow> Deadlines);

public sealed record CommitteeLink(string Id, string Name);

/// <summary>A delivery as tables show it.</summary>
public sealed record DeliveryRow(Delivery Delivery, string Department);

/// <summary>A mail that reached nobody, as tables show it.</summary>
/// <param name="Reason">The words of a known reason, else what the mail server answered.</param>
public sealed record FailedMailRow(DeadlineId? Deadline, string Template, string Recipient, DateOnly On, string Reason);

/// <summary>Reads the overview: one page of each list, all side by side.</summary>
public sealed class StaffPageQuery(
    ViewStore views,
    SweepReportStore sweeps,
    WatchSweeps watch,
    OperationalAlertStore operations,
    DirectoryStore directory,
    JurisdictionProfile profile,
    LegislatureClock clock)
{
    private const int MonthsShown = 3;

    private static readonly TimeSpan SweepLateAfter = TimeSpan.FromHours(2);

    public async Task<StaffPage> ReadAsync(Wording wording, CancellationToken cancellationToken)
    {
        var today = clock.Today;
        var months = Enumerable.Range(0, MonthsShown).Select(DeadlineState.MonthOf(today).AddMonths).ToList();

        // A sweep that does not run is noticed here too, where no other timer runs either.
        await watch.ExecuteAsync(cancellationToken);
        var operationsRead = operations.PageAsync(ended: false, null, PageReads.MostRead, cancellationToken);
        var sweep = sweeps.ListLatestAsync(1, cancellationToken);
        var unmatched = views.PageAsync(ViewNames.Unmatched, null, PageReads.MostRead, cancellationToken);
        var proposalsRead = views.SummariesAsync(ViewNames.Proposals, cancellationToken);
        var reviewsRead = views.SummariesAsync(StandingLists.ToReview, cancellationToken);
        var failed = views.PageAsync(ViewNames.FailedMails, null, PageReads.MostRead, cancellationToken);
        var alertsRead = Task.WhenAll(profile.Committees.Select(committee =>
            views.SummariesAsync(ViewNames.OpenAlerts(committee.Id), cancellationToken)));
        var dueRead = Task.WhenAll(months.Select(month => views.SummariesAsync(ViewNames.Due(month), cancellationToken)));
        await Task.WhenAll(operationsRead, sweep, proposalsRead, reviewsRead, unmatched, failed, alertsRead, dueRead);

        var last = await sweep is [var latest, ..] ? latest : null;
        var pages = await alertsRead;
        var alerts = Shown.Of(
            pages.SelectMany(page => page.Rows)
                .Where(summary => summary.Stage is not null)
                .OrderByDescending(summary => summary.Stage)
                .ThenByDescending(summary => summary.DaysLate(today))
                .ThenBy(summary => summary.Due)
                .ThenBy(summary => summary.Id.Value, StringComparer.Ordinal)
                .Select(summary => DeadlineRow.Of(summary, today, wording)),
            PageReads.MostShown,
            pages.Any(page => page.Beyond));
        var due = (await dueRead).Zip(months, (page, month) => new DueMonth(
            month,
            month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            Shown.Of(
                page.Rows.OrderBy(summary => summary.Due).ThenBy(summary => summary.Id.Value, StringComparer.Ordinal)
                    .Select(summary => DeadlineRow.Of(summary, today, wording)),
                PageReads.MostShown,
                page.Beyond)));
        return new StaffPage(
            last,
            last is not null && clock.Now - last.Started > SweepLateAfter,
            [.. alerts.Rows.GroupBy(row => row.Stage!.Value).Select(group => new AlertGroup(group.Key, [.. group]))],
            alerts,
            [.. due],
            await UnmatchedAsync(await unmatched, wording, cancellationToken),
            FailedMails(await failed, wording),
            [.. profile.Committees.Select(committee => new CommitteeLink(committee.Id, wording.Local(committee.Name)))],
            Operations(await operationsRead),
            Proposals(await proposalsRead, today, wording),
            Reviews(await reviewsRead, today, wording));
    }

    private static Shown<ReviewRow> Reviews((IReadOnlyList<DeadlineSummary> Rows, bool Beyond) page, DateOnly today, Wording wording) => Shown.Of(
        page.Rows.Select(summary => new ReviewRow(DeadlineRow.Of(summary, today, wording), summary.ToReview![0].ReceivedOn, summary.ToReview.Count)),
        PageReads.MostShown,
        page.Beyond);

    private static Shown<ProposalRow> Proposals((IReadOnlyList<DeadlineSummary> Rows, bool Beyond) page, DateOnly today, Wording wording) => Shown.Of(
        page.Rows.SelectMany(summary => (summary.PendingSteps ?? []).Select(step => new ProposalRow(
                DeadlineRow.Of(summary, today, wording), FactWords.Step(step.Step, wording), step.On)))
            .OrderBy(row => row.On),
        PageReads.MostShown,
        page.Beyond);

    private static Shown<OperationalAlert> Operations((IReadOnlyList<OperationalAlert> Alerts, string? Continuation) page) =>
        Shown.Of(page.Alerts.OrderBy(alert => alert.Since), PageReads.MostShown, page.Continuation is not null);

    private static Shown<FailedMailRow> FailedMails((IReadOnlyList<string> Contents, string? Continuation) page, Wording wording) => Shown.Of(
        page.Contents.Select(Json.Read<FailedMail>)
            .OrderByDescending(mail => mail.On)
            .Select(mail => new FailedMailRow(
                mail.Deadline ?? mail.Alert?.Deadline,
                mail.Template,
                $"{mail.Recipient.Organ}/{mail.Recipient.Person}",
                mail.On,
                wording.MailFailure(mail.Answer ?? ""))),
        PageReads.MostShown,
        page.Continuation is not null);

    private async Task<Shown<DeliveryRow>> UnmatchedAsync(
        (IReadOnlyList<string> Contents, string? Continuation) page, Wording wording, CancellationToken cancellationToken)
    {
        var shown = Shown.Of(
            page.Contents.Select(Json.Read<Delivery>).OrderByDescending(delivery => delivery.ReceivedAt),
            PageReads.MostShown,
            page.Continuation is not null);
        var names = await directory.NamesAsync(
            shown.Rows.Select(delivery => delivery.Department), wording.Texts.Language, cancellationToken);
        return new Shown<DeliveryRow>(
            [.. shown.Rows.Select(delivery => new DeliveryRow(delivery, names[delivery.Department]))], shown.Total, shown.Beyond);
    }
}
