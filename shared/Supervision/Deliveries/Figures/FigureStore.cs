using System.Globalization;
using Azure.Data.Tables;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Deliveries.Figures;

/// <summary>
/// The figures of reports by obligation and period, beside the deliveries they came in: only for comparing one period with the next. Written
/// in the transaction of their delivery.
/// </summary>
public sealed class FigureStore(SupervisionStorage storage, DeliveryStore deliveries)
{
    private const int MostPeriods = 200;

    /// <summary>
    /// Figures of other periods to compare with, whether their deliveries stand or not: those of an overlapping period first, then the latest
    /// before. Figures of the very same period are an earlier version of this report and are passed over.
    /// </summary>
    internal async Task<IReadOnlyList<FiguresOfDelivery>> ListOthersAsync(
        DepartmentId department, ObligationId? obligation, FiguresPeriod period, CancellationToken cancellationToken)
    {
        var rows = new List<FiguresOfDelivery>();
        await foreach (var row in storage.Supervision.ListAsync(department.Value, Prefix(obligation), null, cancellationToken))
        {
            rows.Add(new FiguresOfDelivery(Json.Read<ReportFigures>(row.GetString("Figures")), DeliveryId.Parse(row.GetString("Delivery"))));
            if (rows.Count == MostPeriods)
            {
                break;
            }
        }

        return
        [
            .. rows.Where(row => row.Figures.Period != period && row.Figures.Period.From <= period.To)
                .OrderByDescending(row => row.Figures.Period.To >= period.From)
                .ThenByDescending(row => row.Figures.Period.To),
        ];
    }

    /// <summary>The first whose delivery stands, or null.</summary>
    internal async Task<ReportFigures?> FirstStandingAsync(
        DepartmentId department, IReadOnlyList<FiguresOfDelivery> others, CancellationToken cancellationToken)
    {
        foreach (var (figures, delivery) in others)
        {
            if (await deliveries.FindAsync(department, delivery, cancellationToken) is { } found && found.Delivery.Stands)
            {
                return figures;
            }
        }

        return null;
    }

    /// <summary>The row of a delivery's figures; null when it has none. A later version takes the place of the earlier.</summary>
    internal static TableEntity? Row(Delivery delivery) => delivery.Metadata.Figures is not { } figures
        ? null
        : new TableEntity(
            delivery.Department.Value,
            string.Create(
                CultureInfo.InvariantCulture, $"{Prefix(delivery.Metadata.Obligation)}{figures.Period.To:yyyyMMdd}-{figures.Period.From:yyyyMMdd}"))
        {
            ["Figures"] = Json.Write(figures),
            ["Delivery"] = delivery.Id.Value,
        };

    private static string Prefix(ObligationId? obligation) => $"figures-{obligation?.Value ?? "none"}-";
}

/// <summary>Figures and the delivery they came in.</summary>
internal sealed record FiguresOfDelivery(ReportFigures Figures, DeliveryId Delivery);
