using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.History;

/// <summary>
/// Recomputes chains and compares them with the states, with the papers, deliveries and files they point to and with the sealed digests. Reads
/// only.
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
        if (state is null && links.Count == 0)
        {
            return null;
        }

        var heads = new Dictionary<string, ChainHead>(StringComparer.Ordinal);
        if (state is not null)
        {
            heads[chain] = ChainReader.HeadIn(state);
        }

        return await CheckAsync(id.Home, new Dictionary<string, List<StoredLink>>(StringComparer.Ordinal) { [chain] = links }, heads, cancellationToken);
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

    /// <summary>Checks everything: each home partition with its papers, deliveries and their files, then every digest.</summary>
    /// <param name="progress">Told the homes done so far.</param>
    public Task<Verification> ExecuteAsync(IProgress<int> progress, CancellationToken cancellationToken) =>
        ExecuteAsync(progress, null, cancellationToken);

    /// <summary>As above.</summary>
    /// <param name="progress">Told the homes done so far.</param>
    /// <param name="files">Told the delivered files read so far; or null.</param>
    public async Task<Verification> ExecuteAsync(IProgress<int> progress, IProgress<int>? files, CancellationToken cancellationToken)
    {
        var filesRead = 0;
        var sum = new Verification(0, 0, 0, 0, []);
        var seen = new Seen();

        // What is sealed from here on may hold more than the chains that are read from here on.
        var cursor = await digests.FindCursorAsync(cancellationToken);
        var names = await digests.ListAsync(cancellationToken);
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
                var found = await RecomputeAsync(department.Id, chains, heads, seen, cancellationToken);
                var contents = ContentsOf(chains);
                found = await papers.AddAsync(found, department.Id, contents, cancellationToken);
                found = await deliveries.AddAsync(
                    found, department.Id, contents, () => files?.Report(Interlocked.Increment(ref filesRead)), cancellationToken);
                sum = new Verification(sum.Chains + found.Chains, sum.Links + found.Links, 0, 0, [.. sum.Breaks, .. found.Breaks])
                {
                    Papers = sum.Papers + found.Papers,
                    Deliveries = sum.Deliveries + found.Deliveries,
                    Files = sum.Files + found.Files,
                    Removed = [.. sum.Removed, .. found.Removed],
                };
                progress.Report(++homes);
            }
        }
        while (continuation is not null);

        var breaks = new List<ChainBreak>(sum.Breaks);
        var (digestCount, sealedHeads) = await CheckDigestsAsync(names, cursor, seen, breaks, cancellationToken);
        var unsealed = await CheckSealedAsync(names, seen, breaks, cancellationToken);
        return sum with { Digests = digestCount, SealedHeads = sealedHeads, Breaks = breaks, Unsealed = unsealed };
    }

    /// <summary>Recomputes chains of one home and compares them with their papers and with the digests of the days they changed on.</summary>
    private async Task<Verification> CheckAsync(
        DepartmentId home, Dictionary<string, List<StoredLink>> chains, Dictionary<string, ChainHead> heads, CancellationToken cancellationToken)
    {
        var seen = new Seen();
        var found = await RecomputeAsync(home, chains, heads, seen, cancellationToken);
        var contents = ContentsOf(chains);
        found = await papers.AddAsync(found, home, contents, cancellationToken);
        found = await deliveries.AddAsync(found, home, contents, null, cancellationToken);

        // What is carried around midnight is sealed with the day after.
        var days = chains.SelectMany(chain => chain.Value).Select(link => RecordedOn(link.Content)).OfType<DateOnly>()
            .SelectMany(day => new[] { day, day.AddDays(1) }).Distinct().Order();
        var breaks = new List<ChainBreak>(found.Breaks);
        var (digestCount, sealedHeads) = (0, 0);
        foreach (var day in days)
        {
            if (await digests.FindAsync(day, cancellationToken) is { } stored)
            {
                digestCount++;
                sealedHeads += Compare(stored, seen, breaks, ofThese: true);
            }
        }

        return found with
        {
            Digests = digestCount,
            SealedHeads = sealedHeads,
            Breaks = breaks,
            Unsealed = seen.Ends.Count(end => seen.SealedTo.GetValueOrDefault(end.Key) < end.Value.Seq),
        };
    }

    /// <summary>Recomputes chains. One that does not hold is read again with its head, since decisions go on meanwhile, and stands as read last.</summary>
    private async Task<Verification> RecomputeAsync(
        DepartmentId home,
        Dictionary<string, List<StoredLink>> chains,
        Dictionary<string, ChainHead> heads,
        Seen seen,
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

            seen.Hashes[name] = chainHashes;
            count++;
            links += chainHashes.Count;
            if (broken is not null)
            {
                breaks.Add(broken);
            }
            else if (chainHashes.Count > 0 && RecordedOn(chains[name][^1].Content) is { } day)
            {
                seen.Ends[name] = (home, chainHashes.Count, day);
            }
        }

        return new Verification(count, links, 0, 0, breaks);
    }

    private async Task<(int Digests, int Heads)> CheckDigestsAsync(
        IReadOnlyList<string> names, (DateOnly Day, string Hash)? cursor, Seen seen, List<ChainBreak> breaks, CancellationToken cancellationToken)
    {
        var (count, heads) = (0, 0);
        var (previous, noted) = (Fact.NoPrevious, cursor is { } last ? DigestStore.BlobName(last.Day) : null);
        foreach (var name in names)
        {
            if (await digests.FindAsync(name, cancellationToken) is not { } stored)
            {
                breaks.Add(new ChainBreak("digest " + name, "digest-missing", "It was listed and is gone."));
                continue;
            }

            if (stored.Digest is { } digest && digest.Previous != previous)
            {
                breaks.Add(new ChainBreak(stored.Title, "previous-differs", "It does not follow the digest before it."));
            }

            if (name == noted && stored.Hash != cursor!.Value.Hash)
            {
                breaks.Add(new ChainBreak(stored.Title, "sealing-differs", "Its bytes are not those that were noted when it was put."));
            }

            heads += Compare(stored, seen, breaks, ofThese: false);
            previous = stored.Hash;
            count++;
        }

        if (noted is not null && !names.Contains(noted))
        {
            breaks.Add(new ChainBreak("digest " + noted, "digest-missing", "It was noted as put last and is not there."));
        }
        else if (noted is null && names.Count > 0)
        {
            breaks.Add(new ChainBreak("digest " + names[^1], "sealing-missing", "Nothing notes which digest was put last: it was compared with nothing."));
        }

        return (count, heads);
    }

    /// <summary>
    /// Finds ends of chains that should stand in a digest: those recorded since sealing began and longer than a day of grace before the last
    /// digest's day ended, but for what the relay or the next seal still has to do.
    /// </summary>
    /// <returns>How many ends no digest holds.</returns>
    private async Task<int> CheckSealedAsync(IReadOnlyList<string> names, Seen seen, List<ChainBreak> breaks, CancellationToken cancellationToken)
    {
        var unsealed = seen.Ends.Where(end => seen.SealedTo.GetValueOrDefault(end.Key) < end.Value.Seq).ToList();
        var days = names.Select(DigestStore.DayOf).OfType<DateOnly>().ToList();
        AwaitedSeals? awaited = null;
        foreach (var (chain, (home, seq, day)) in unsealed)
        {
            if (days.Count > 0 && day >= days[0] && day < days[^1])
            {
                awaited ??= await AwaitedSeals.ReadAsync(storage, digests, days[^1], clock, cancellationToken);
                if (!await awaited.HoldAsync(home, chain, seq, cancellationToken))
                {
                    breaks.Add(new ChainBreak(
                        Fact.KeyOf(chain, seq), "not-sealed", $"It was recorded on {day:yyyy-MM-dd}; no digest up to {days[^1]:yyyy-MM-dd} holds it."));
                }
            }
        }

        return unsealed.Count;
    }

    /// <param name="ofThese">True to look only at the chains that were seen; false: a chain that is missing is a break.</param>
    private static int Compare(StoredDigest stored, Seen seen, List<ChainBreak> breaks, bool ofThese)
    {
        if (stored.Digest is not { } digest)
        {
            breaks.Add(new ChainBreak(stored.Title, "digest-unreadable", "It is no digest of the day that it is named after."));
            return 0;
        }

        var compared = 0;
        foreach (var (chain, seq, hash) in digest.AllHeads)
        {
            if (!seen.Hashes.TryGetValue(chain, out var links) && ofThese)
            {
                continue;
            }

            compared++;
            if (links is null || seq < 1 || seq > links.Count || links[seq - 1] != hash)
            {
                breaks.Add(new ChainBreak(Fact.KeyOf(chain, seq), "digest-differs", $"It is not what digest {digest.Day:yyyy-MM-dd} sealed."));
                seen.Ends.Remove(chain);
            }
            else
            {
                seen.SealedTo[chain] = Math.Max(seq, seen.SealedTo.GetValueOrDefault(chain));
            }
        }

        return compared;
    }

    private async Task<Dictionary<string, ChainHead>> ReadHeadsAsync(
        DepartmentId home, string? after, string? last, CancellationToken cancellationToken)
    {
        var heads = new Dictionary<string, ChainHead>(StringComparer.Ordinal);
        foreach (var prefix in new[] { DeadlineStore.RowPrefix, RemovalStore.RowPrefix })
        {
            var bounds = new List<string>();
            if (after is not null)
            {
                bounds.Add(TableClient.CreateQueryFilter($"RowKey gt {prefix + after}"));
            }

            if (last is not null)
            {
                bounds.Add(TableClient.CreateQueryFilter($"RowKey le {prefix + last}"));
            }

            var filter = bounds.Count == 0 ? null : string.Join(" and ", bounds);
            await foreach (var row in storage.Supervision.ListAsync(home.Value, prefix, filter, cancellationToken))
            {
                // By the key: what the row says of itself is not to be believed here.
                heads[row.RowKey[prefix.Length..]] = ChainReader.HeadIn(row);
            }
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

    /// <summary>What was read of chains and digests.</summary>
    private sealed class Seen
    {
        /// <summary>The hashes after each link.</summary>
        public Dictionary<string, IReadOnlyList<string>> Hashes { get; } = new(StringComparer.Ordinal);

        /// <summary>Home, number and local day of the last link of each chain that holds.</summary>
        public Dictionary<string, (DepartmentId Home, int Seq, DateOnly Day)> Ends { get; } = new(StringComparer.Ordinal);

        /// <summary>The last link of each chain that a digest holds as it is.</summary>
        public Dictionary<string, int> SealedTo { get; } = new(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\A[0-9A-Za-z_-]{1,200}\z")]
    private static partial Regex ChainName();
}
