using Azure;
using Azure.Data.Tables;
using Supervision.Deadlines;
using Supervision.History;
using Supervision.Identity;
using Supervision.Jurisdictions;

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
}

/// <summary>One mail of one cause to one recipient, as the outbox keeps it. No address: that is read when it is sent.</summary>
/// <param name="Key">Row key <c>mail-{causing fact}-{template}-{organ}-{person}</c>; it gives the Message-ID.</param>
/// <param name="Attempts">How often sending was begun.</param>
/// <param name="NotBefore">The instant before which no relay tries (again).</param>
/// <param name="ClaimedUntil">When the claim of the relay that has it runs out.</param>
/// <param name="Claim">Id of that claim.</param>
/// <param name="Answer">What the mail server answered last, or why it was cancelled.</param>
public sealed record Notification(
    string Key,
    DepartmentId Home,
    AlertId Alert,
    string Template,
    Recipient Recipient,
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
    /// <summary>True while a relay has still to act.</summary>
    public bool IsPending => Status is NotificationStatus.Pending or NotificationStatus.Claimed;

    internal static Notification From(TableEntity row) => new(
        row.RowKey,
        DepartmentId.Parse(row.PartitionKey),
        AlertId.Parse(row.GetString("Alert")),
        row.GetString("Template"),
        Json.Read<Recipient>(row.GetString("Recipient")),
        Enum.Parse<NotificationStatus>(row.GetString("Status")),
        row.GetDateTimeOffset("Created")!.Value,
        row.GetInt32("Attempts") ?? 0,
        row.GetDateTimeOffset("NotBefore")!.Value,
        row.GetDateTimeOffset("ClaimedUntil"),
        row.GetString("Claim"),
        row.GetDateTimeOffset("Ended"),
        row.GetString("Answer"),
        row.ETag);

    internal TableEntity ToRow()
    {
        var row = new TableEntity(Home.Value, Key)
        {
            ["Alert"] = Alert.Value,
            ["Template"] = Template,
            ["Recipient"] = Json.Write(Recipient),
            ["Status"] = Status.ToString(),
            ["Waiting"] = IsPending,
            ["Created"] = Created,
            ["Attempts"] = Attempts,
            ["NotBefore"] = NotBefore,
        };
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

/// <summary>Mails that facts cause: their rows are written in the transaction of the fact.</summary>
internal static class Outbox
{
    /// <summary>Stands for the recipient where there is nobody to tell: no such person exists, so the relay refuses the mail and shows it.</summary>
    private static readonly PersonId Nobody = PersonId.Parse("nobody");

    public static string Prefix(DeadlineId deadline) => $"mail-{DeadlineStore.ChainOf(deadline)}-";

    public static IEnumerable<TableEntity> CausedBy(Fact fact, DeadlineId deadline, DateTimeOffset now)
    {
        if (fact.Body is not StageRaised raised)
        {
            yield break;
        }

        var alert = new AlertId(deadline, raised.Round, raised.Stage);
        var template = raised.Stage.Name();
        foreach (var recipient in raised.Recipients)
        {
            yield return New(recipient);
        }

        if (raised.Recipients.Count == 0)
        {
            yield return New(new Recipient(deadline.Home, Nobody, "nobody"));
        }

        TableEntity New(Recipient recipient) => new Notification(
            Key(fact, deadline, template, recipient),
            deadline.Home,
            alert,
            template,
            recipient,
            NotificationStatus.Pending,
            now,
            0,
            now,
            null,
            null,
            null,
            null,
            default).ToRow();
    }

    private static string Key(Fact fact, DeadlineId deadline, string template, Recipient recipient) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Prefix(deadline)}{fact.Seq:D6}-{template}-{recipient.Organ}-{recipient.Person}");
}
