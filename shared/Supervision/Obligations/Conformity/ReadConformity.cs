using Supervision.Deadlines;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Laws.Reading;
using Supervision.Laws.Reading.Documents;

namespace Supervision.Obligations.Conformity;

/// <summary>
/// Compares a delivered implementing rule with the obligation it is to fulfil, for the review. Reads only; a fault of the files is a finding, never a
/// refusal of the delivery.
/// </summary>
public sealed class ReadConformity(DeliveryStore deliveries, RemovalStore removals, DeadlineStore deadlines, LawStore laws, DirectoryStore directory)
{
    /// <summary>Said of files that were removed by decision.</summary>
    public const string Removed = "content-removed";

    public async Task<Outcome> ExecuteAsync(DepartmentId department, DeliveryId id, CancellationToken cancellationToken)
    {
        if (await deliveries.FindAsync(department, id, cancellationToken) is not { Delivery: var delivery })
        {
            return new Outcome.NotFound();
        }

        if (delivery.Kind != DeliveryKind.Rule)
        {
            return new Outcome.NoRule();
        }

        if ((delivery.Match?.Deadline.Obligation ?? delivery.Metadata.Obligation) is not { } obligationId
            || await laws.FindObligationAsync(obligationId, cancellationToken) is not { Obligation: var obligation }
            || await laws.FindAsync(obligationId.Law, cancellationToken) is not { Law: var law })
        {
            return new Outcome.Unmatched();
        }

        return await CompareAsync(delivery, law, obligation, cancellationToken);
    }

    /// <summary>The same for a rule whose obligation and law have been read.</summary>
    public async Task<Outcome.Compared> CompareAsync(Delivery delivery, Law law, Obligation obligation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(obligation);
        var due = delivery.Match is { } match ? (await deadlines.FindAsync(match.Deadline, cancellationToken))?.State.Due ?? match.Due : (DateOnly?)null;
        var owners = await OwnersAsync(delivery.Match?.Deadline.Home ?? delivery.Department, cancellationToken);
        var target = new ConformityTarget(
            law.Title, law.EffectiveOn, obligation.Candidate, owners, due, delivery.Metadata.Issued, delivery.Metadata.Effective);
        var (text, file, refusal) = await ReadRuleAsync(delivery, cancellationToken);
        IReadOnlyList<ConformityFinding> findings = text is null
            ? [new ConformityFinding(ConformityCodes.Unreadable, ConformityLevel.Unknown, null, null, null, refusal, null)]
            : ConformityCheck.Check(text, target);
        return new Outcome.Compared(delivery.Id, obligation.Id, law.Title, obligation.Candidate.Article, obligation.Candidate.Quote, file, text?.Title, findings);
    }

    private async Task<IReadOnlyList<string>> OwnersAsync(DepartmentId home, CancellationToken cancellationToken) =>
        await directory.FindAsync(home, cancellationToken) is { } owner ? [owner.Name, .. owner.Aliases] : [];

    /// <summary>The first file that holds a rule; attachments such as tables and pictures, and what was removed by decision, are passed over.</summary>
    private async Task<(LawText? Text, string? File, string? Refusal)> ReadRuleAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        string? refusal = null;
        var removed = await removals.ListRemovedAsync(delivery.Department, $"{delivery.Id}-", cancellationToken);
        foreach (var (index, file) in delivery.Files.Index().Where(pair => pair.Item.Length <= DocumentText.MaximumBytes))
        {
            if (removed.Contains(RemovalTarget.FileKey(delivery.Id, index + 1)))
            {
                refusal ??= Removed;
                continue;
            }

            await using var stream = await deliveries.OpenAsync(file, cancellationToken);
            var bytes = new byte[file.Length];
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            switch (LawReader.ReadInstrument(file.Name, bytes))
            {
                case LawReading.Law { Text: var text }:
                    return (text, file.Name, null);
                case LawReading.Refused { Code: var code }:
                    refusal ??= code;
                    break;
            }
        }

        return (null, null, refusal ?? RefusalCodes.EmptyText);
    }

    /// <summary>What came of a comparison.</summary>
    public abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="File">The file that was compared, or null where none could be read.</param>
        /// <param name="RuleTitle">Title of the rule as its text gives it, or null.</param>
        public sealed record Compared(
            DeliveryId Delivery, ObligationId Obligation, string LawTitle, string Article, string Quote, string? File, string? RuleTitle,
            IReadOnlyList<ConformityFinding> Findings) : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>The delivery is a report.</summary>
        public sealed record NoRule : Outcome;

        /// <summary>The delivery belongs to no known obligation yet.</summary>
        public sealed record Unmatched : Outcome;
    }
}
