using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Supervision.Departments;
using Supervision.Identity;
using Supervision.Laws;
using Supervision.Laws.Reading;
using Supervision.Storage;

namespace Supervision.Obligations.Review;

/// <summary>A find that waits for a person's word.</summary>
/// <param name="Chapter">The chapter that holds it, or null.</param>
/// <param name="Before">The paragraph before the quote's, or null.</param>
/// <param name="Paragraph">The paragraph that holds the quote; null where the text is no longer readable.</param>
/// <param name="QuoteAt">Where the quote begins in the paragraph, in UTF-16 characters from 0, or -1.</param>
/// <param name="After">The paragraph behind it, or null.</param>
/// <param name="Suggested">The departments that the directory knows under the names in the text, in their order.</param>
/// <param name="Tag">To be sent back (If-Match) with the word on it.</param>
public sealed record QueuedObligation(
    Obligation Obligation, string? Chapter, string? Before, string? Paragraph, int QuoteAt, string? After, IReadOnlyList<DepartmentId> Suggested, string Tag);

/// <summary>The finds of one law that wait, as the page shows them.</summary>
public sealed record ReviewPage(Law Law, IReadOnlyList<QueuedObligation> Waiting);

/// <summary>The finds of one law above a threshold, and the sample that a person checks before all of them are confirmed at once.</summary>
/// <param name="Numbers">Numbers of the finds that can be confirmed at once.</param>
/// <param name="Sample">Those of them to check first.</param>
/// <param name="Token">Stands for exactly this list; it changes with any word on any of them.</param>
public sealed record BulkOffer(double Threshold, IReadOnlyList<int> Numbers, IReadOnlyList<int> Sample, string Token);

/// <summary>Reads what waits for review in one law. Changes nothing.</summary>
public sealed class WaitingFinds(LawStore laws, DirectoryStore directory)
{
    private const int SmallestSample = 5;
    private const int SampleShare = 5;

    /// <returns>Null when there is no such law; else its finds that wait, the surest first.</returns>
    public async Task<(Law Law, IReadOnlyList<QueuedObligation> Waiting)?> ReadAsync(LawId id, CancellationToken cancellationToken) =>
        await PageAsync(id, ObligationStatus.Proposed, null, int.MaxValue, cancellationToken) is { } found ? (found.Law, found.Finds) : null;

    /// <summary>One page of the finds of a law, the surest first.</summary>
    /// <param name="status">What is asked for: those that wait, or those that were rejected.</param>
    /// <returns>Null when there is no such law.</returns>
    public async Task<(Law Law, IReadOnlyList<QueuedObligation> Finds, string? Continuation)?> PageAsync(
        LawId id, ObligationStatus status, string? continuation, int size, CancellationToken cancellationToken)
    {
        if (await laws.FindAsync(id, cancellationToken) is not { Law: var law })
            return null;
        var rows = await laws.ListObligationRowsAsync(id, cancellationToken);
        var tags = rows.ToDictionary(row => row.Obligation.Id, row => LawStore.TagOf(row.ETag));
        var (waiting, next) = ListCut.After(
            rows.Select(row => row.Obligation)
                .Where(obligation => obligation.Status == status && obligation.Ended is null && obligation.Id.Number <= law.Obligations),
            obligation => string.Create(CultureInfo.InvariantCulture, $"{1 - obligation.Candidate.Confidence:F6}-{obligation.Id.Number:D5}"),
            continuation,
            size);
        var texts = new Dictionary<string, LawText?>(StringComparer.Ordinal);
        foreach (var version in waiting.Select(obligation => obligation.TextVersion).Distinct())
            texts[version] = await laws.ReadTextAsync(id, version, cancellationToken);
        var known = await SuggestAsync(waiting, cancellationToken);
        return (law, [.. waiting.Select(obligation => InContext(obligation, texts[obligation.TextVersion], known, tags[obligation.Id]))], next);
    }

    /// <summary>What could be confirmed at once: sure enough, owed by one department that the directory knows, no "may".</summary>
    public async Task<BulkOffer?> OfferAsync(LawId id, double threshold, CancellationToken cancellationToken)
    {
        if (await ReadAsync(id, cancellationToken) is not { } queue)
            return null;
        var fit = queue.Waiting.Where(waiting => FitsBulk(waiting, threshold)).OrderBy(waiting => waiting.Obligation.Id.Number).ToList();
        var token = Token(threshold, fit);
        var numbers = fit.Select(waiting => waiting.Obligation.Id.Number).ToList();
        return new BulkOffer(threshold, numbers, Sample(numbers, token), token);
    }

    internal static bool FitsBulk(QueuedObligation waiting, double threshold) =>
        waiting.Obligation.Pending is null
        && waiting.Obligation.Candidate is { IsClassOfOrgans: false, Modality: Modality.Must } candidate && candidate.Confidence >= threshold
        && candidate.Bodies.Count > 0 && waiting.Suggested.Count == candidate.Bodies.Count;

    /// <summary>A fifth of the list, at least five, drawn by the list itself: the same list gives the same sample, and nobody chooses it.</summary>
    internal static IReadOnlyList<int> Sample(IReadOnlyList<int> numbers, string token) =>
    [
        .. numbers.OrderBy(number => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{token}:{number}"))), StringComparer.Ordinal)
            .Take(Math.Max(SmallestSample, (numbers.Count + SampleShare - 1) / SampleShare)).Order(),
    ];

    private static string Token(double threshold, IReadOnlyList<QueuedObligation> fit)
    {
        var content = Json.Write(new { threshold, fit = fit.Select(waiting => new { waiting.Obligation, waiting.Suggested }) });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..32];
    }

    private async Task<Dictionary<string, DepartmentId>> SuggestAsync(IReadOnlyList<Obligation> waiting, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, DepartmentId>(StringComparer.Ordinal);
        foreach (var name in waiting.SelectMany(obligation => obligation.Candidate.Bodies.Append(obligation.Candidate.LeadInFull)).OfType<string>().Distinct())
        {
            if (await directory.FindByAliasAsync(name, cancellationToken) is { } department)
                known[name] = department;
        }

        return known;
    }

    private static QueuedObligation InContext(Obligation obligation, LawText? text, Dictionary<string, DepartmentId> known, string tag)
    {
        var candidate = obligation.Candidate;
        var suggested = candidate.Bodies
            .Select((body, i) => known.TryGetValue(body, out var named) ? named
                : i == 0 && candidate.LeadInFull is { } full && known.TryGetValue(full, out var inFull) ? inFull : (DepartmentId?)null)
            .OfType<DepartmentId>().Distinct().ToList();
        var article = text?.Articles.FirstOrDefault(article => article.Offset <= candidate.Offset && candidate.Offset < article.Offset + article.Length);
        if (article is null)
            return new QueuedObligation(obligation, null, null, null, -1, null, suggested, tag);
        var index = article.ParagraphOffsets.Count - 1;
        while (index > 0 && article.ParagraphOffsets[index] > candidate.Offset)
            index--;
        var paragraphs = article.Paragraphs;
        return new QueuedObligation(
            obligation, article.Chapter, index > 0 ? paragraphs[index - 1] : null, paragraphs[index],
            paragraphs[index].IndexOf(candidate.Quote, StringComparison.Ordinal), index + 1 < paragraphs.Count ? paragraphs[index + 1] : null, suggested, tag);
    }
}
