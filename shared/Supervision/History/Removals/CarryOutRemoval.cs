using Supervision.Deadlines;
using Supervision.Identity;
using Supervision.Mail;
using Supervision.Papers;
using Supervision.Storage;
using Supervision.Time;

namespace Supervision.History.Removals;

/// <summary>
/// Does what a removal still lacks: deletes the content of a confirmed one, records that it is gone, brings the list up to date. Whoever
/// decides runs it at once, the sweep runs it again; each step finds out whether it was taken.
/// </summary>
public sealed class CarryOutRemoval(RemovalStore removals, DeadlineStore deadlines, SentMails mails, LegislatureClock clock)
{
    /// <summary>Id under which history records that a content is gone.</summary>
    public const string By = "removal";

    private const int MostAttempts = 8;

    /// <returns>False when there is no such removal (yet).</returns>
    public async Task<bool> ExecuteAsync(DepartmentId home, RemovalId id, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await removals.FindAsync(home, id, cancellationToken) is not { } head)
            {
                return false;
            }

            if (head.Removal.Status != RemovalStatus.Confirmed)
            {
                await removals.ShowAsync(head, cancellationToken);
                return true;
            }

            await removals.DeleteContentAsync(head.Removal, cancellationToken);
            await RemoveFromMailsAsync(head.Removal.Target, cancellationToken);
            try
            {
                var removed = head.Removal with { Status = RemovalStatus.Removed, Removed = clock.Now };
                await removals.CommitAsync(head, removed, new ContentRemoved(), By, cancellationToken);
            }
            catch (Exception raced) when (attempt < MostAttempts && StorageFaults.MeansReread(raced) && !cancellationToken.IsCancellationRequested)
            {
                await StorageFaults.PauseAsync(attempt, clock.Time, cancellationToken);
            }
        }
    }

    /// <summary>Mails tell what the fact that caused them points to: the copies that were kept of them go with the paper.</summary>
    private async Task RemoveFromMailsAsync(RemovalTarget target, CancellationToken cancellationToken)
    {
        if (!target.IsPaper)
        {
            return;
        }

        var history = await deadlines.ReadChainAsync(target.Home, target.Chain, cancellationToken);
        foreach (var (index, _) in history.Index().Where(fact => PaperRefs.In(fact.Item).Any(paper => paper.Id == target.Content)))
        {
            await mails.RemoveAsync(target.Home, target.Chain, index + 1, cancellationToken);
        }
    }
}
