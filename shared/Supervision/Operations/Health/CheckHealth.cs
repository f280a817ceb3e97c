using System.Reflection;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Supervision.Agenda;
using Supervision.Calendars;
using Supervision.History;
using Supervision.Mail.Sending;
using Supervision.Storage;
using Supervision.Sweeping;
using Supervision.Time;
using Supervision.Views;

namespace Supervision.Operations.Health;

/// <summary>Whether the installation can serve, and how well it does. Reads only; every look is bounded in time and in rows.</summary>
public sealed partial class CheckHealth(
    SupervisionStorage storage,
    AgendaStore agenda,
    SweepReportStore sweeps,
    DigestStore digests,
    WorkingDayCalendar calendar,
    IOptions<MailOptions> mail,
    IOptions<SweepOptions> sweeping,
    LegislatureClock clock,
    ILogger<CheckHealth> logger) : IDisposable
{
    /// <summary>Partition and row in the directory that say that a restoring of this storage has begun and not ended.</summary>
    public static readonly (string Partition, string Row) Restoring = ("setup", "restoring");

    /// <summary>An answer about readiness is given again for this long, so that asking often costs nothing.</summary>
    public static readonly TimeSpan ReadinessKept = TimeSpan.FromSeconds(5);

    private const int SweepsRead = 20;
    private const int FailedMailsRead = 100;

    private static readonly TimeSpan MostPerPart = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim one = new(1, 1);
    private (bool Ready, DateTimeOffset At)? known;

    /// <summary>Version of the program.</summary>
    public static string Version { get; } =
        typeof(CheckHealth).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Whether storage answers and holds a whole installation: not while it is being restored.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (known is { } recent && (clock.Now - recent.At).Duration() < ReadinessKept)
            {
                return recent.Ready;
            }

            var tables = await LookAsync("tables", LookAtTablesAsync, cancellationToken);
            var blobs = await LookAsync("blobs", LookAtBlobsAsync, cancellationToken);
            var ready = tables.Status != HealthStatus.Fault && blobs.Status != HealthStatus.Fault;
            known = (ready, clock.Now);
            return ready;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Looks at everything that tells whether the work is being done.</summary>
    public async Task<HealthReport> ExecuteAsync(CancellationToken cancellationToken)
    {
        var parts = await Task.WhenAll(
            LookAsync("tables", LookAtTablesAsync, cancellationToken),
            LookAsync("blobs", LookAtBlobsAsync, cancellationToken),
            LookAsync("sweep", LookAtSweepsAsync, cancellationToken),
            LookAsync("agenda", LookAtAgendaAsync, cancellationToken),
            LookAsync("relay", LookAtRelayAsync, cancellationToken),
            LookAsync("mail", LookAtMailAsync, cancellationToken),
            LookAsync("seal", LookAtSealAsync, cancellationToken),
            LookAsync("calendar", _ => Task.FromResult(HealthRules.Calendar(calendar.IsAnnounced, clock.Today)), cancellationToken));
        return new HealthReport(parts.Max(part => part.Status), Version, clock.Now, parts);
    }

    public void Dispose() => one.Dispose();

    private async Task<HealthPart> LookAsync(string name, Func<CancellationToken, Task<HealthPart>> look, CancellationToken cancellationToken)
    {
        var began = clock.Time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(MostPerPart);
        HealthPart part;
        try
        {
            part = await look(limit.Token);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogFault(name, fault);
            part = new HealthPart(name, HealthStatus.Fault, fault is OperationCanceledException ? "no-answer" : "failed");
        }

        return part with { Milliseconds = (long)clock.Time.GetElapsedTime(began).TotalMilliseconds };
    }

    private async Task<HealthPart> LookAtTablesAsync(CancellationToken cancellationToken)
    {
        var began = clock.Time.GetTimestamp();
        var restoring = await storage.Directory.FindAsync(Restoring.Partition, Restoring.Row, cancellationToken);
        foreach (var table in new[] { storage.Register, storage.Supervision, storage.Agenda, storage.Views, storage.Indicators })
        {
            // No such row; a table that is missing is a fault.
            await table.PageAsync("setup", "none", null, null, 1, cancellationToken);
        }

        return restoring is null
            ? HealthRules.Storage("tables", clock.Time.GetElapsedTime(began))
            : new HealthPart("tables", HealthStatus.Fault, "restoring");
    }

    private async Task<HealthPart> LookAtBlobsAsync(CancellationToken cancellationToken)
    {
        var began = clock.Time.GetTimestamp();
        foreach (var container in new BlobContainerClient[] { storage.Laws, storage.Deliveries, storage.Papers, storage.History })
        {
            await container.GetPropertiesAsync(cancellationToken: cancellationToken);
        }

        return HealthRules.Storage("blobs", clock.Time.GetElapsedTime(began));
    }

    private async Task<HealthPart> LookAtSweepsAsync(CancellationToken cancellationToken)
    {
        var latest = await sweeps.ListLatestAsync(SweepsRead, cancellationToken);
        return HealthRules.Sweep(latest.FirstOrDefault(report => report.Succeeded)?.Started, latest.Count > 0 ? latest[^1].Started : null, clock.Now);
    }

    private async Task<HealthPart> LookAtAgendaAsync(CancellationToken cancellationToken)
    {
        await foreach (var page in agenda.ListDueAsync(clock.Today.AddDays(-1), cancellationToken))
        {
            // What a sweep has just judged stays for a quarter of an hour.
            var waiting = page.Where(row => row.Age > HealthRules.SweepWarnsAfter || row.Failures > 0).ToList();
            return HealthRules.Agenda(waiting.Count, waiting.Count(row => row.Failures >= sweeping.Value.SetAsideAfter));
        }

        return HealthRules.Agenda(0, 0);
    }

    private async Task<HealthPart> LookAtRelayAsync(CancellationToken cancellationToken)
    {
        await foreach (var page in agenda.ListRelayAsync(cancellationToken))
        {
            return HealthRules.Relay(page.Count);
        }

        return HealthRules.Relay(0);
    }

    private async Task<HealthPart> LookAtMailAsync(CancellationToken cancellationToken)
    {
        var page = await storage.Views.PageAsync(ViewNames.FailedMails, "", null, null, FailedMailsRead, cancellationToken);
        return HealthRules.Mail(mail.Value.Smtp.IsConfigured, page.Rows.Count);
    }

    private async Task<HealthPart> LookAtSealAsync(CancellationToken cancellationToken) =>
        HealthRules.Seal((await digests.FindLastAsync(cancellationToken))?.Day, clock.Today);

    [LoggerMessage(LogLevel.Warning, "Looking at {Part} failed.")]
    private partial void LogFault(string part, Exception fault);
}
