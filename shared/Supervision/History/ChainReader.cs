using Azure.Data.Tables;
using Supervision.Deadlines;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.History;

/// <summary>
/// Reads chains as they are stored. Whoever compares a chain with its head reads the head first: what is decided between the two readings
/// lengthens the chain, which is seen and read again, and never makes it look short.
/// </summary>
public sealed class ChainReader(SupervisionStorage storage)
{
    /// <summary>How often a chain that does not fit its head is read before it is called broken: it may have been written to meanwhile.</summary>
    internal const int MostLooks = 3;

    /// <summary>The row that holds the end of a chain, and then the chain's links in the order of their keys.</summary>
    internal async Task<(TableEntity? State, List<StoredLink> Links)> ReadAsync(DepartmentId home, string chain, CancellationToken cancellationToken)
    {
        var state = StateKeyOf(chain) is { } key ? await storage.Supervision.FindAsync(home.Value, key, cancellationToken) : null;
        return (state, await ReadLinksAsync(home, chain, cancellationToken));
    }

    internal async Task<List<StoredLink>> ReadLinksAsync(DepartmentId home, string chain, CancellationToken cancellationToken)
    {
        var links = new List<StoredLink>();
        await foreach (var row in storage.Supervision.ListAsync(home.Value, $"fact-{chain}-", null, cancellationToken))
        {
            if (Fact.ChainOf(row.RowKey) == chain)
            {
                links.Add(LinkOf(row));
            }
        }

        return links;
    }

    internal static StoredLink LinkOf(TableEntity row) => new(row.RowKey, row.GetString("Content") ?? "");

    /// <summary>The end of a chain that a state row names. What the row says besides is not to be believed here.</summary>
    internal static ChainHead HeadIn(TableEntity row) => new(
        row.GetInt32("Seq") ?? 0, row.GetString("Hash") ?? "", row.GetDateTimeOffset("Recorded") ?? DateTimeOffset.MinValue);

    /// <summary>Key of the row that holds the end of a chain; null where a chain of its kind has none.</summary>
    internal static string? StateKeyOf(string chain) => DeadlineId.TryParse(chain, out _) ? DeadlineStore.RowPrefix + chain
        : RemovalId.TryParse(chain, out _) ? RemovalStore.RowPrefix + chain
        : null;
}
