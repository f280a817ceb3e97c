using System.Text.Json.Serialization;
using Azure;
using Supervision.Deadlines;
using Supervision.Obligations;

namespace Supervision.Laws;

/// <summary>An end on record: the repeal of a law, or the end of obligations whose provision has gone.</summary>
/// <param name="Id">Id of the plan that carries it out.</param>
/// <param name="On">x, the local date from which nothing is expected any more.</param>
/// <param name="Obligations">Numbers of the obligations whose provision has gone; null: the law is repealed as a whole.</param>
/// <param name="By">Id of the key or person that recorded it; null for one of before this was kept.</param>
/// <param name="RecordedOn">Local date on which it was recorded; null for one of before this was kept.</param>
/// <param name="Withdrawn">How it was taken back as recorded by mistake; null while it stands.</param>
/// <param name="Reason">By what it ended; null where nobody said.</param>
public sealed record LawEnding(
    string Id,
    DateOnly On,
    IReadOnlyList<int>? Obligations,
    string? By = null,
    DateOnly? RecordedOn = null,
    EndingWithdrawal? Withdrawn = null,
    string? Reason = null)
{
    /// <summary>What it makes of an obligation that it covers.</summary>
    [JsonIgnore]
    public ObligationEnd End => new(Obligations is null ? ClosureReason.Repealed : ClosureReason.ProvisionEnded, On, Id);

    /// <summary>True for the end of an obligation, by its number.</summary>
    public bool Covers(int obligation) => Obligations?.Contains(obligation) ?? true;
}

/// <summary>The word of a second person that an end was recorded by mistake.</summary>
/// <param name="Plan">Id of the plan that carries it out.</param>
/// <param name="By">Id of the key or person that withdrew it.</param>
/// <param name="On">Local date of the decision.</param>
/// <param name="Reason">Why, in their words.</param>
public sealed record EndingWithdrawal(string Plan, string By, DateOnly On, string Reason);

/// <summary>An end with the tag under which it was read; null where no row of its own says it yet.</summary>
internal sealed record EndingRow(LawEnding Ending, ETag? ETag);

/// <summary>What a decision makes of a law.</summary>
/// <param name="Endings">Ends that are recorded or change with it.</param>
internal sealed record LawChange(Law Law, params IReadOnlyList<EndingRow> Endings);
