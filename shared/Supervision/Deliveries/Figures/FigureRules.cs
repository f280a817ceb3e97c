using System.Diagnostics.CodeAnalysis;
using Supervision.Departments;

namespace Supervision.Deliveries.Figures;

/// <summary>What figures must agree in, and what someone should confirm before it is taken.</summary>
public static class FigureRules
{
    /// <summary>A figure that changed by half or more against the last period.</summary>
    public const string SuddenChange = "figures-sudden-change";

    /// <summary>Figures that rarely go together.</summary>
    public const string Unusual = "figures-unusual";

    private const decimal SuddenShare = 0.5m;
    private const decimal SuddenCount = 20;
    private const decimal SuddenAmount = 100_000;

    /// <summary>Every contradiction; empty when there is none.</summary>
    /// <param name="periodStart">First day that the metadata says is covered.</param>
    /// <param name="today">Local date of receipt.</param>
    /// <param name="before">The figures of the period before, if any stand.</param>
    public static IReadOnlyList<InputFault> Faults(
        ReportFigures figures, DateOnly? periodStart, DateOnly? periodEnd, DateOnly today, ReportFigures? before)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var faults = new List<InputFault>();
        var period = figures.Period;
        if (period.From > period.To)
        {
            Fault("period-order", "period.to", "The period ends before it begins.");
        }
        else if (period.To >= today)
        {
            Fault("figures-period-not-over", "period.to", "Figures are of a period that is over; today is {today}.", ("today", today));
        }

        if ((periodStart is { } start && start != period.From) || (periodEnd is { } end && end != period.To))
        {
            Fault("figures-period-differs", "period", "The period of the figures is not that of the report.");
        }

        if (before is not null && before.Period != period && period.From <= before.Period.To && before.Period.From <= period.To)
        {
            Fault(
                "figures-period-overlaps",
                "period.from",
                "Overlaps the period reported before, {from} to {to}.",
                ("from", before.Period.From),
                ("to", before.Period.To));
        }

        Part("inspections.withProblems", figures.Inspections?.WithProblems, figures.Inspections?.CarriedOut);
        Part("licences.granted", Sum(figures.Licences?.Granted, figures.Licences?.Refused), figures.Licences?.Decided);
        Part("reconsiderations.won", Sum(figures.Reconsiderations?.Won, figures.Reconsiderations?.Lost), figures.Reconsiderations?.Concluded);
        Part("lawsuits.won", Sum(figures.Lawsuits?.Won, figures.Lawsuits?.Lost), figures.Lawsuits?.Concluded);
        Part("staff.certified", figures.Staff?.Certified, figures.Staff?.Total);
        if (figures.Penalties is { Count: 0, Amount: > 0 })
        {
            Fault("figures-contradict", "penalties.amount", "An amount without a penalty.");
        }

        return faults;

        void Part(string field, long? parts, long? total)
        {
            if (parts > total)
            {
                Fault("figures-part-above-total", field, "The parts come to {parts}, the total is {total}.", ("parts", parts!), ("total", total!));
            }
        }

        void Fault(string code, string field, [ConstantExpected] string text, params (string Name, object Value)[] values) =>
            faults.Add(InputFault.Of(code, "figures." + field, text, values));
    }

    /// <summary>What is possible but rare: taken once it is confirmed, and then a finding.</summary>
    public static IReadOnlyList<InputFault> Warnings(ReportFigures figures, ReportFigures? before)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var warnings = new List<InputFault>();
        Unusually("cases.closed", figures.Cases?.Closed > figures.Cases?.Opened, "More cases closed than opened.");
        Unusually("penalties.count", figures.Penalties?.Count > 0 && figures.Cases?.Opened == 0 && figures.Cases?.Closed is 0 or null, "Penalties, and no case.");
        Unusually("complaints.handled", figures.Complaints?.Handled > figures.Complaints?.Received, "More complaints handled than received.");
        Unusually("budget.spent", figures.Budget?.Spent > figures.Budget?.Allotted, "More spent than allotted.");
        if (before is null || before.Period == figures.Period)
        {
            return warnings;
        }

        var was = Counted(before).ToDictionary(figure => figure.Field, StringComparer.Ordinal);
        foreach (var (field, value, isAmount) in Counted(figures))
        {
            if (was.TryGetValue(field, out var old)
                && Math.Abs(value - old.Value) >= (isAmount ? SuddenAmount : SuddenCount)
                && Math.Abs(value - old.Value) >= SuddenShare * Math.Max(1, old.Value))
            {
                warnings.Add(InputFault.Of(
                    SuddenChange, "figures." + field, "Was {before}, is now {now}.", ("before", old.Value), ("now", value)));
            }
        }

        return warnings;

        void Unusually(string field, bool holds, [ConstantExpected] string text)
        {
            if (holds)
            {
                warnings.Add(InputFault.Of(Unusual, "figures." + field, text));
            }
        }
    }

    private static long? Sum(int? one, int? other) => one is null && other is null ? null : (long)(one ?? 0) + (other ?? 0);

    private static IEnumerable<(string Field, decimal Value, bool IsAmount)> Counted(ReportFigures figures)
    {
        (string, decimal?, bool)[] all =
        [
            ("inspections.carriedOut", figures.Inspections?.CarriedOut, false),
            ("cases.opened", figures.Cases?.Opened, false),
            ("cases.closed", figures.Cases?.Closed, false),
            ("penalties.count", figures.Penalties?.Count, false),
            ("penalties.amount", figures.Penalties?.Amount, true),
            ("licences.decided", figures.Licences?.Decided, false),
            ("reconsiderations.concluded", figures.Reconsiderations?.Concluded, false),
            ("lawsuits.concluded", figures.Lawsuits?.Concluded, false),
            ("complaints.received", figures.Complaints?.Received, false),
            ("staff.total", figures.Staff?.Total, false),
            ("budget.spent", figures.Budget?.Spent, true),
        ];
        return all.Where(figure => figure.Item2 is not null).Select(figure => (figure.Item1, figure.Item2!.Value, figure.Item3));
    }
}
