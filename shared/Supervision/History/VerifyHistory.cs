using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.History;

/// <summary>
/// Recomputes chains and compares them with the states, with the papers and deliveries they point to and with the sealed digests. Reads only.
/// </summary>
public sealed partial class VerifyHistory(
    SupervisionStorage storage,
    ChainReader reader,
    DirectoryStore directory,
    DigestStore digests,
    VerifyPapers papers,
    VerifyDeliveries deliveries,
    LegislatureClock clock)
{
    private const int PageSize = 500;

    /// <summary>Sorts after the number of every link.</summary>
    private const string AfterLinks = "-999999";

    /// <summary>
    /// Checks the chain of one deadline, its papers, and the digests of the days on which it says it changed; null when there is no such
    /// deadline.
    /// </summary>
    public async Task<Verification?> ExecuteAsync(DeadlineId id, CancellationToken cancellationToken)
    {
        var chain = DeadlineStore.ChainOf(id);
        var (state, links) = await reader.ReadAsync(id.Home, chain, cancellationToken);
        return state is null
            ? null
            : await CheckAsync(
                id.Home,
                new Dictionary<string, List<StoredLink>> { [chain] = links },
                new Dictionary<string, ChainHead> { [chain] = ChainReader.HeadIn(state) },
                cancellationToken);
    }

    /// <summary>Checks some chains of one home as above, in the order of their names.</summary>
    /// <param name="continuation">Where the check before left off; null to begin.</param>
    /// <param name="most">Chains checked at most.</param>
    /// <exception cref="InvalidContinuationException">No check gave this continuation.</exception>
    public async Task<Verification> ExecuteAsync(DepartmentId home, string? continuation, int most, CancellationToken cancellationToken)
    {
        if (continuation is not null && !ChainName().IsMatch(continuation))
        {
            throw new InvalidContinuationException(new FormatException("Not the name of a chain."));
        }

        var chains = new Dictionary<string, List<StoredLink>>(StringComparer.Ordinal);
        string? last = null;
        var more = false;
        var filter = continuation is null ? null : TableClient.CreateQueryFilter($"RowKey gt {"fact-" + continuation + AfterLinks}");
        await foreach (var row in storage.Supervision.ListAsync(home.Value, "fact-", filter, cancellationToken))
        {
            var chain = Fact.ChainOf(row.RowKey);
            if (chain != last && chains.Count == most)
            {
                more = true;
                break;
            }

            last = chain;
            Add(chains, row);
        }

        var heads = await ReadHeadsAsync(home, continuation, more ? last : null, cancellationToken);
        return await CheckAsync(home, chains, heads, cancellationToken) with { Continuation = more ? last : null };
    }

    /// <summary>Checks everything: each home partition with its papers, then every digest.</summary>
    /// <param name="progress">Told the homes done so far.</param>
    public async Task<Verification> ExecuteAsync(IProgress<int> progress, CancellationToken cancellationToken)
    {
        var sum = new Verification(0, 0, 0, 0, []);
        var hashes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var homes = 0;
        string? continuation = null;
        do
        {
            (var departments, continuation) = await directory.PageAsync(continuation, PageSize, cancellationToken);
            foreach (var department in departments)
            {
                var chains = new Dictionary<string, List<StoredLink>>(StringComparer.Ordinal);
                await foreach (var row in storage.Supervision.ListAsync(department.Id.Value, "fact-", null, cancellationToken))
                {
                    Add(chains, row);
                }

                var heads = await ReadHeadsAsync(department.Id, null, null, cancellationToken);
                var found = await RecomputeAsync(department.Id, chains, heads, hashes, cancellationToken);
                var contents = ContentsOf(chains);
                found = await papers.AddAsync(found, department.Id, contents, cancellationToken);
                found = await deliveries.AddAsync(found, department.Id, contents, cancellationToken);
                sum = new Verification(sum.Chains + found.Chains, sum.Links + found.Links, 0, 0, [.. sum.Breaks, .. found.Breaks])
                {
                    Papers = sum.Papers + found.Papers,
                    Deliveries = sum.Deliveries + found.Deliveries,
                    Removed = [.. sum.Removed, .. found.Removed],
                };
                progress.Report(++homes);
            }
        }
        while (continuation is not null);

        var breaks = new List<ChainBreak>(sum.Breaks);
        var (digestCount, sealedHeads) = await CheckDigestsAsync(hashes, breaks, cancellationToken);
        return sum with { Digests = digestCount, SealedHeads = sealedHeads, Breaks = breaks };
    }

    /// <summary>Recomputes chains of one home and compares them with their papers and with the digests of the days they changed on.</summary>
    private async Task<Verification> CheckAsync(
        DepartmentId home, Dictionary<string, List<StoredLink>> chains, Dictionary<string, ChainHead> heads, CancellationToken cancellationToken)
    {
        var hashes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var found = await RecomputeAsync(home, chains, heads, hashes, cancellationToken);
        var contents = ContentsOf(chains);
        found = await papers.AddAsync(found, home, contents, cancellationToken);
        found = await deliveries.AddAsync(found, home, contents, cancellationToken);

        // What is carried around midnight is sealed with the day after.
        var days = chains.SelectMany(chain => chain.Value).Select(link => RecordedOn(link.Content)).OfType<DateOnly>()
            .SelectMany(day => new[] { day, day.AddDays(1) }).Distinct().Order();
        var breaks = new List<ChainBreak>(found.Breaks);
        var (digestCount, sealedHeads) = (0, 0);
        foreach (var day in days)
        {
            if (await digests.FindAsync(day, cancellationToken) is { } digest)
            {
                digestCount++;
                sealedHeads += Compare(digest, hashes, breaks, ofThese: true);
            }
        }

        return found with { Digests = digestCount, SealedHeads = sealedHeads, Breaks = breaks };
    }

    /// <summary>Recomputes chains. One that does not hold is read again with its head, since decisions go on meanwhile, and stands as read last.</summary>
    private async Task<Verification> RecomputeAsync(
        DepartmentId home,
        Dictionary<string, List<StoredLink>> chains,
        Dictionary<string, ChainHead> heads,
        Dictionary<string, IReadOnlyList<string>> hashes,
        CancellationToken cancellationToken)
    {
        var breaks = new List<ChainBreak>();
        var (count, links) = (0, 0);
        foreach (var name in chains.Keys.Union(heads.Keys).ToList())
        {
            var (broken, chainHashes) = ChainCheck.Check(name, chains.GetValueOrDefault(name) ?? [], heads.GetValueOrDefault(name));
            for (var look = 1; broken is not null && look < ChainReader.MostLooks; look++)
            {
                (var state, chains[name]) = await reader.ReadAsync(home, name, cancellationToken);
                (broken, chainHashes) = ChainCheck.Check(name, chains[name], state is null ? null : ChainReader.HeadIn(state));
            }

            hashes[name] = chainHashes;
            count++;
            links += chainHashes.Count;
            if (broken is not null)
            {
                breaks.Add(broken);
            }
        }

        return new Verification(count, links, 0, 0, breaks);
    }

    private async Task<(int Digests, int Heads)> CheckDigestsAsync(
        Dictionary<string, IReadOnlyList<string>> hashes, List<ChainBreak> breaks, CancellationToken cancellationToken)
    {
        var (count, heads) = (0, 0);
        var previous = Fact.NoPrevious;
        await foreach (var (digest, hash) in digests.ReadAllAsync(cancellationToken))
        {
            if (digest.Previous != previous)
            {
                breaks.Add(new ChainBreak($"digest {digest.Day:yyyy-MM-dd}", "previous-differs", "It does not follow the digest before it."));
            }

            heads += Compare(digest, hashes, breaks, ofThese: false);
            previous = hash;
            count++;
        }

        return (count, heads);
    }

    /// <param name="ofThese">True to look only at the chains whose hashes are given; false: a chain that is missing is a break.</param>
    private static int Compare(Digest digest, Dictionary<string, IReadOnlyList<string>> hashes, List<ChainBreak> breaks, bool ofThese)
    {
        var compared = 0;
        foreach (var (chain, seq, hash) in digest.AllHeads)
        {
            if (!hashes.TryGetValue(chain, out var links) && ofThese)
            {
                continue;
            }

            compared++;
            if (links is null || seq > links.Count || links[seq - 1] != hash)
            {
                breaks.Add(new ChainBreak(Fact.KeyOf(chain, seq), "digest-differs", $"It is not what digest {digest.Day:yyyy-MM-dd} sealed."));
            }
        }

        return compared;
    }

    private async Task<Dictionary<string, ChainHead>> ReadHeadsAsync(
        DepartmentId home, string? after, string? last, CancellationToken cancellationToken)
    {
        var heads = new Dictionary<string, ChainHead>(StringComparer.Ordinal);
        var bounds = new List<string>();
        if (after is not null)
        {
            bounds.Add(TableClient.CreateQueryFilter($"RowKey gt {DeadlineStore.RowPrefix + after}"));
        }

        if (last is not null)
        {
            bounds.Add(TableClient.CreateQueryFilter($"RowKey le {DeadlineStore.RowPrefix + last}"));
        }

        var filter = bounds.Count == 0 ? null : string.Join(" and ", bounds);
        await foreach (var row in storage.Supervision.ListAsync(home.Value, DeadlineStore.RowPrefix, filter, cancellationToken))
        {
            // By the key: what the row says of itself is not to be believed here.
            heads[row.RowKey[DeadlineStore.RowPrefix.Length..]] = ChainReader.HeadIn(row);
        }

        return heads;
    }

    private static void Add(Dictionary<string, List<StoredLink>> chains, TableEntity row)
    {
        var chain = Fact.ChainOf(row.RowKey);
        if (!chains.TryGetValue(chain, out var links))
        {
            chains[chain] = links = [];
        }

        links.Add(ChainReader.LinkOf(row));
    }

    private static List<(string Chain, string Content)> ContentsOf(Dictionary<string, List<StoredLink>> chains) =>
        [.. chains.SelectMany(chain => chain.Value.Select(link => (chain.Key, link.Content)))];

    /// <summary>The local day on which a link says it was recorded; null where it cannot be read.</summary>
    private DateOnly? RecordedOn(string content)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            return json.RootElement.TryGetProperty("recorded", out var recorded) && recorded.TryGetDateTimeOffset(out var instant)
                ? clock.DateOf(instant)
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A[0-9A-Za-z_-]{1,200}\z")]
    private static partial Regex ChainName();
}
