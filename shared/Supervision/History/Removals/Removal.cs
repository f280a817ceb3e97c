using System.Globalization;
using Supervision.Identity;
using Supervision.Papers;

namespace Supervision.History.Removals;

/// <summary>The content that a removal is about.</summary>
/// <param name="Home">The department in whose partition the history lies that points to it.</param>
/// <param name="Chain">That history's chain: a deadline, a delivery, or a removal.</param>
/// <param name="Content">Id of a paper, or <c>{delivery}-{number of its file}</c>.</param>
public sealed record RemovalTarget(DepartmentId Home, string Chain, string Content)
{
    public bool IsPaper => PaperRefs.IsId(Content);

    public static RemovalTarget Paper(DeadlineId deadline, string paper) => new(deadline.Home, deadline.Value, paper);

    /// <summary>A text that the history of a delivery itself points to, such as why it was withdrawn while it was matched to no deadline.</summary>
    public static RemovalTarget Paper(DepartmentId department, DeliveryId delivery, string paper) => new(department, delivery.Value, paper);

    /// <summary>The reason of a removal, or what the director said to it.</summary>
    public static RemovalTarget Paper(DepartmentId department, RemovalId removal, string paper) => new(department, removal.Value, paper);

    /// <param name="number">Number of the file, from 1.</param>
    public static RemovalTarget File(DepartmentId department, DeliveryId delivery, int number) =>
        new(department, delivery.Value, FileKey(delivery, number));

    public static string FileKey(DeliveryId delivery, int number) => string.Create(CultureInfo.InvariantCulture, $"{delivery}-{number}");
}

/// <summary>Where a removal stands.</summary>
public enum RemovalStatus
{
    /// <summary>Awaits the decision of a second person.</summary>
    Proposed,

    Rejected,

    /// <summary>Decided: nobody can read the content any more. Its blob is being deleted.</summary>
    Confirmed,

    /// <summary>The blob is gone with its versions and snapshots.</summary>
    Removed,
}

/// <summary>The removal of a paper or a delivered file: proposed by an administrator, decided by a director who is another person.</summary>
/// <param name="Blob">Name of the blob.</param>
/// <param name="Hash">SHA-256 of the content, lower-case hexadecimal: what stays of it.</param>
/// <param name="Reason">Why; a paper of its own.</param>
/// <param name="Note">What the director says to it, or null.</param>
/// <param name="Removed">When the blob was gone (UTC).</param>
public sealed record Removal(
    RemovalId Id,
    RemovalTarget Target,
    string Blob,
    string Hash,
    RemovalStatus Status,
    PaperRef Reason,
    string ProposedBy,
    DateTimeOffset Proposed,
    string? DecidedBy = null,
    DateTimeOffset? Decided = null,
    PaperRef? Note = null,
    DateTimeOffset? Removed = null);
