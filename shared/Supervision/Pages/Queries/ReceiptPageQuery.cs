using Supervision.Access;
using Supervision.Deliveries;
using Supervision.Departments;
using Supervision.History.Removals;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Obligations;
using Supervision.Obligations.Conformity;
using Supervision.Pages.Texts;

namespace Supervision.Pages.Queries;

/// <summary>A receipt, as it is printed.</summary>
/// <param name="Law">The law of the deadline matched, or null.</param>
/// <param name="Obligation">The obligation matched, or null.</param>
/// <param name="Files">Its files, by number.</param>
/// <param name="Conformity">How the rule agrees with the obligation it is to fulfil, for staff; else null.</param>
public sealed record ReceiptPage(
    Delivery Delivery, string Department, Law? Law, Obligation? Obligation, IReadOnlyList<ReceiptFileRow> Files, ReceiptConformity? Conformity);

/// <summary>The text of a rule beside the provision that orders it.</summary>
/// <param name="Quote">The provision.</param>
/// <param name="File">Name of the file compared, or null.</param>
public sealed record ReceiptConformity(string LawTitle, string Article, string Quote, string? File, IReadOnlyList<ReceiptFinding> Findings);

/// <summary>A finding in the reader's language, with the rule's own words.</summary>
/// <param name="Article">Number of the rule's article that holds the words, or null.</param>
public sealed record ReceiptFinding(ConformityLevel Level, string Text, string? Quote, string? Article);

/// <summary>A file of the delivery.</summary>
/// <param name="Removed">True once it was removed by decision.</param>
public sealed record ReceiptFileRow(DeliveredFile File, bool Removed);

/// <summary>Reads a receipt by point reads.</summary>
public sealed class ReceiptPageQuery(DeliveryStore deliveries, RemovalStore removals, DirectoryStore directory, LawStore laws, ReadConformity conformity)
{
    /// <returns>Null when there is no such delivery.</returns>
    public async Task<ReceiptPage?> ReadAsync(DepartmentId department, DeliveryId id, Caller caller, Wording wording, CancellationToken cancellationToken)
    {
        var namesRead = directory.NamesAsync([department], wording.Texts.Language, cancellationToken);
        var deliveryRead = deliveries.FindAsync(department, id, cancellationToken);
        var removedRead = removals.ListRemovedAsync(department, $"{id}-", cancellationToken);
        await Task.WhenAll(namesRead, deliveryRead, removedRead);
        if (await deliveryRead is not { Delivery: var delivery })
        {
            return null;
        }

        var name = (await namesRead)[department];
        var removed = await removedRead;
        var files = delivery.Files.Select((file, index) => new ReceiptFileRow(file, removed.Contains(RemovalTarget.FileKey(id, index + 1)))).ToList();
        if (delivery.Match is not { } match)
        {
            return new ReceiptPage(delivery, name, null, null, files, null);
        }

        var lawRead = laws.FindAsync(match.Deadline.Obligation.Law, cancellationToken);
        var obligationRead = laws.FindObligationAsync(match.Deadline.Obligation, cancellationToken);
        await Task.WhenAll(lawRead, obligationRead);
        var (law, obligation) = ((await lawRead)?.Law, (await obligationRead)?.Obligation);
        var compared = caller.IsStaff && delivery.Kind == DeliveryKind.Rule && law is not null && obligation is not null
            ? InWords(await conformity.CompareAsync(delivery, law, obligation, cancellationToken), wording)
            : null;
        return new ReceiptPage(delivery, name, law, obligation, files, compared);
    }

    private static ReceiptConformity InWords(ReadConformity.Outcome.Compared compared, Wording wording) => new(
        compared.LawTitle,
        compared.Article,
        compared.Quote,
        compared.File,
        [.. compared.Findings.Select(finding => new ReceiptFinding(finding.Level, ConformityTexts.Of(finding, wording.Texts.Language), finding.Quote, finding.Article))]);
}
