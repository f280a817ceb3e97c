using Supervision.Agenda;
using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.History;

/// <summary>
/// Knows of an end of a chain that no digest holds whether it will be sealed all the same: because it stands in the list of a day that is not
/// sealed yet, or because the relay has been asked to carry it there.
/// </summary>
internal sealed class AwaitedSeals
{
    private readonly SupervisionStorage storage;
    private readonly LegislatureClock clock;
    private readonly Dictionary<string, int> listed = new(StringComparer.Ordinal);

    private AwaitedSeals(SupervisionStorage storage, LegislatureClock clock)
    {
        this.storage = storage;
        this.clock = clock;
    }

    /// <param name="lastSealed">The day sealed last; null before the first, when a seal begins with yesterday.</param>
    public static async Task<AwaitedSeals> ReadAsync(
        SupervisionStorage storage, DigestStore digests, DateOnly? lastSealed, LegislatureClock clock, CancellationToken cancellationToken)
    {
        var awaited = new AwaitedSeals(storage, clock);
        for (var day = lastSealed?.AddDays(1) ?? clock.Today.AddDays(-1); day <= clock.Today; day = day.AddDays(1))
        {
            var (deadlines, others) = await digests.ListChangedAsync(day, cancellationToken);
            foreach (var head in new Digest(day, "", deadlines, others).AllHeads)
            {
                awaited.listed[head.Chain] = Math.Max(head.Seq, awaited.listed.GetValueOrDefault(head.Chain));
            }
        }

        return awaited;
    }

    public async Task<bool> HoldAsync(DepartmentId home, string chain, int seq, CancellationToken cancellationToken)
    {
        if (listed.GetValueOrDefault(chain) >= seq || await IsCarriedAsync(home, chain, cancellationToken))
        {
            return true;
        }

        // The relay may have carried it since the lists were read.
        foreach (var day in new[] { clock.Today.AddDays(-1), clock.Today })
        {
            if (await storage.Views.FindAsync(DigestStore.ChangedOn(day), chain, cancellationToken) is { } row && row.GetInt32("Seq") >= seq)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> IsCarriedAsync(DepartmentId home, string chain, CancellationToken cancellationToken) =>
        DeadlineId.TryParse(chain, out var deadline)
            ? await storage.Supervision.FindAsync(home.Value, DeadlineStore.ChangedKey(deadline), cancellationToken) is not null
            : DeliveryId.TryParse(chain, out var delivery)
                && await storage.Agenda.FindAsync(AgendaStore.RelayPartition, AgendaItem.Relay(home, delivery).RowKey, cancellationToken) is not null;
}
