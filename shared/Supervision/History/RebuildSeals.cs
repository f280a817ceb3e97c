using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;
using Supervision.Views;

namespace Supervision.History;

/// <summary>
/// Compares what sealing works from with the digests themselves: the note of the digest put last, and the lists of ends of chains that await
/// their day's seal. With repair the note is made again, and every end that neither a digest nor a list holds goes into today's list.
/// </summary>
public sealed class RebuildSeals(SupervisionStorage storage, DigestStore digests, ViewStore views, LegislatureClock clock)
{
    /// <summary>Ends that are named one by one; the others are only counted.</summary>
    private const int MostNamed = 100;

    /// <param name="repair">True to write what is missing.</param>
    internal async Task<Run> BeginAsync(bool repair, CancellationToken cancellationToken)
    {
        var noted = await digests.FindCursorAsync(cancellationToken);
        var names = await digests.ListAsync(cancellationToken);
        var sealedTo = new Dictionary<string, int>(StringComparer.Ordinal);
        (DateOnly Day, string Hash)? newest = null;
        foreach (var name in names)
        {
            if (await digests.FindAsync(name, cancellationToken) is not { } stored || DigestStore.DayOf(name) is not { } day)
            {
                continue;
            }

            newest = (day, stored.Hash);
            foreach (var head in stored.Digest?.AllHeads ?? [])
            {
                sealedTo[head.Chain] = Math.Max(head.Seq, sealedTo.GetValueOrDefault(head.Chain));
            }
        }

        var awaited = await AwaitedSeals.ReadAsync(storage, digests, newest?.Day, clock, cancellationToken);
        var run = new Run(views, clock, repair, sealedTo, awaited);
        if (newest is { } last && (noted is not { } note || note.Day < last.Day))
        {
            run.NoteIsMissing = true;
            run.NoteIsMade = repair && await digests.NoteAgainAsync(last.Day, last.Hash, cancellationToken);
        }

        return run;
    }

    /// <summary>One comparison of everything.</summary>
    internal sealed class Run(ViewStore views, LegislatureClock clock, bool repair, Dictionary<string, int> sealedTo, AwaitedSeals awaited)
    {
        private readonly List<string> named = [];

        /// <summary>Nothing notes the newest digest as the one put last.</summary>
        public bool NoteIsMissing { get; set; }

        public bool NoteIsMade { get; set; }

        /// <summary>Ends of chains that no digest holds and that nothing would seal.</summary>
        public int Unsealed { get; private set; }

        /// <summary>How many of them stand in today's list now.</summary>
        public int Listed { get; private set; }

        /// <summary>The first of them.</summary>
        public IReadOnlyList<string> Named => named;

        /// <summary>Looks for the end of a chain that holds.</summary>
        public async Task CheckAsync(DepartmentId home, string chain, IReadOnlyList<StoredLink> links, CancellationToken cancellationToken)
        {
            var seq = links.Count;
            if (sealedTo.GetValueOrDefault(chain) >= seq || await awaited.HoldAsync(home, chain, seq, cancellationToken))
            {
                return;
            }

            Unsealed++;
            if (named.Count < MostNamed)
            {
                named.Add(chain);
            }

            if (repair)
            {
                await views.WriteAsync(
                    DigestStore.ChangedOn(clock.Today), chain, seq, Fact.HashOf(links[^1].Content), cancellationToken);
                Listed++;
            }
        }
    }
}
