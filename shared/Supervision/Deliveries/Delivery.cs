using Supervision.Deadlines;
using Supervision.Deliveries.Figures;
using Supervision.Identity;
using Supervision.Papers;

namespace Supervision.Deliveries;

/// <summary>What a department delivers.</summary>
public enum DeliveryKind
{
    /// <summary>实施情况报告: a report.</summary>
    Report,

    /// <summary>配套规定: an implementing rule.</summary>
    Rule,
}

/// <summary>Where the review of a delivery stands.</summary>
public enum ReviewState
{
    /// <summary>Received; what it claims counts as claimed.</summary>
    Received,

    Accepted,

    /// <summary>Returned for form only.</summary>
    ReturnedForForm,

    /// <summary>Returned for its content.</summary>
    ReturnedForContent,

    /// <summary>Taken back by the department.</summary>
    Withdrawn,
}

/// <summary>What the department says of the delivery.</summary>
/// <param name="Title">Title of the report or rule.</param>
/// <param name="Obligation">The obligation it fulfils, or null: then it is matched.</param>
/// <param name="Occurrence">The occurrence it fulfils (2026, 2026H1, 1), or null.</param>
/// <param name="PeriodStart">Report: first day covered.</param>
/// <param name="PeriodEnd">Report: last day covered.</param>
/// <param name="DocumentDate">Report: date of the document.</param>
/// <param name="Number">Rule: document number.</param>
/// <param name="Issued">Rule: the day it was issued; fulfils the obligation once an officer accepts it.</param>
/// <param name="Published">Rule: the day it was published, or null.</param>
/// <param name="Effective">Rule: the day it takes effect, or null.</param>
/// <param name="Figures">Report: what was done in the period, in figures.</param>
/// <param name="Confirmed">Codes of warnings that the sender has looked at and stands by.</param>
public sealed record DeliveryMetadata(
    string Title,
    ObligationId? Obligation = null,
    string? Occurrence = null,
    DateOnly? PeriodStart = null,
    DateOnly? PeriodEnd = null,
    DateOnly? DocumentDate = null,
    string? Number = null,
    DateOnly? Issued = null,
    DateOnly? Published = null,
    DateOnly? Effective = null,
    ReportFigures? Figures = null,
    IReadOnlyList<string>? Confirmed = null);

/// <summary>A file of a delivery as stored.</summary>
/// <param name="Name">The name the sender gave, for display only.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">SHA-256 of the bytes, lower-case hexadecimal.</param>
/// <param name="Blob">Where it lies in the container of deliveries.</param>
public sealed record DeliveredFile(string Name, string ContentType, long Length, string Sha256, string Blob);

/// <summary>The deadline a delivery was matched to, and how it stands against it.</summary>
/// <param name="Due">d at the time of receipt.</param>
/// <param name="FulfilledOn">f: receipt of a report, issue date of a rule; claimed until accepted.</param>
/// <param name="DaysLate">Calendar days from d to f; 0 when on time.</param>
/// <param name="NotifiedLate">Issued by d but received after it.</param>
public sealed record DeliveryMatch(DeadlineId Deadline, DateOnly Due, DateOnly FulfilledOn, int DaysLate, bool NotifiedLate)
{
    public bool OnTime => DaysLate == 0;

    /// <summary>How a delivery stands against a deadline when it is matched to it.</summary>
    /// <param name="fulfilledOn">f.</param>
    /// <param name="receivedOn">Local date of receipt.</param>
    internal static DeliveryMatch Of(DeadlineState state, DeliveryKind kind, DateOnly fulfilledOn, DateOnly receivedOn)
    {
        var late = DecidingDays.Late(state.Due, fulfilledOn, state.AllDeciding);
        return new DeliveryMatch(state.Id, state.Due, fulfilledOn, late, late == 0 && receivedOn > state.Due && kind == DeliveryKind.Rule);
    }
}

/// <summary>A withdrawal that is on record at the deadline a delivery was matched to first, and is carried to the further ones.</summary>
/// <param name="Decision">Id of the decision.</param>
/// <param name="By">Who withdrew it.</param>
/// <param name="On">Local date of the withdrawal.</param>
public sealed record DeliveryWithdrawal(string Decision, string By, DateOnly On, IReadOnlyList<FurtherWithdrawal> Further);

/// <param name="Reason">The reason, as a paper of that deadline's own.</param>
public sealed record FurtherWithdrawal(DeadlineId Deadline, PaperRef Reason);

/// <summary>A report or rule as received.</summary>
/// <param name="ReceivedOn">Local date of receipt.</param>
/// <param name="By">Id of the key or person that delivered it.</param>
/// <param name="ContentHash">Hash of metadata and files: the same content sent again is recognised by it.</param>
/// <param name="Match">The deadline it was matched to; null when none or several fit.</param>
/// <param name="Findings">Codes of what an officer should look at.</param>
/// <param name="AlsoFor">Further deadlines that an officer matched it to.</param>
/// <param name="Withdrawal">How it was taken back, where that takes effect at further deadlines too.</param>
public sealed record Delivery(
    DeliveryId Id,
    DeliveryKind Kind,
    DepartmentId Department,
    DateTimeOffset ReceivedAt,
    DateOnly ReceivedOn,
    string By,
    DeliveryMetadata Metadata,
    IReadOnlyList<DeliveredFile> Files,
    string ContentHash,
    DeliveryMatch? Match,
    IReadOnlyList<string> Findings,
    ReviewState Review = ReviewState.Received,
    string? ReviewNote = null,
    IReadOnlyList<DeadlineId>? AlsoFor = null,
    DeliveryWithdrawal? Withdrawal = null)
{
    /// <summary>False once it was returned or withdrawn.</summary>
    public bool Stands => Review is ReviewState.Received or ReviewState.Accepted;

    /// <summary>True when no deadline fitted at receipt: an officer matches it.</summary>
    public bool CameUnmatched => Findings.Contains(DeliveryMatching.None) || Findings.Contains(DeliveryMatching.Ambiguous);
}
