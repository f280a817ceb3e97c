using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Mail.Messages;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Mail;

/// <summary>
/// Puts the summaries of the day into the outbox once the sending window has opened: a daily digest for each officer, and once a week a
/// summary for each person of a department and for the head of the committee office. A summary has one key a day or week, so running twice,
/// at once, or after a crash writes each once; days that an outage swallowed are not made up for. A department that has ended gets none: what it
/// owed stands in the summary of whoever owes it now.
/// </summary>
public sealed partial class WriteSummaries(
    SupervisionStorage storage,
    DirectoryStore directory,
    AgendaStore agenda,
    SendingWindow window,
    LegislatureClock clock,
    IOptions<SummaryOptions> options,
    ILogger<WriteSummaries> logger)
{
    public const string OfficerRole = "officer-in-charge";
    public const string DirectorRole = "committee-office-head";

    private const int DepartmentsAtOnce = 100;

    /// <returns>How many summaries were written.</returns>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var today = clock.Today;
        if (!window.IsDay(today) || clock.Now < window.Next(today))
        {
            return 0;
        }

        var written = 0;
        if (options.Value.Daily)
        {
            written += await OnceAsync("summaries-" + AgendaStore.PartitionOf(today), () => WriteDailyAsync(today, cancellationToken), cancellationToken);
        }

        if (options.Value.Weekly)
        {
            var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
            written += await OnceAsync(
                "summaries-week-" + AgendaStore.PartitionOf(monday), () => WriteWeeklyAsync(monday, cancellationToken), cancellationToken);
        }

        if (written > 0)
        {
            LogWritten(written, today);
        }

        return written;
    }

    /// <summary>Notes afterwards that it was done: a crash before the note does it again, under the same keys.</summary>
    private async Task<int> OnceAsync(string note, Func<Task<int>> write, CancellationToken cancellationToken)
    {
        if (await storage.Supervision.FindAsync(DepartmentId.Office.Value, note, cancellationToken) is not null)
        {
            return 0;
        }

        var written = await write();
        await storage.Supervision.UpsertAsync(new TableEntity(DepartmentId.Office.Value, note), cancellationToken);
        return written;
    }

    private Task<int> WriteDailyAsync(DateOnly today, CancellationToken cancellationToken) =>
        WriteAsync(DepartmentId.Office, today, MailTemplateNames.Digest, person => person.Roles.Contains(OfficerRole), cancellationToken);

    private async Task<int> WriteWeeklyAsync(DateOnly monday, CancellationToken cancellationToken)
    {
        var written = await WriteAsync(
            DepartmentId.Office, monday, MailTemplateNames.Weekly, person => person.Roles.Contains(DirectorRole), cancellationToken);
        string? continuation = null;
        do
        {
            (var departments, continuation) = await directory.PageAsync(continuation, DepartmentsAtOnce, cancellationToken);
            foreach (var department in departments.Where(one => !one.HasEnded(clock.Today)))
            {
                written += await WriteAsync(department.Id, monday, MailTemplateNames.Weekly, _ => true, cancellationToken);
            }
        }
        while (continuation is not null);
        return written;
    }

    private async Task<int> WriteAsync(
        DepartmentId organ, DateOnly day, string what, Func<Person, bool> wants, CancellationToken cancellationToken)
    {
        var written = 0;
        var people = (await directory.ListPeopleAsync(organ, cancellationToken)).Where(wants).DistinctBy(person => person.Mail, StringComparer.OrdinalIgnoreCase);
        foreach (var person in people)
        {
            var summary = CollectDigest.Of(day, person, what, clock.Now);
            var asked = new Asked(() => agenda.AskRelayAsync(summary.Mark, cancellationToken), clock.Time);
            try
            {
                await asked.CommitAsync(() => storage.Supervision.AddAsync(summary.ToRow(), cancellationToken));
                written++;
            }
            catch (RequestFailedException there) when (there.Status == 409)
            {
                // Written before, also by this call whose answer was lost, or begun as the digest of a person who wants no single mails.
                await asked.MakeGoodAsync();
            }
        }

        return written;
    }

    [LoggerMessage(LogLevel.Information, "{Count} summaries of {Day:yyyy-MM-dd} were put into the outbox.")]
    private partial void LogWritten(int count, DateOnly day);
}
