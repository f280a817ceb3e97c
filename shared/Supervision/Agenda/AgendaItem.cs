using Azure;
using Azure.Data.Tables;
using Supervision.History.Removals;
using Supervision.Identity;

namespace Supervision.Agenda;

/// <summary>What an agenda row asks for.</summary>
public enum AgendaAct
{
    /// <summary>Look at a deadline: its ladder may have moved.</summary>
    Look,

    /// <summary>Open the next occurrence of a recurring duty.</summary>
    OpenNext,

    /// <summary>Relay mails and views of a deadline.</summary>
    RelayDeadline,

    /// <summary>Relay mails and views of whatever deadline a delivery was matched to.</summary>
    RelayDelivery,

    /// <summary>Relay the views of a law.</summary>
    RelayLaw,

    /// <summary>Relay the summaries of a day.</summary>
    RelayMails,

    /// <summary>Carry out the removal of a content that was decided.</summary>
    Remove,

    /// <summary>Remove what is left of an upload in parts.</summary>
    EndUpload,
}

/// <summary>A thing to look at: home department, act and subject. Its row key says all of it.</summary>
public sealed record AgendaItem(DepartmentId Home, AgendaAct Act, string Subject)
{
    private static readonly (AgendaAct Act, string Prefix)[] Prefixes =
    [
        (AgendaAct.Look, "deadline-"),
        (AgendaAct.OpenNext, "open-"),
        (AgendaAct.RelayDeadline, "changed-"),
        (AgendaAct.RelayDelivery, "delivery-"),
        (AgendaAct.RelayLaw, "law-"),
        (AgendaAct.RelayMails, "mails-"),
        (AgendaAct.Remove, "removal-"),
        (AgendaAct.EndUpload, "upload-"),
    ];

    public string RowKey => $"{Home}-{Prefixes.Single(pair => pair.Act == Act).Prefix}{Subject}";

    public static AgendaItem Look(DeadlineId deadline) => new(deadline.Home, AgendaAct.Look, deadline.Value);

    public static AgendaItem OpenNext(DeadlineId deadline) => new(deadline.Home, AgendaAct.OpenNext, deadline.Value);

    public static AgendaItem Relay(DeadlineId deadline) => new(deadline.Home, AgendaAct.RelayDeadline, deadline.Value);

    public static AgendaItem Relay(DepartmentId home, DeliveryId delivery) => new(home, AgendaAct.RelayDelivery, delivery.Value);

    public static AgendaItem Relay(LawId law) => new(DepartmentId.Office, AgendaAct.RelayLaw, law.Value);

    public static AgendaItem Remove(DepartmentId home, RemovalId removal) => new(home, AgendaAct.Remove, removal.Value);

    public static AgendaItem End(DepartmentId home, UploadId upload) => new(home, AgendaAct.EndUpload, upload.Value);

    /// <summary>Null for a key that no version of this product has written.</summary>
    public static AgendaItem? FromRowKey(string rowKey)
    {
        var dash = rowKey.IndexOf('-', StringComparison.Ordinal);
        if (dash <= 0 || !DepartmentId.TryParse(rowKey[..dash], out var home))
        {
            return null;
        }

        var rest = rowKey[(dash + 1)..];
        foreach (var (act, prefix) in Prefixes)
        {
            if (rest.StartsWith(prefix, StringComparison.Ordinal) && rest.Length > prefix.Length)
            {
                return new AgendaItem(home, act, rest[prefix.Length..]);
            }
        }

        return null;
    }
}

/// <summary>An agenda row as it was read.</summary>
/// <param name="Partition">A date <c>yyyyMMdd</c>, or <c>relay</c>.</param>
/// <param name="Age">How long ago a writer last asked, when it was read, by the storage service's own clock.</param>
/// <param name="Failures">How often in a row it could not be done.</param>
/// <param name="LastTried">The local date of the last failure.</param>
public sealed record AgendaRow(
    string Partition, string RowKey, AgendaItem? Item, ETag ETag, TimeSpan Age, int Failures, DateOnly? LastTried, string? Fault)
{
    /// <summary>When it was read, by the storage service's own clock.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>
    /// Until when, by that clock, a judgement of this mark would find nothing that it has not found before; null: judge it. A writer that
    /// asks again writes the row anew and so wakes it.
    /// </summary>
    public DateTimeOffset? RestsUntil { get; init; }

    /// <summary>True when it is not to be judged yet.</summary>
    public bool Rests => RestsUntil > ReadAt;

    internal static AgendaRow From(TableEntity row, DateTimeOffset serviceTime) => new(
        row.PartitionKey,
        row.RowKey,
        AgendaItem.FromRowKey(row.RowKey),
        row.ETag,
        serviceTime - (row.GetDateTimeOffset(AgendaStore.Asked) ?? row.Timestamp!.Value),
        row.GetInt32("Failures") ?? 0,
        row.GetString("LastTried") is { } date ? AgendaStore.DateOf(date) : null,
        row.GetString("Fault"))
    {
        ReadAt = serviceTime,
        RestsUntil = row.GetDateTimeOffset(AgendaStore.RestsUntil),
    };
}
