using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Jurisdictions;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.Mail;

/// <summary>
/// Finds out who is to be told of a cause, and writes a notification for each in one transaction with the cause's own end: a crash before it
/// leaves the cause as it was, and of two relays one is refused by the cause's ETag.
/// </summary>
public sealed class AddressMail(
    SupervisionStorage storage, DeadlineStore deadlines, DeadlineSchedule schedule, DirectoryStore directory, LegislatureClock clock)
{
    private static readonly (Audience Audience, string Role)[] Roles =
    [
        (Audience.Departments, Recipients.DepartmentRole),
        (Audience.Officers, WriteSummaries.OfficerRole),
        (Audience.Heads, WriteSummaries.DirectorRole),
        (Audience.Operators, "committee-office"),
    ];

    /// <summary>Other mails of the round that are being sent are waited for this long: whether they arrive decides who is told.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <returns>When to try again, if another mail is waited for; null when it was tried. Whether it is addressed now is for storage to say.</returns>
    public async Task<DateTimeOffset?> ExecuteAsync(Notification cause, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var told = new List<Recipient>();
        if (cause.Audience.HasFlag(Audience.ThoseMailed))
        {
            var (mailed, undecided) = await ThoseMailedAsync(cause, now, cancellationToken);
            if (undecided)
            {
                return now + Pause;
            }

            told.AddRange(mailed);
        }

        var roles = RolesOf(cause.Audience);
        told.AddRange(await OfRolesAsync(cause, roles, cancellationToken));

        var each = await OnceEachAsync(told, cancellationToken);
        var nobodyKnew = each.Count == 0 && roles.Count == 0;
        var batch = new TableBatch(cause.Home.Value);
        batch.Replace(
            (cause with { Status = NotificationStatus.Addressed, Ended = now, Answer = nobodyKnew ? "nobody-was-told" : null }).ToRow(), cause.ETag);
        if (!nobodyKnew)
        {
            Add(batch, cause, each);
        }

        await SubmitAsync(batch, cancellationToken);
        return null;
    }

    /// <summary>Looks again for those who are to be told of a mail that had nobody, as the directory stands now.</summary>
    public async Task<IReadOnlyList<Recipient>> FindAsync(Notification nobodys, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> roles;
        if (nobodys.Alert is { } alert && nobodys.Template == alert.Stage.Name())
        {
            roles = schedule.Profile.RuleOf(alert.Stage)?.Recipients ?? [];
        }
        else
        {
            var cause = await storage.Supervision.FindAsync(nobodys.Home.Value, nobodys.Cause, cancellationToken);
            roles = cause is null ? [] : RolesOf(Notification.From(cause).Audience);
        }

        return await OnceEachAsync(await OfRolesAsync(nobodys, roles, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Writes a notification for each of those who were found for a mail that had nobody, which itself ends with it; from now on they are waited for.
    /// Of two relays one is refused by its ETag.
    /// </summary>
    public Task ExecuteAsync(Notification nobodys, IReadOnlyList<Recipient> told, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var batch = new TableBatch(nobodys.Home.Value);
        batch.Replace((nobodys with { Status = NotificationStatus.Addressed, Ended = now, Answer = null }).ToRow(), nobodys.ETag);
        var cause = Notification.New(nobodys.Cause, nobodys.Home, nobodys.Template, now) with
        {
            Deadline = nobodys.Deadline,
            Seq = nobodys.Seq,
            Alert = nobodys.Alert,
            Incident = nobodys.Incident,
        };
        Add(batch, cause, told);
        return SubmitAsync(batch, cancellationToken);
    }

    private static List<string> RolesOf(Audience audience) => [.. Roles.Where(pair => audience.HasFlag(pair.Audience)).Select(pair => pair.Role)];

    private static void Add(TableBatch batch, Notification cause, IReadOnlyList<Recipient> told)
    {
        foreach (var mail in Outbox.To(cause, [.. told.Take(Recipients.MostTold)]))
        {
            batch.Add(mail.ToRow());
        }
    }

    private async Task SubmitAsync(TableBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await storage.Supervision.SubmitAsync(batch, cancellationToken);
        }
        catch (Exception fault) when (StorageFaults.MeansReread(fault) && !cancellationToken.IsCancellationRequested)
        {
            // Another relay was quicker, or the answer was lost: what storage says counts.
        }
    }

    private async Task<IReadOnlyList<Recipient>> OfRolesAsync(Notification cause, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        if (roles.Count == 0)
        {
            return [];
        }

        var recipients = new Recipients(directory);
        if (cause.Deadline is not { } id)
        {
            return await recipients.ForAsync(roles, [], null, "", clock.Today, cancellationToken);
        }

        var head = await deadlines.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Deadline {id} has mails and is missing.");
        return await recipients.ForAsync(roles, [id.Home, .. head.State.CoDepartments], id.Obligation, head.State.Committee, clock.Today, cancellationToken);
    }

    /// <summary>Each address once: a person may stand in the directory twice, or be told for two reasons.</summary>
    private async Task<IReadOnlyList<Recipient>> OnceEachAsync(IReadOnlyList<Recipient> told, CancellationToken cancellationToken)
    {
        var once = new List<Recipient>();
        var addresses = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var recipient in told.DistinctBy(one => (one.Organ, one.Person)))
        {
            var person = await directory.FindPersonAsync(recipient.Organ, recipient.Person, cancellationToken);
            if (person is null || addresses.Add(person.Mail))
            {
                once.Add(recipient);
            }
        }

        return once;
    }

    /// <summary>Those to whom a mail of an alert of the round was sent, each once; and whether one is on its way at this moment.</summary>
    private async Task<(List<Recipient> Mailed, bool Undecided)> ThoseMailedAsync(
        Notification cause, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (cause.Alert is null)
        {
            return ([], false);
        }

        var mailed = new List<Recipient>();
        var undecided = false;
        await foreach (var row in storage.Supervision.ListAsync(cause.Home.Value, Outbox.Prefix(cause.Deadline!.Value), null, cancellationToken))
        {
            var mail = Notification.From(row);
            if (mail.Recipient is not { } recipient || mail.Alert?.Round != cause.Alert?.Round || mail.Template != mail.Alert?.Stage.Name())
            {
                continue;
            }

            undecided |= mail.Status == NotificationStatus.Claimed && mail.ClaimedUntil > now;
            if (mail.Status is NotificationStatus.Sent or NotificationStatus.InDigest
                && !mailed.Exists(other => other.Organ == recipient.Organ && other.Person == recipient.Person))
            {
                mailed.Add(recipient);
            }
        }

        return (mailed, undecided);
    }
}
