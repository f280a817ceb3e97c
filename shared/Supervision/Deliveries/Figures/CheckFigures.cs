using Supervision.Departments;
using Supervision.Identity;
using Supervision.Time;

namespace Supervision.Deliveries.Figures;

/// <summary>Checks the figures of a report in themselves and against the period before.</summary>
public sealed class CheckFigures(FigureStore store, LegislatureClock clock)
{
    /// <param name="nobodyConfirms">True for deliveries gathered by a timer: then warnings become findings by themselves.</param>
    /// <returns>Faults; warnings that were not confirmed; and the codes of warnings that are findings.</returns>
    public async Task<(IReadOnlyList<InputFault> Faults, IReadOnlyList<InputFault> Unconfirmed, IReadOnlyList<string> Findings)> ExecuteAsync(
        DepartmentId department, DeliveryMetadata metadata, bool nobodyConfirms, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (metadata.Figures is not { } figures)
        {
            return ([], [], []);
        }

        var others = await store.ListOthersAsync(department, metadata.Obligation, figures.Period, cancellationToken);
        var before = others.Count > 0 ? others[0] : null;
        if (FigureRules.Faults(figures, metadata.PeriodStart, metadata.PeriodEnd, clock.Today, before) is { Count: > 0 } faults)
        {
            return (faults, [], []);
        }

        var warnings = FigureRules.Warnings(figures, before);
        var confirmed = nobodyConfirms
            ? warnings
            : [.. warnings.Where(warning => metadata.Confirmed?.Contains(warning.Code, StringComparer.Ordinal) == true)];
        return ([], [.. warnings.Except(confirmed)], [.. confirmed.Select(warning => warning.Code).Distinct(StringComparer.Ordinal)]);
    }
}
