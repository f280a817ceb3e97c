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
/// <param name="Items">Marks judged.</param>
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
            rows.AddRange(page);
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
        switch (row.Item)
        {
            case { Act: AgendaAct.RelayDeadline } item:
                await TakeDeadlineAsync(row, DeadlineId.Parse(item.Subject), titles, count, cancellationToken);
                break;
            case { Act: AgendaAct.RelayDelivery } item:
                await TakeDeliveryAsync(row, item.Home, DeliveryId.Parse(item.Subject), titles, count, cancellationToken);
                break;
            case { Act: AgendaAct.RelayLaw } item:
                await TakeLawAsync(row, LawId.Parse(item.Subject), titles, cancellationToken);
                break;
            default:
                throw new InvalidOperationException("No act of the relay: the row was not written by this version.");
        }
    }

    private async Task TakeDeadlineAsync(AgendaRow row, DeadlineId id, Titles titles, RelayCount count, CancellationToken cancellationToken)
    {
        // Mails first: a list that cannot be brought up to date must not keep people from being told.
        var allEnded = await mail.CarryAsync(id, titles, count, cancellationToken);
        await views.CarryAsync(id, titles, cancellationToken);
        if (!allEnded || row.Age <= AgendaStore.YoungestToDelete)
        {
            return;
        }

        if (await deadlines.FindAsync(id, cancellationToken) is null)
        {
            await agenda.DeleteOrphanAsync(row, cancellationToken);
        }
        else
        {
            await agenda.DeleteJudgedAsync(row, cancellationToken);
        }
    }

    private async Task TakeDeliveryAsync(
        AgendaRow row, DepartmentId home, DeliveryId id, Titles titles, RelayCount count, CancellationToken cancellationToken)
    {
        if (await deliveries.FindAsync(home, id, cancellationToken) is not { } found)
        {
            await agenda.DeleteOrphanAsync(row, cancellationToken);
        }
        else if (found.Delivery.Match is { } match)
        {
            await views.CarryAsync(found.Delivery, cancellationToken);
            await TakeDeadlineAsync(row, match.Deadline, titles, count, cancellationToken);
        }
        else
        {
            await views.CarryAsync(found.Delivery, cancellationToken);
            await agenda.DeleteJudgedAsync(row, cancellationToken);
        }
    }

    private async Task TakeLawAsync(AgendaRow row, LawId id, Titles titles, CancellationToken cancellationToken)
    {
        if (await laws.FindAsync(id, cancellationToken) is null)
        {
            await agenda.DeleteOrphanAsync(row, cancellationToken);
            return;
        }

        await views.CarryAsync(id, titles, cancellationToken);
        await agenda.DeleteJudgedAsync(row, cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "Relay item {Item} could not be done.")]
    private partial void LogFault(string item, Exception fault);
}
