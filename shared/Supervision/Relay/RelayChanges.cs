using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Mail;
using Supervision.Operations.Telemetry;
using Supervision.Time;

namespace Supervision.Relay;

/// <summary>What one run of the relay did.</summary>
/// <param name="Items">Marks judged; those that rest are not counted.</param>
/// <param name="Faults">What could not be done this time; it is tried again by the next run.</param>
public sealed record RelayReport(int Items, int MailsSent, int MailsCancelled, int MailsFailed, IReadOnlyList<string> Faults);

/// <summary>
/// Carries what decisions caused: mails to people, changes to lists. It reads only marks that decisions asked for. Running twice or on
/// two hosts at once is safe: mails are claimed, list rows are written only over older ones.
/// </summary>
public sealed partial class RelayChanges(
    AgendaStore agenda,
    DeadlineStore deadlines,
    DeliveryStore deliveries,
    LawStore laws,
    DirectoryStore directory,
    CarryWithdrawal withdrawal,
    RelayViews views,
    RelayMail mail,
    LegislatureClock clock,
    IOptions<RelayOptions> options,
    ILogger<RelayChanges> logger)
{
    public async Task<RelayReport> ExecuteAsync(CancellationToken cancellationToken)
    {
        var began = clock.Time.GetTimestamp();
        var rows = new List<AgendaRow>();
        await foreach (var page in agenda.ListRelayAsync(cancellationToken))
        {
            rows.AddRange(page.Where(row => !row.Rests));
        }

        var count = new RelayCount();
        var faults = new ConcurrentBag<string>();
        var titles = new Titles(laws, directory);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Value.HomesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(rows.GroupBy(row => row.Item?.Home.Value ?? row.RowKey), parallel, async (home, stop) =>
        {
            foreach (var row in home)
            {
                if (clock.Time.GetElapsedTime(began) > options.Value.TakeNoMoreAfter)
                {
                    return;
                }

                try
                {
                    await TakeAsync(row, titles, count, stop);
                }
                catch (Exception fault) when (fault is not OperationCanceledException || !stop.IsCancellationRequested)
                {
                    faults.Add($"{row.RowKey}: {fault.Message}");
                    LogFault(row.RowKey, fault);
                }
            }
        });

        var report = new RelayReport(rows.Count, count.MailsSent, count.MailsCancelled, count.MailsFailed, [.. faults.Order()]);
        Telemetry.Relayed(report);
        return report;
    }

    private async Task TakeAsync(AgendaRow row, Titles titles, RelayCount count, CancellationToken cancellationToken)
    {
        var judgement = row.Item switch
        {
            { Act: AgendaAct.RelayDeadline } item => await TakeDeadlineAsync(row, DeadlineId.Parse(item.Subject), titles, count, cancellationToken),
            { Act: AgendaAct.RelayDelivery } item =>
                await TakeDeliveryAsync(row, item.Home, DeliveryId.Parse(item.Subject), titles, count, cancellationToken),
            { Act: AgendaAct.RelayMails } item => new Judgement(WaitsUntil: await mail.CarryAsync(item, titles, count, cancellationToken)),
            { Act: AgendaAct.RelayLaw } item => await TakeLawAsync(LawId.Parse(item.Subject), titles, cancellationToken),
            _ => throw new InvalidOperationException("No act of the relay: the row was not written by this version."),
        };
        var deleted = judgement switch
        {
            { Missing: true } => await agenda.DeleteOrphanAsync(row, cancellationToken),
            { WaitsUntil: null } => await agenda.DeleteJudgedAsync(row, cancellationToken),
            _ => false,
        };
        if (!deleted)
        {
            var wait = judgement.WaitsUntil is { } until ? until - clock.Now : judgement.Missing ? AgendaStore.YoungestToDelete : TimeSpan.MaxValue;
            await agenda.RestAsync(row, wait, cancellationToken);
        }
    }

    private async Task<Judgement> TakeDeadlineAsync(AgendaRow row, DeadlineId id, Titles titles, RelayCount count, CancellationToken cancellationToken)
    {
        // Mails first: a list that cannot be brought up to date must not keep people from being told.
        var waits = await mail.CarryAsync(id, titles, count, cancellationToken);
        await views.CarryAsync(id, titles, cancellationToken);
        return waits is null && row.Age > AgendaStore.YoungestToDelete && await deadlines.FindAsync(id, cancellationToken) is null
            ? Judgement.NotThere
            : new Judgement(WaitsUntil: waits);
    }

    private async Task<Judgement> TakeDeliveryAsync(
        AgendaRow row, DepartmentId home, DeliveryId id, Titles titles, RelayCount count, CancellationToken cancellationToken)
    {
        if (await deliveries.FindAsync(home, id, cancellationToken) is not { } found)
        {
            return Judgement.NotThere;
        }

        await withdrawal.ExecuteAsync(found.Delivery, cancellationToken);
        if (found.Delivery.Match is { } match)
        {
            await views.CarryAsync(found.Delivery, cancellationToken);
            return await TakeDeadlineAsync(row, match.Deadline, titles, count, cancellationToken);
        }

        await views.CarryAsync(found.Delivery, cancellationToken);
        return Judgement.Done;
    }

    private async Task<Judgement> TakeLawAsync(LawId id, Titles titles, CancellationToken cancellationToken)
    {
        if (await laws.FindAsync(id, cancellationToken) is null)
        {
            return Judgement.NotThere;
        }

        await views.CarryAsync(id, titles, cancellationToken);
        return Judgement.Done;
    }

    [LoggerMessage(LogLevel.Error, "Relay item {Item} could not be done.")]
    private partial void LogFault(string item, Exception fault);

    /// <summary>What was found where a mark points.</summary>
    /// <param name="Missing">Nothing is there (yet).</param>
    /// <param name="WaitsUntil">When to go on with what waits; null: nothing waits.</param>
    private sealed record Judgement(bool Missing = false, DateTimeOffset? WaitsUntil = null)
    {
        public static readonly Judgement Done = new();

        public static readonly Judgement NotThere = new(Missing: true);
    }
}
