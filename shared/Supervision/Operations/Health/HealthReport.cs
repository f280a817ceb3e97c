namespace Supervision.Operations.Health;

/// <summary>How well something is, the worst last.</summary>
public enum HealthStatus
{
    Ok,

    /// <summary>It works, and somebody should look at it in the next days.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Fault,
}

/// <summary>One thing looked at.</summary>
/// <param name="Name">tables, blobs, sweep, agenda, relay, mail, seal or calendar.</param>
/// <param name="Code">Stable code of the finding; the runbook says what it means and what to do.</param>
/// <param name="Number">The quantity the finding rests on: hours, days or items, as the runbook says for the code.</param>
/// <param name="Milliseconds">How long looking took.</param>
public sealed record HealthPart(string Name, HealthStatus Status, string Code, long? Number = null, long Milliseconds = 0);

/// <summary>What a deep look found.</summary>
/// <param name="Status">The worst of the parts.</param>
/// <param name="Version">Version of the program that answered.</param>
/// <param name="AsOf">When it looked, UTC.</param>
public sealed record HealthReport(HealthStatus Status, string Version, DateTimeOffset AsOf, IReadOnlyList<HealthPart> Parts);
