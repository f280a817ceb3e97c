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
        var alarms = found.Sum(file => file.Count(candidate => !labels.Any(label => label.File == file.Key && IsMatch(label, candidate))));
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
                .Select(Labels.Kind).Distinct().ToList();
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

    private static IEnumerable<ObligationCandidate> Matches(Labelled label, IEnumerable<ObligationCandidate> found) =>
        found.Where(candidate => IsMatch(label, candidate));

    private static bool IsMatch(Labelled label, ObligationCandidate candidate) =>
        candidate.Article.Number == label.Article && Labels.Kind(candidate) == label.Kind
            && Labels.Overlap(candidate.Sentence, label.Sentence);

    private sealed record Labelled(
        string File, string Article, string Kind, string Modality, string Sentence, IReadOnlyList<string> Bodies, string? Frequency,
            bool Borderline);

    private sealed record Judged(string File, string Article, string Kind, string Sentence, string Label, string? Frequency);

    private sealed record Sampled(string File, string Article, string Sha256, string Kind, string Label, string Half);
}
