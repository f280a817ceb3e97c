using Azure;
using Azure.Data.Tables;
using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Mail.Messages;

namespace Supervision.Mail;

/// <summary>What has become of a notification.</summary>
public enum NotificationStatus
{
    /// <summary>To be sent, at once or when its time comes.</summary>
    Pending,

    /// <summary>A relay is at it; when its claim runs out another may take over.</summary>
    Claimed,

    /// <summary>Accepted by the mail server.</summary>
    Sent,

    /// <summary>Its reason had gone before it was sent.</summary>
    Cancelled,

    /// <summary>Refused for good, by the server or because there is nobody to tell.</summary>
    Refused,

    /// <summary>Put off too often.</summary>
    GivenUp,

    /// <summary>Caused, but not yet addressed: the relay finds out who is to be told.</summary>
    Unaddressed,

    /// <summary>Addressed, at once or when somebody was found for it: a notification of its own stands for each recipient.</summary>
    Addressed,

    /// <summary>Carried by the daily digest of a person who wants no single mails.</summary>
    InDigest,
}

/// <summary>Whom a mail is for, where the fact that causes it does not name them.</summary>
[Flags]
public enum Audience
{
    None = 0,

    /// <summary>Those to whom a mail of this round's alerts went.</summary>
    ThoseMailed = 1,

    /// <summary>The people of the departments that owe.</summary>
    Departments = 2,

    /// <summary>The officers in charge.</summary>
    Officers = 4,

    /// <summary>The head of the committee office.</summary>
    Heads = 8,

    /// <summary>The committee office, which looks after the running of the product.</summary>
    Operators = 16,
}

/// <summary>One mail of one cause to one recipient, as the outbox keeps it. No address: that is read when it is sent.</summary>
/// <param name="Key">Row key <c>mail-{causing fact}-{template}-{organ}-{person}</c>; it gives the Message-ID.</param>
/// <param name="Deadline">The deadline spoken of; null for summaries.</param>
/// <param name="Seq">Number of the causing fact in the deadline's history; null for summaries.</param>
/// <param name="Alert">The alert spoken of, if there is one.</param>
/// <param name="Recipient">Null while it is not addressed.</param>
/// <param name="Attempts">How often sending was begun.</param>
/// <param name="NotBefore">The instant before which no relay tries (again).</param>
/// <param name="ClaimedUntil">When the claim of the relay that has it runs out.</param>
/// <param name="Claim">Id of that claim.</param>
/// <param name="Answer">What the mail server answered last, or why it was cancelled.</param>
public sealed record Notification(
    string Key,
    DepartmentId Home,
    DeadlineId? Deadline,
    int? Seq,
    AlertId? Alert,
    string Template,
    Recipient? Recipient,
    NotificationStatus Status,
    DateTimeOffset Created,
    int Attempts,
    DateTimeOffset NotBefore,
    DateTimeOffset? ClaimedUntil,
    string? Claim,
    DateTimeOffset? Ended,
    string? Answer,
    ETag ETag)
{
    public const string Prefix = "mail-";

    /// <summary>Whom it is for, while it is not addressed.</summary>
    public Audience Audience { get; init; }

    /// <summary>What a mail about the system itself tells of; null for others.</summary>
    public MailIncident? Incident { get; init; }

    /// <summary>How often staff had it sent again, and who did last.</summary>
    public int Resent { get; init; }

    public string? ResentBy { get; init; }

    /// <summary>True while a relay has still to act.</summary>
    public bool IsPending => Status is NotificationStatus.Pending or NotificationStatus.Claimed or NotificationStatus.Unaddressed;

    /// <summary>The causing fact and the template: what a person is told of once.</summary>
    public string Cause => Recipient is { } recipient ? Key[..^$"-{recipient.Organ}-{recipient.Person}".Length] : Key;

    /// <summary>What the Message-ID is made of: the key, and for a mail that staff had sent again the number of that time.</summary>
    public string MessageKey => Resent == 0 ? Key : $"{Key}-again{Resent}";

    /// <summary>The mark under which the relay finds it.</summary>
    public AgendaItem Mark => Deadline is { } deadline
        ? AgendaItem.Relay(deadline)
        : new AgendaItem(Home, AgendaAct.RelayMails, Key.Split('-')[1]);

    /// <summary>A notification as a fact causes it: to be sent at once.</summary>
    internal static Notification New(string key, DepartmentId home, string template, DateTimeOffset now) => new(
        key, home, null, null, null, template, null, NotificationStatus.Pending, now, 0, now, null, null, null, null, default);

    internal static Notification From(TableEntity row) => new(
        row.RowKey,
        DepartmentId.Parse(row.PartitionKey),
        row.GetString("Deadline") is { } deadline ? DeadlineId.Parse(deadline) : null,
        row.GetInt32("Seq"),
        row.GetString("Alert") is { } alert ? AlertId.Parse(alert) : null,
        row.GetString("Template"),
        row.GetString("Recipient") is { } recipient ? Json.Read<Recipient>(recipient) : null,
        Enum.Parse<NotificationStatus>(row.GetString("Status")),
        row.GetDateTimeOffset("Created")!.Value,
        row.GetInt32("Attempts") ?? 0,
        row.GetDateTimeOffset("NotBefore")!.Value,
        row.GetDateTimeOffset("ClaimedUntil"),
        row.GetString("Claim"),
        row.GetDateTimeOffset("Ended"),
        row.GetString("Answer"),
        row.ETag)
    {
        Audience = (Audience)(row.GetInt32("Audience") ?? 0),
        Incident = row.GetString("Incident") is { } incident ? Json.Read<MailIncident>(incident) : null,
        Resent = row.GetInt32("Resent") ?? 0,
        ResentBy = row.GetString("ResentBy"),
    };

    internal TableEntity ToRow()
    {
        var row = new TableEntity(Home.Value, Key)
        {
            ["Template"] = Template,
            ["Status"] = Status.ToString(),
            ["Waiting"] = IsPending,
            ["Created"] = Created,
            ["Attempts"] = Attempts,
            ["NotBefore"] = NotBefore,
        };
        Set("Deadline", Deadline?.Value);
        Set("Seq", Seq);
        Set("Alert", Alert?.Value);
        Set("Recipient", Recipient is null ? null : Json.Write(Recipient));
        Set("Audience", Audience == Audience.None ? null : (int)Audience);
        Set("Incident", Incident is null ? null : Json.Write(Incident));
        Set("Resent", Resent == 0 ? null : Resent);
        Set("ResentBy", ResentBy);
        Set("ClaimedUntil", ClaimedUntil);
        Set("Claim", Claim);
        Set("Ended", Ended);
        Set("Answer", Answer is { Length: > 1000 } ? Answer[..1000] : Answer);
        return row;

        void Set(string name, object? value)
        {
            if (value is not null)
            {
                row[name] = value;
            }
        }
    }
}
