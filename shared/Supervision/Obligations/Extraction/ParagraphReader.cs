using Supervision.Laws.Reading;

namespace Supervision.Obligations.Extraction;

/// <summary>Goes through the sentences of an article and remembers whose turn it is.</summary>
internal sealed class ParagraphReader(Lazy<IReadOnlyDictionary<string, string>> shortNames, List<ObligationCandidate> candidates)
{
    /// <summary>A longer stretch without 。 or ； is no sentence of a law; only its beginning is looked at.</summary>
    private const int LongestSentence = 2000;

    private readonly List<Sentence> _sentences = [];
    private readonly List<Finding> _findings = [];
    private char[] _folded = new char[4096];
    private Article? _article;
    private string? _subject;
    private string? _listSubject;

    public void Begin(Article article)
    {
        _article = article;
        _subject = null;
        _listSubject = null;
    }

    public void Read(string paragraph, int offset)
    {
        if (_folded.Length < paragraph.Length)
            _folded = new char[paragraph.Length * 2];
        var folded = _folded.AsSpan(0, paragraph.Length);
        Sentence.Fold(paragraph, folded);
        if (!ObligationExtractor.MayHoldObligation(folded))
        {
            Sentence.Split(folded, _sentences);
            Remember(folded, _sentences.Count > 0 ? _sentences[^1] : default);
            return;
        }

        Sentence.Split(folded, _sentences);
        foreach (var sentence in _sentences)
        {
            var text = folded.Slice(sentence.Start, Math.Min(sentence.Length, LongestSentence));
            if (ObligationExtractor.MayHoldObligation(text))
                Read(paragraph, offset, sentence, text);
            Remember(folded, sentence);
        }
    }

    private void Read(string paragraph, int offset, Sentence sentence, ReadOnlySpan<char> text)
    {
        _findings.Clear();
        var isItem = IsItem(text);
        if (isItem && _listSubject is not null)
            _subject = _listSubject;
        var holdsOn = (sentence.Continues && _subject is not null) || (isItem && _listSubject is not null);
        RuleFinder.Find(text, holdsOn ? Stretch.Inherited : null, _findings);
        if (isItem)
            _findings.RemoveAll(finding => finding.Subject == Stretch.Inherited && finding.Rule != "rule.organ-makes-object");
        AddAll(ObligationKind.ImplementingRule, paragraph, offset, sentence, text);
        Finding? made = _findings.Count > 0 ? _findings[^1] : null;
        _findings.Clear();
        Stretch? before = _subject is not null ? Stretch.Inherited : null;
        ReportFinder.Find(text, before, _findings);
        AddAll(ObligationKind.RecurringReport, paragraph, offset, sentence, text);
        _findings.Clear();
        FilingFinder.Find(text, holdsOn ? Stretch.Inherited : null, made, _findings);
        AddAll(ObligationKind.FilingForRecord, paragraph, offset, sentence, text);
        _findings.Clear();
        EvaluationFinder.Find(text, before, _findings);
        AddAll(ObligationKind.PostLegislativeEvaluation, paragraph, offset, sentence, text);
    }

    /// <summary>One candidate for each lead organ of a sentence: 制定 and 修订 of one rule by one organ are one duty.</summary>
    private void AddAll(ObligationKind kind, string paragraph, int offset, Sentence sentence, ReadOnlySpan<char> text)
    {
        var first = candidates.Count;
        foreach (var finding in _findings)
        {
            var candidate = Candidate(kind, finding, paragraph, offset, sentence, text);
            var known = false;
            for (var i = first; i < candidates.Count && !known; i++)
                known = candidates[i].Bodies.SequenceEqual(candidate.Bodies);
            if (!known)
                candidates.Add(candidate);
        }
    }

    private ObligationCandidate Candidate(
        ObligationKind kind, Finding finding, string paragraph, int offset, Sentence sentence, ReadOnlySpan<char> text)
    {
        var bodies = new List<string>();
        if (finding.Subject == Stretch.Inherited)
            Organs.AddBodies(_subject, bodies);
        else if (finding.Subject is { } subject)
            Organs.AddBodies(text[subject.Start..subject.End], bodies);
        if (finding.Partners is { } partners)
            Organs.AddBodies(text[partners.Start..partners.End], bodies);

        // A time that the sentence sets behind the duty's own clause belongs to a further duty: 由省人民政府制定，自公布之日起三十日内报……备案. Filing
        // is that further duty, and takes the time of its own clause or the words before.
        var words = new string(text);
        var scope = kind == ObligationKind.FilingForRecord ? words[OwnWords(text, finding)..finding.Clause.End]
            : kind == ObligationKind.ImplementingRule ? words[..finding.Clause.End]
            : words;
        var (deadline, deadlineClause) = Periods.Deadline(scope);
        var (frequency, recurrence) = kind is ObligationKind.RecurringReport or ObligationKind.PostLegislativeEvaluation ? Periods.Frequency(words) : default;
        var instrument = finding.Instrument is { } stretch ? Instruments.Trim(text[stretch.Start..stretch.End]).ToString() : null;
        var lead = bodies.Count > 0 ? bodies[0] : null;
        var full = lead is not null && shortNames.Value.TryGetValue(lead, out var defined) ? defined : null;
        return new ObligationCandidate(
            kind,
            finding.Modality,
            _article!,
            paragraph.Substring(sentence.Start, sentence.Length),
            offset + sentence.Start,
            sentence.Length,
            bodies,
            full,
            instrument,
            deadline,
            deadlineClause,
            frequency,
            recurrence,
            finding.Rule,
            Confidences.Of(finding),
            lead is not null && Organs.IsClass(lead));
    }

    /// <summary>Where the words that can set the time of a filing begin: behind the clause that makes what is filed.</summary>
    private static int OwnWords(ReadOnlySpan<char> text, Finding finding)
    {
        var verb = text[..finding.Clause.Start].LastIndexOf('，');
        var made = text[..finding.Clause.Start].LastIndexOf("制定");
        return made < 0 || verb < 0 ? 0 : Math.Min(Clauses.EndOf(text, made), finding.Clause.Start);
    }

    /// <summary>Keeps the subject for the sentence after: it may leave its own out.</summary>
    private void Remember(ReadOnlySpan<char> paragraph, Sentence sentence)
    {
        if (sentence.Length == 0)
            return;
        var text = paragraph.Slice(sentence.Start, Math.Min(sentence.Length, LongestSentence));
        if (IsItem(text))
            return;
        _subject = Organs.SubjectAt(text, 0, Clauses.EndOf(text, 0)) is { } subject
            && !Organs.IsCongressOffice(text[subject.Start..subject.End])
            ? text[subject.Start..subject.End].ToString()
            : sentence.Continues ? _subject : null;
        _listSubject = text[^1] == '：' ? _subject : null;
    }

    /// <summary>（三）制定……标准: an item takes its subject from the sentence that opens the list.</summary>
    private static bool IsItem(ReadOnlySpan<char> text) => text.Length > 3 && text[0] == '（' && ChineseNumber.IsNumeral(text[1]);
}
