using Supervision.Laws.Reading;
using Supervision.Laws.Versions;
using Supervision.Obligations.Extraction;

namespace Supervision.Obligations.Versions;

/// <summary>Where one obligation stands in a new version.</summary>
public abstract record Passage
{
    private Passage()
    {
    }

    /// <summary>Its words stand.</summary>
    /// <param name="Article">Number of the article that has them now.</param>
    /// <param name="Quote">The words as this version prints them.</param>
    /// <param name="Offset">Where they begin in the normalised text, UTF-16 characters from 0.</param>
    public sealed record Stands(string Article, string Quote, int Offset, bool Renumbered) : Passage;

    /// <summary>Its article is there, its words are not.</summary>
    /// <param name="Quote">The words that come nearest, or null.</param>
    /// <param name="Found">What was found in them, or null.</param>
    /// <param name="Offset">Where they begin in the normalised text, UTF-16 characters from 0; 0 without any.</param>
    public sealed record Changed(string Article, string? Quote, ObligationProposal? Found, int Offset) : Passage;

    public sealed record Gone : Passage;

    /// <summary>It never rested on words of the text: an officer added it.</summary>
    public sealed record Apart : Passage;
}

/// <summary>What a new version makes of the obligations known, and what it brings.</summary>
/// <param name="Passages">One for each obligation given, in their order.</param>
/// <param name="Added">Finds that belong to no obligation known.</param>
/// <param name="AddedInOldWords">Those of them whose words the old version had in the same article: found only now.</param>
public sealed record ProvisionChanges(
    IReadOnlyList<Passage> Passages, IReadOnlyList<ObligationProposal> Added, IReadOnlySet<ObligationProposal> AddedInOldWords);

/// <summary>
/// Follows obligations into a new version of the text. Pure. Many provisions of one law share their words (具体办法由市人民政府制定), so
/// words alone decide nothing: first the articles are compared, then each obligation is looked for in what became of its article.
/// </summary>
public sealed class ProvisionComparison
{
    /// <summary>From this resemblance on, a find of the same kind in the same article is taken for the old one in other words.</summary>
    private const double SameProvision = 0.3;

    /// <summary>The same for a find in an article that is new or another's.</summary>
    private const double SameProvisionElsewhere = 0.7;

    /// <summary>From this resemblance on, a sentence is shown as what became of the quote.</summary>
    private const double SameSentence = 0.4;

    /// <summary>A quote of so many characters says by itself what it is about; a shorter one must have its paragraph with it.</summary>
    private const int TellingQuote = 30;

    private readonly LawText _text;
    private readonly List<Find> _finds;
    private readonly Dictionary<string, Dictionary<Article, Article?>> _successors = new(StringComparer.Ordinal);

    private ProvisionComparison(LawText text, IReadOnlyList<ObligationProposal> proposals)
    {
        _text = text;
        _finds = [.. proposals.Select(proposal => new Find(proposal, ArticleAt(text, proposal)))];
    }

    /// <param name="obligations">Those that have not ended.</param>
    /// <param name="textOf">The text of a version; null where it can no longer be read.</param>
    /// <param name="text">The new version.</param>
    /// <param name="proposals">What was found in it.</param>
    public static ProvisionChanges Compare(
        IReadOnlyList<Obligation> obligations, Func<string, LawText?> textOf, LawText text, IReadOnlyList<ObligationProposal> proposals)
    {
        ArgumentNullException.ThrowIfNull(obligations);
        ArgumentNullException.ThrowIfNull(textOf);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(proposals);
        return new ProvisionComparison(text, proposals).Run([.. obligations.Select(obligation => new Known(obligation, textOf(obligation.TextVersion)))]);
    }

    private ProvisionChanges Run(List<Known> known)
    {
        foreach (var one in known)
        {
            one.Successor = one is { Text: { } old, Article: { } article }
                ? Successors(one.Obligation.TextVersion, old)[article]
                : _text.Articles.FirstOrDefault(each => each.Number == one.Obligation.Candidate.Article);
        }

        foreach (var one in known)
            one.Passage = one.IsApart ? new Passage.Apart() : StandsInFind(one, find => ReferenceEquals(find.Article, one.Successor));
        foreach (var one in known.Where(one => one.Passage is null))
            one.Passage = StandsInArticle(one) ?? StandsInFind(one, find => IsSamePlace(one, find));
        PairChanged(known);
        foreach (var one in known.Where(one => one.Passage is null))
            one.Passage = one.Successor is { } article ? InOtherWords(one, article) : new Passage.Gone();
        var added = _finds.Where(find => !find.Taken).ToList();
        return new ProvisionChanges(
            [.. known.Select(one => one.Passage!)],
            [.. added.Select(find => find.Proposal)],
            new HashSet<ObligationProposal>(added.Where(WasThere).Select(find => find.Proposal), ReferenceEqualityComparer.Instance));
    }

    /// <summary>The same words, found for the same kind.</summary>
    private Passage.Stands? StandsInFind(Known one, Func<Find, bool> fits)
    {
        if (_finds.Find(find => !find.Taken && one.IsOfKind(find.Proposal.Kind) && find.Words == one.Words && fits(find)) is not { } same)
            return null;
        same.Taken = true;
        var proposal = same.Proposal;
        return new Passage.Stands(proposal.Article, proposal.Quote, proposal.Offset, proposal.Article != one.Obligation.Candidate.Article);
    }

    /// <summary>The same words in what became of the article, though nothing was found in them this time.</summary>
    private Passage.Stands? StandsInArticle(Known one)
    {
        if (one.Successor is not { } article)
            return null;
        var words = _text.Text.Substring(article.Offset, article.Length);
        return FoldedText.Of(words).Find(one.Words) is var (start, length)
            ? new Passage.Stands(article.Number, words.Substring(start, length), article.Offset + start, article.Number != one.Obligation.Candidate.Article)
            : null;
    }

    /// <summary>The same words in another article, with enough around them to be the same provision.</summary>
    private bool IsSamePlace(Known one, Find find) =>
        find.Words.Length >= TellingQuote
        || (one is { Text: { } old, Article: { } before } && find.Article is { } after
            && ParagraphWith(old, before, one.Obligation.Candidate.Offset) is { } whole && whole.Length > find.Words.Length
            && whole == ParagraphWith(_text, after, find.Proposal.Offset));

    /// <summary>Finds and obligations of one kind that resemble each other, those in the same article and the most alike first.</summary>
    private void PairChanged(List<Known> known)
    {
        var pairs = new List<(bool SameArticle, double Score, Known One, Find Find)>();
        foreach (var one in known.Where(one => one.Passage is null && one.Obligation.Status != ObligationStatus.Rejected))
        {
            var words = Resemblance.Of(one.Words);
            foreach (var find in _finds.Where(find => !find.Taken && one.IsOfKind(find.Proposal.Kind)))
            {
                var sameArticle = find.Article is not null && ReferenceEquals(find.Article, one.Successor);
                var score = words.With(find.Resemblance);

                // Equal words elsewhere, as short as many provisions share them, speak for nothing.
                if (score >= (sameArticle ? SameProvision : SameProvisionElsewhere) && (sameArticle || find.Words.Length >= TellingQuote))
                    pairs.Add((sameArticle, score, one, find));
            }
        }

        foreach (var (_, _, one, find) in pairs.OrderByDescending(pair => pair.SameArticle).ThenByDescending(pair => pair.Score))
        {
            if (one.Passage is null && !find.Taken)
            {
                find.Taken = true;
                one.Passage = new Passage.Changed(find.Proposal.Article, find.Proposal.Quote, find.Proposal, find.Proposal.Offset);
            }
        }
    }

    /// <summary>The sentence of the article that comes nearest to the quote.</summary>
    private static Passage.Changed InOtherWords(Known one, Article article)
    {
        var words = Resemblance.Of(one.Words);
        var sentences = new List<Sentence>();
        var nearest = new Passage.Changed(article.Number, null, null, 0);
        var best = SameSentence;
        for (var i = 0; i < article.Paragraphs.Count; i++)
        {
            Sentence.Split(article.Paragraphs[i], sentences);
            foreach (var sentence in sentences)
            {
                var text = article.Paragraphs[i].Substring(sentence.Start, sentence.Length);
                if (words.With(Resemblance.Of(FoldedText.WordsOf(text))) is var score && score >= best)
                    (best, nearest) = (score, new Passage.Changed(article.Number, text, null, article.ParagraphOffsets[i] + sentence.Start));
            }
        }

        return nearest;
    }

    /// <summary>True when an old version had the find's words in the article that became the find's.</summary>
    private bool WasThere(Find find) => _successors.Values.Any(successors => successors.Any(pair =>
        pair.Value is { } after && ReferenceEquals(after, find.Article)
        && FoldedText.WordsOf(string.Concat(pair.Key.Paragraphs)).Contains(find.Words, StringComparison.Ordinal)));

    private Dictionary<Article, Article?> Successors(string version, LawText old)
    {
        if (!_successors.TryGetValue(version, out var successors))
        {
            _successors[version] = successors = new Dictionary<Article, Article?>(ReferenceEqualityComparer.Instance);
            foreach (var line in ArticleComparison.Compare(old.Articles, _text.Articles))
            {
                if (line.Before is { } before)
                    successors[before] = line.After;
            }
        }

        return successors;
    }

    private static Article? ArticleAt(LawText text, ObligationProposal proposal) =>
        text.Articles.FirstOrDefault(article =>
            article.Number == proposal.Article && article.Offset <= proposal.Offset && proposal.Offset < article.Offset + article.Length)
        ?? text.Articles.FirstOrDefault(article => article.Number == proposal.Article);

    /// <summary>The folded paragraph that holds a place, or null.</summary>
    private static string? ParagraphWith(LawText text, Article article, int offset)
    {
        for (var i = article.ParagraphOffsets.Count - 1; i >= 0; i--)
        {
            if (article.ParagraphOffsets[i] <= offset && offset < article.ParagraphOffsets[i] + article.Paragraphs[i].Length)
                return FoldedText.WordsOf(article.Paragraphs[i]);
        }

        return null;
    }

    /// <summary>A find of the new version, and whether it belongs to an obligation known.</summary>
    private sealed class Find(ObligationProposal proposal, Article? article)
    {
        private Resemblance? _resemblance;

        public ObligationProposal Proposal { get; } = proposal;

        public Article? Article { get; } = article;

        public string Words { get; } = FoldedText.WordsOf(proposal.Quote);

        public Resemblance Resemblance => _resemblance ??= Resemblance.Of(Words);

        public bool Taken { get; set; }
    }

    /// <summary>An obligation on its way into the new version.</summary>
    private sealed class Known
    {
        public Known(Obligation obligation, LawText? text)
        {
            Obligation = obligation;
            Text = text;
            Words = FoldedText.WordsOf(obligation.Candidate.Quote);
            Article = text is null ? null : ArticleAt(text, obligation.Candidate);
            IsApart = !obligation.Candidate.IsFoundInText
                && (text is null || !FoldedText.WordsOf(text.Text).Contains(Words, StringComparison.Ordinal));
        }

        public Obligation Obligation { get; }

        public LawText? Text { get; }

        public string Words { get; }

        public Article? Article { get; }

        public bool IsApart { get; }

        /// <summary>What became of its article in the new version.</summary>
        public Article? Successor { get; set; }

        public Passage? Passage { get; set; }

        /// <summary>A person may have corrected the kind; what is found again is the find as it was.</summary>
        public bool IsOfKind(ObligationKind kind) => kind == Obligation.Candidate.Kind || kind == Obligation.Review?.Found.Kind;
    }
}
