using System.Globalization;
using Azure.Data.Tables;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Deliveries.Figures;

/// <summary>
/// The figures of reports by obligation and period, beside the deliveries they came in: only for comparing one period with the next. Written
/// after the receipt; should that fail, the upload sent again writes them, and else only a comparison is missing.
/// </summary>
public sealed class FigureStore(SupervisionStorage storage, DeliveryStore deliveries)
{
    private const int MostPeriods = 200;

    /// <summary>
    /// The standing figures to compare with: those of an overlapping period if there are any, else of the latest period before; null when none.
    /// Figures of the very same period are an earlier version of this report and are passed over.
    /// </summary>
    public async Task<ReportFigures?> FindBeforeAsync(
        DepartmentId department, ObligationId? obligation, FiguresPeriod period, CancellationToken cancellationToken)
    {
        var rows = new List<(ReportFigures Figures, DeliveryId Delivery)>();
        await foreach (var row in storage.Supervision.ListAsync(department.Value, Prefix(obligation), null, cancellationToken))
        {
            rows.Add((Json.Read<ReportFigures>(row.GetString("Figures")), DeliveryId.Parse(row.GetString("Delivery"))));
            if (rows.Count == MostPeriods)
            {
                break;
            }
        }

        var others = rows.Where(row => row.Figures.Period != period && row.Figures.Period.From <= period.To)
            .OrderByDescending(row => row.Figures.Period.To >= period.From)
            .ThenByDescending(row => row.Figures.Period.To);
        foreach (var (figures, delivery) in others)
        {
            if (await deliveries.FindAsync(department, delivery, cancellationToken) is { } found && found.Delivery.Stands)
            {
                return figures;
            }
        }

        return null;
    }

    /// <summary>Keeps the figures of a delivery. Keeping them again changes nothing.</summary>
    public Task KeepAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return delivery.Metadata.Figures is not { } figures
            ? Task.CompletedTask
            : storage.Supervision.UpsertAsync(
                new TableEntity(
                    delivery.Department.Value,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Prefix(delivery.Metadata.Obligation)}{figures.Period.To:yyyyMMdd}-{figures.Period.From:yyyyMMdd}"))
                {
                    ["Figures"] = Json.Write(figures),
                    ["Delivery"] = delivery.Id.Value,
                },
                cancellationToken);
    }

    private static string Prefix(ObligationId? obligation) => $"figures-{obligation?.Value ?? "none"}-";
}
