using System.Globalization;
using Azure.Data.Tables;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.Deliveries.Figures;

/// <summary>
/// The figures of reports by obligation and period, beside the deliveries they came in: only for comparing one period with the next. Written
/// in the transaction of their delivery. When a delivery is returned or withdrawn, the transaction that does so adds a row that says it: so one
/// listing, beside the files of an upload, tells which figures stand.
/// </summary>
public sealed class FigureStore(SupervisionStorage storage)
{
    /// <summary>Sorts before every period.</summary>
    private const string Ended = "-ended-";

    private const int MostRows = 1_000;

    /// <summary>
    /// Figures of other periods to compare with whose deliveries stand: those of an overlapping period first, then the latest before. Figures of
    /// the very same period are an earlier version of this report and are passed over.
    /// </summary>
    internal async Task<IReadOnlyList<ReportFigures>> ListOthersAsync(
        DepartmentId department, ObligationId? obligation, FiguresPeriod period, CancellationToken cancellationToken)
    {
        var rows = new List<(ReportFigures Figures, string Delivery)>();
        var ended = new HashSet<string>(StringComparer.Ordinal);
        var prefix = Prefix(obligation);
        await foreach (var row in storage.Supervision.ListAsync(department.Value, prefix, null, cancellationToken))
        {
            if (row.RowKey.StartsWith(prefix + Ended, StringComparison.Ordinal))
            {
                ended.Add(row.RowKey[(prefix.Length + Ended.Length)..]);
            }
            else
            {
                rows.Add((Json.Read<ReportFigures>(row.GetString("Figures")), row.GetString("Delivery")));
            }

            if (rows.Count + ended.Count == MostRows)
            {
                break;
            }
        }

        return
        [
            .. rows.Where(row => !ended.Contains(row.Delivery) && row.Figures.Period != period && row.Figures.Period.From <= period.To)
                .Select(row => row.Figures)
                .OrderByDescending(figures => figures.Period.To >= period.From)
                .ThenByDescending(figures => figures.Period.To),
        ];
    }

    /// <summary>Adds to the transaction in which a delivery no longer stands that its figures do not either.</summary>
    internal static void End(TableBatch batch, Delivery delivery)
    {
        if (delivery.Metadata.Figures is not null && !delivery.Stands)
        {
            batch.Upsert(new TableEntity(batch.Partition, Prefix(delivery.Metadata.Obligation) + Ended + delivery.Id));
        }
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
