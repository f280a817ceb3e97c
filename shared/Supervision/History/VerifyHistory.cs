using Supervision.Deadlines;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Storage;

namespace Supervision.History;

/// <summary>What was checked against what, and the breaks found.</summary>
/// <param name="Chains">Chains recomputed from their first link.</param>
/// <param name="Links">Links hashed.</param>
/// <param name="Digests">Sealed digests recomputed and compared with the chains.</param>
/// <param name="SealedHeads">Heads in those digests that were looked up in their chains.</param>
/// <param name="Breaks">The first break of each chain or digest; empty when everything holds.</param>
public sealed record Verification(int Chains, int Links, int Digests, int SealedHeads, IReadOnlyList<ChainBreak> Breaks)
{
    public bool Holds => Breaks.Count == 0;
}

/// <summary>Recomputes the chains and compares them with the states and with the sealed digests. Reads only.</summary>
public sealed class VerifyHistory(SupervisionStorage storage, DeadlineStore deadlines, DirectoryStore directory, DigestStore digests)
{
    private const int PageSize = 500;

    /// <summary>Checks the chain of one deadline; null when there is no such deadline.</summary>
    public async Task<Verification?> ExecuteAsync(DeadlineId id, CancellationToken cancellationToken)
    {
        var chain = DeadlineStore.ChainOf(id);
        var links = await ReadLinksAsync(id.Home, $"fact-{chain}-", cancellationToken);
        if (await deadlines.FindAsync(id, cancellationToken) is not { } head)
        {
            return null;
        }

        var (broken, hashes) = ChainCheck.Check(chain, links, head.Chain);
        return new Verification(1, hashes.Count, 0, 0, broken is null ? [] : [broken]);
    }

    /// <summary>Checks everything: each home partition, then each digest.</summary>
    /// <param name="progress">Told the homes done so far.</param>
    public async Task<Verification> ExecuteAsync(IProgress<int> progress, CancellationToken cancellationToken)
    {
        var breaks = new List<ChainBreak>();
        var hashes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var homes = 0;
        string? continuation = null;
        do
        {
            (var departments, continuation) = await directory.PageAsync(continuation, PageSize, cancellationToken);
            foreach (var department in departments)
            {
                await CheckHomeAsync(department.Id, hashes, breaks, cancellationToken);
                progress.Report(++homes);
            }
        }
        while (continuation is not null);

        var (digestCount, sealedHeads) = await CheckDigestsAsync(hashes, breaks, cancellationToken);
        return new Verification(hashes.Count, hashes.Values.Sum(chain => chain.Count), digestCount, sealedHeads, breaks);
    }

    private async Task CheckHomeAsync(
        DepartmentId home, Dictionary<string, IReadOnlyList<string>> hashes, List<ChainBreak> breaks, CancellationToken cancellationToken)
    {
        var heads = new Dictionary<string, ChainHead>(StringComparer.Ordinal);
        await foreach (var row in storage.Supervision.ListAsync(home.Value, DeadlineStore.RowPrefix, null, cancellationToken))
        {
            var head = DeadlineStore.HeadOf(row);
            heads[DeadlineStore.ChainOf(head.State.Id)] = head.Chain;
        }

        var links = await ReadLinksAsync(home, "fact-", cancellationToken);
        var chains = links.GroupBy(link => link.RowKey["fact-".Length..^"-000000".Length]).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var name in chains.Keys.Union(heads.Keys))
        {
            var (broken, chainHashes) = ChainCheck.Check(name, chains.GetValueOrDefault(name) ?? [], heads.GetValueOrDefault(name));
            hashes[name] = chainHashes;
            if (broken is not null)
            {
                breaks.Add(broken);
            }
        }
    }

    private async Task<(int Digests, int Heads)> CheckDigestsAsync(
        Dictionary<string, IReadOnlyList<string>> hashes, List<ChainBreak> breaks, CancellationToken cancellationToken)
    {
        var (count, heads) = (0, 0);
        var previous = Fact.NoPrevious;
        await foreach (var (digest, hash) in digests.ReadAllAsync(cancellationToken))
        {
            var name = $"digest {digest.Day:yyyy-MM-dd}";
            if (digest.Previous != previous)
            {
                breaks.Add(new ChainBreak(name, "previous-differs", "It does not follow the digest before it."));
            }

            foreach (var head in digest.Heads)
            {
                heads++;
                var chain = hashes.GetValueOrDefault(DeadlineStore.ChainOf(head.Deadline)) ?? [];
                if (head.Seq > chain.Count || chain[head.Seq - 1] != head.Hash)
                {
                    breaks.Add(new ChainBreak(
                        Fact.KeyOf(DeadlineStore.ChainOf(head.Deadline), head.Seq), "digest-differs", $"It is not what {name} sealed."));
                }
            }

            previous = hash;
            count++;
        }

        return (count, heads);
    }

    private async Task<IReadOnlyList<StoredLink>> ReadLinksAsync(DepartmentId home, string prefix, CancellationToken cancellationToken)
    {
        var links = new List<StoredLink>();
        await foreach (var row in storage.Supervision.ListAsync(home.Value, prefix, null, cancellationToken))
        {
            links.Add(new StoredLink(row.RowKey, row.GetString("Content")));
        }

        return links;
    }
}
