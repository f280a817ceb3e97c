using Azure.Data.Tables;
using Supervision.Agenda;
using Supervision.Storage;

namespace Supervision.Sweeping;

/// <summary>How far the checks have come.</summary>
/// <param name="RoundBegan">Local date on which the round through the homes began; null between two rounds.</param>
/// <param name="Last">Id of the last home that is done in this round; empty where none is.</param>
/// <param name="At">Home at which a run is or has broken off; null where it was done.</param>
/// <param name="Tries">How many runs in a row began it.</param>
/// <param name="Walked">Homes done in this round.</param>
/// <param name="Homes">How many the last round came to; 0 where none was ever ended.</param>
/// <param name="Orphans">The last day (UTC) whose files were looked through for the last time; null where none was.</param>
internal sealed record CheckProgress(DateOnly? RoundBegan, string Last, string? At, int Tries, int Walked, int Homes, DateOnly? Orphans);

/// <summary>
/// One row says how far the checks have come. Whatever a run writes there is true of what was done by then, so of two runs at once the later
/// write counts, and at worst something is done twice.
/// </summary>
public sealed class CheckProgressStore(SupervisionStorage storage)
{
    private const string Partition = "sweeps";
    private const string Row = "check";

    internal async Task<CheckProgress> ReadAsync(CancellationToken cancellationToken) =>
        await storage.Views.FindAsync(Partition, Row, cancellationToken) is { } row
            ? new CheckProgress(
                DateOf(row, "RoundBegan"),
                row.GetString("Last") ?? "",
                row.GetString("At"),
                row.GetInt32("Tries") ?? 0,
                row.GetInt32("Walked") ?? 0,
                row.GetInt32("Homes") ?? 0,
                DateOf(row, "Orphans"))
            : new CheckProgress(null, "", null, 0, 0, 0, null);

    internal Task SaveAsync(CheckProgress progress, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, Row) { ["Last"] = progress.Last, ["Tries"] = progress.Tries, ["Walked"] = progress.Walked, ["Homes"] = progress.Homes };
        Set("RoundBegan", progress.RoundBegan is { } began ? AgendaStore.PartitionOf(began) : null);
        Set("At", progress.At);
        Set("Orphans", progress.Orphans is { } day ? AgendaStore.PartitionOf(day) : null);
        return storage.Views.UpsertAsync(row, cancellationToken);

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                row[name] = value;
            }
        }
    }

    private static DateOnly? DateOf(TableEntity row, string name) => row.GetString(name) is { } date ? AgendaStore.DateOf(date) : null;
}
