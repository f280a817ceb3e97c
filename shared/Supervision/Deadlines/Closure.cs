using System.Text.Json.Serialization;
using Supervision.Deadlines.Chains;
using Supervision.History;
using Supervision.Obligations;
using Supervision.Papers;

namespace Supervision.Deadlines;

/// <summary>Why a deadline was closed without fulfilment.</summary>
public enum ClosureReason
{
    /// <summary>The congress does without the delivery.</summary>
    Waived,

    /// <summary>It should never have been opened: it counts in no figure.</summary>
    WithdrawnAsMistaken,

    /// <summary>The law was repealed.</summary>
    Repealed,

    /// <summary>The provision went with an amendment of the law.</summary>
    ProvisionEnded,

    /// <summary>What had opened it was returned or withdrawn.</summary>
    OpenerWithdrawn,
}

/// <summary>The end of a deadline without fulfilment.</summary>
/// <param name="On">x, the local date from which nothing is expected any more.</param>
public sealed record Closure(ClosureReason Reason, DateOnly On)
{
    /// <summary>True where the duty itself has ended, with its law or its provision.</summary>
    [JsonIgnore]
    public bool EndsDuty => Reason is ClosureReason.Repealed or ClosureReason.ProvisionEnded;
}

/// <summary>The deadline ended without a decision on itself: its law, its provision or what opened it has gone.</summary>
/// <param name="ClosedOn">x.</param>
/// <param name="Plan">Id of the plan or chained step that closed it.</param>
/// <param name="ChainStep">Number of the step at the opening deadline, where one withdrew it.</param>
public sealed record DeadlineClosed(ClosureReason Reason, DateOnly ClosedOn, string Plan, int? ChainStep = null) : FactBody;

/// <summary>
/// The end of the duty was recorded by mistake and is withdrawn. It is recorded at every deadline of the duty, so that whoever still means to carry
/// the end out finds it here; what the end had closed is awaited again, in a new round.
/// </summary>
/// <param name="Plan">Id of the plan that carries the withdrawal out.</param>
/// <param name="End">Id of the plan that had ended the duty.</param>
/// <param name="Instead">Another end of the same duty that stands, and by which it stays ended; null: the duty applies again.</param>
/// <param name="Opens">The next occurrence of a duty that recurs from the last delivery, where a delivery stands that fulfils this one.</param>
public sealed record EndWithdrawn(string Plan, string End, PaperRef Reason, ObligationEnd? Instead = null, ChainedOpening? Opens = null) : FactBody;

/// <summary>The plan that has ended the duty of a deadline.</summary>
/// <param name="Plan">Its id.</param>
/// <param name="ClosedOn">The local date on which what was awaited was closed because of it; null: nothing was awaited.</param>
/// <param name="NextOpensOn">When the next occurrence would have opened, where it ended that.</param>
public sealed record StandingEnd(string Plan, DateOnly? ClosedOn = null, DateOnly? NextOpensOn = null);

/// <summary>A closed or deferred deadline runs again, in a new round.</summary>
/// <param name="Reason">Why an officer reopened it; null where what opens it happened anew.</param>
/// <param name="Provenance">The clock it runs by now; null: as before.</param>
/// <param name="WithdrawsNext">True where the next occurrence, which counted from the waiver that this takes back, goes with it.</param>
/// <param name="Opens">The next occurrence of a duty that recurs from the last delivery, where a delivery stands that fulfils this one.</param>
public sealed record DeadlineReopened(PaperRef? Reason, Provenance? Provenance, bool WithdrawsNext = false, ChainedOpening? Opens = null) : FactBody;
