namespace Supervision.Deliveries.Figures;

/// <summary>What a department did in a period, in figures. A group or figure left out was not counted; 0 was counted and there was none.</summary>
public sealed record ReportFigures(
    FiguresPeriod Period,
    Inspections? Inspections = null,
    Cases? Cases = null,
    Penalties? Penalties = null,
    Licences? Licences = null,
    Disputes? Reconsiderations = null,
    Disputes? Lawsuits = null,
    Complaints? Complaints = null,
    Staff? Staff = null,
    Budget? Budget = null,
    IReadOnlyList<string>? RulesMade = null,
    IReadOnlyList<string>? Problems = null,
    IReadOnlyList<string>? Suggestions = null);

/// <summary>The period covered, both days included.</summary>
public sealed record FiguresPeriod(DateOnly From, DateOnly To);

public sealed record Inspections(int? CarriedOut = null, int? WithProblems = null);

public sealed record Cases(int? Opened = null, int? Closed = null, int? Transferred = null);

/// <param name="Amount">Yuan, to the fen.</param>
public sealed record Penalties(int? Count = null, decimal? Amount = null);

public sealed record Licences(int? Decided = null, int? Granted = null, int? Refused = null);

/// <summary>Reconsiderations or lawsuits concluded in the period.</summary>
/// <param name="Won">Upheld for the department.</param>
/// <param name="Lost">Decided against it.</param>
public sealed record Disputes(int? Concluded = null, int? Won = null, int? Lost = null);

public sealed record Complaints(int? Received = null, int? Handled = null);

/// <summary>Law enforcement staff on the last day of the period.</summary>
public sealed record Staff(int? Total = null, int? Certified = null);

/// <summary>Yuan, to the fen.</summary>
public sealed record Budget(decimal? Allotted = null, decimal? Spent = null);
