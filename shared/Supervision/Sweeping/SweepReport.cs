namespace Supervision.Sweeping;

/// <summary>What one sweep did.</summary>
/// <param name="AsOf">The local date it decided by.</param>
/// <param name="LookedAt">Agenda items judged.</param>
/// <param name="Raised">Alerts raised.</param>
/// <param name="PassedOver">Lower stages recorded as passed over.</param>
/// <param name="FoundEnded">Deadlines due for a look at which nothing was awaited any more: the look found them fulfilled or closed, by whatever had ended them.</param>
/// <param name="Opened">Next occurrences opened.</param>
/// <param name="Plans">Plans carried on.</param>
/// <param name="SetAside">Items that failed five times and are tried once a day.</param>
/// <param name="Faults">What could not be done this time, with the reason.</param>
/// <param name="Complete">False when the time for one run was used up; the next run goes on.</param>
public sealed record SweepReport(
    DateTimeOffset Started,
    DateTimeOffset Ended,
    DateOnly AsOf,
    int LookedAt,
    int Raised,
    int PassedOver,
    int FoundEnded,
    int Opened,
    int Plans,
    IReadOnlyList<string> SetAside,
    IReadOnlyList<string> Faults,
    bool Complete)
{
    /// <summary>True when everything due was looked at and nothing failed.</summary>
    public bool Succeeded => Complete && Faults.Count == 0;
}
