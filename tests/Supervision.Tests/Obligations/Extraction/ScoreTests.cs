using Supervision.Obligations;
using Supervision.Obligations.Extraction;

namespace Supervision.Tests.Obligations.Extraction;

public sealed class ScoreTests
{
    [Fact]
    public void Finds_what_experts_labelled_in_the_development_texts()
    {
        var corpus = Labels.Corpus();
        var labels = Labels.Read<Labelled>(Path.Combine(corpus, "dev.labels.jsonl"));
        var found = Labels.Extracted(Path.Combine(corpus, "dev"));

        var clear = labels.Where(label => !label.Borderline).ToList();
        var matches = clear.ToDictionary(label => label, label => Matches(label, found[label.File]).ToList());
        var alarms = found.Sum(file => file.Count(candidate => Labels.Kind(candidate) is "rule" or "report" && !labels.Any(label => label.File == file.Key && IsMatch(label, candidate))));
        var score = new Score(matches.Values.Count(match => match.Count > 0), matches.Values.Count(match => match.Count == 0), alarms);
        var leads = matches.Count(pair => pair.Value.Exists(candidate =>
            Labels.Lead(candidate.Bodies) == Labels.Lead(pair.Key.Bodies)));
        var mustRules = clear.Where(label => label is { Kind: "rule", Modality: "must" }).ToList();

        Assert.True(score.F1 >= 0.95, $"F1 is {score.F1:F3}: {score}");
        Assert.True(leads >= 0.95 * score.Hits, $"Lead bodies right: {leads} of {score.Hits}.");
        Assert.True(mustRules.Count(label => matches[label].Count > 0) >= 0.95 * mustRules.Count);
        Assert.All(matches.Where(pair => pair.Value.Count > 0), pair =>
            Assert.Contains(pair.Value, candidate => candidate.Modality == (pair.Key.Modality == "may" ? Modality.May : Modality.Must)));
    }

    [Fact]
    public void Finds_reports_and_how_often_they_are_due()
    {
        var corpus = Labels.Corpus();
        var labels = Labels.Read<Judged>(Path.Combine(corpus, "dev.reports.jsonl"));
        var found = Labels.Extracted(Path.Combine(corpus, "laws"));

        var matches = labels.ToDictionary(label => label, label => found[label.File]
            .Where(candidate => candidate.Article.Number == label.Article && Labels.Kind(candidate) == label.Kind
                && Labels.Overlap(candidate.Sentence, label.Sentence))
            .ToList());
        var wanted = matches.Where(pair => pair.Key.Label == "yes").ToList();
        var score = new Score(
            wanted.Count(pair => pair.Value.Count > 0), wanted.Count(pair => pair.Value.Count == 0),
            matches.Count(pair => pair.Key.Label == "no" && pair.Value.Count > 0));
        var dated = wanted.Count(pair => pair.Value.Exists(candidate =>
            Labels.Bare(candidate.Frequency) == Labels.Bare(pair.Key.Frequency)));

        Assert.True(score.F1 >= 0.95, $"F1 is {score.F1:F3}: {score}");
        Assert.True(dated >= 0.95 * score.Hits, $"Frequencies right: {dated} of {score.Hits}.");
    }

    /// <remarks>
    /// sampled.labels.jsonl: 310 sentences drawn with the seeds 20240607 and 20240608 from the texts that dev.labels.jsonl does not cover,
    /// stratified
    /// (words of making, words of reporting to a congress, neither), judged before the extractor first ran on them; halves by hash. No text
    /// is kept.
    /// </remarks>
    [Theory]
    [InlineData("tune")]
    [InlineData("held-out")]
    public void Finds_what_was_labelled_in_a_random_sample_of_the_other_texts(string half)
    {
        var corpus = Labels.Corpus();
        var labels = Labels.Read<Sampled>(
            Path.Combine(Repository.Root, "tests/Supervision.Tests/Obligations/Extraction/sampled.labels.jsonl"));
        var found = Labels.Extracted(Path.Combine(corpus, "laws"));

        int hits = 0, misses = 0, alarms = 0;
        foreach (var label in labels.Where(label => label.Half == half))
        {
            var kinds = found[label.File]
                .Where(candidate => candidate.Article.Number == label.Article && Labels.Hash(candidate.Sentence) == label.Sha256)
                .Select(Labels.Kind).Where(kind => kind is "rule" or "report").Distinct().ToList();
            if (label.Label == "yes" && kinds.Contains(label.Kind))
                hits++;
            else if (label.Label == "yes")
                misses++;
            else if (label.Label == "no" && kinds.Count > 0)
                alarms++;
        }

        var score = new Score(hits, misses, alarms);
        var precision = Labels.Wilson(hits, hits + alarms);
        var recall = Labels.Wilson(hits, hits + misses);
        TestContext.Current.SendDiagnosticMessage(
            $"{half}: precision {score.Precision:F3} [{precision.Low:F3}, {precision.High:F3}], "
            + $"recall {score.Recall:F3} [{recall.Low:F3}, {recall.High:F3}], F1 {score.F1:F3}");
        Assert.True(score.F1 >= 0.93, $"F1 is {score.F1:F3}: {score}");
    }

    /// <remarks>
    /// drawn.labels.jsonl: 600 sentences drawn with the seed 20261124 from the texts outside dev.labels.jsonl, none of them in
    /// sampled.labels.jsonl, stratified by words (320 of making, 130 of reporting or filing, 150 of neither) and by city; judged by one reader
    /// before the extractor ran on them; halves alternate. No text is kept.
    /// </remarks>
    [Theory]
    [InlineData("tune")]
    [InlineData("held-out")]
    public void Finds_what_was_labelled_in_six_hundred_sentences_drawn_at_random(string half)
    {
        var corpus = Labels.Corpus();
        var labels = Drawn().Where(label => label.Half == half).ToList();
        var found = Labels.Extracted(Path.Combine(corpus, "laws"));

        int hits = 0, misses = 0, alarms = 0, must = 0, mustFound = 0;
        foreach (var label in labels)
        {
            var kinds = Found(found, label).Select(Labels.Kind).ToHashSet();
            foreach (var (kind, judged) in label.Judged)
            {
                hits += judged == "yes" && kinds.Contains(kind) ? 1 : 0;
                misses += judged == "yes" && !kinds.Contains(kind) ? 1 : 0;
                alarms += judged == "no" && kinds.Contains(kind) ? 1 : 0;
            }

            if (label is { Rule: "yes", Modality: "must" })
            {
                must++;
                mustFound += kinds.Contains("rule") ? 1 : 0;
            }
        }

        var score = new Score(hits, misses, alarms);
        var (precision, recall, mustRecall) = (Labels.Wilson(hits, hits + alarms), Labels.Wilson(hits, hits + misses), Labels.Wilson(mustFound, must));
        TestContext.Current.SendDiagnosticMessage(
            $"{half}: precision {score.Precision:F3} [{precision.Low:F3}, {precision.High:F3}], recall {score.Recall:F3} [{recall.Low:F3}, {recall.High:F3}], "
            + $"F1 {score.F1:F3}; must rules {mustFound} of {must} [{mustRecall.Low:F3}, {mustRecall.High:F3}]");
        Assert.Equal(300, labels.Count);
        Assert.True(score.F1 >= 0.93, $"F1 is {score.F1:F3}: {score}");
        Assert.True(mustFound >= 0.95 * must, $"Of {must} rules that must be made {mustFound} were found.");
    }

    [Fact]
    public void Confidence_says_how_many_finds_a_reader_confirmed_in_sentences_that_it_was_not_fitted_to()
    {
        var corpus = Labels.Corpus();
        var found = Labels.Extracted(Path.Combine(corpus, "laws"));

        var judged = Drawn().Where(label => label.Half == "held-out")
            .SelectMany(label => Found(found, label).Select(candidate => (candidate.Confidence, Worth: Worth(label.Judged[Labels.Kind(candidate)]))))
            .ToList();

        Assert.True(judged.Count >= 50);
        Assert.InRange(judged.Average(find => find.Confidence) - judged.Average(find => find.Worth), -0.06, 0.06);
        Assert.True(judged.Average(find => Math.Pow(find.Confidence - find.Worth, 2)) < 0.06);
        Assert.All(judged, find => Assert.InRange(find.Confidence, 0.3, 0.99));

        static double Worth(string label) => label switch { "yes" => 1, "no" => 0, _ => 0.5 };
    }

    private static List<DrawnLabel> Drawn() => Labels.Read<DrawnLabel>(
        Path.Combine(Repository.Root, "tests/Supervision.Tests/Obligations/Extraction/drawn.labels.jsonl"));

    private static IEnumerable<ObligationCandidate> Found(ILookup<string, ObligationCandidate> found, DrawnLabel label) =>
        found[label.File].Where(candidate => candidate.Article.Number == label.Article && Labels.Hash(candidate.Sentence) == label.Sha256);

    private static IEnumerable<ObligationCandidate> Matches(Labelled label, IEnumerable<ObligationCandidate> found) =>
        found.Where(candidate => IsMatch(label, candidate));

    private static bool IsMatch(Labelled label, ObligationCandidate candidate) =>
        candidate.Article.Number == label.Article && Labels.Kind(candidate) == label.Kind
            && Labels.Overlap(candidate.Sentence, label.Sentence);

    private sealed record Labelled(
        string File, string Article, string Kind, string Modality, string Sentence, IReadOnlyList<string> Bodies, string? Frequency,
            bool Borderline);

    private sealed record Judged(string File, string Article, string Kind, string Sentence, string Label, string? Frequency);

    private sealed record DrawnLabel(
        string File, string Article, string Sha256, string Half, string? Modality, string Rule, string Report, string Filing, string Evaluation)
    {
        public IReadOnlyDictionary<string, string> Judged => new Dictionary<string, string>
        {
            ["rule"] = Rule,
            ["report"] = Report,
            ["filing"] = Filing,
            ["evaluation"] = Evaluation,
        };
    }

    private sealed record Sampled(string File, string Article, string Sha256, string Kind, string Label, string Half);
}
