using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Supervision.Laws.Reading;
using Supervision.Obligations;
using Supervision.Obligations.Extraction;

namespace Supervision.Tests.Obligations.Extraction;

/// <summary>Labelled sentences and the count of what an extraction makes of them, written apart from the product and from
/// score.py.</summary>
internal static class Labels
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNameCaseInsensitive = true };

    public static string Corpus()
    {
        if (Repository.Corpus is not { } corpus)
        {
            Assert.Skip("The corpus of law texts is not beside this checkout.");
            return "";
        }

        return corpus;
    }

    public static List<T> Read<T>(string path) =>
        [.. File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<T>(line, Format)!)];

    /// <summary>What is found in every text of the corpus, by base name of the file.</summary>
    public static ILookup<string, ObligationCandidate> Extracted(string folder) => Directory
        .EnumerateFiles(folder, "*.md", SearchOption.AllDirectories)
        .SelectMany(file => ObligationExtractor.Extract(((LawReading.Law)LawReader.Read(file, File.ReadAllBytes(file))).Text)
            .Select(candidate => (Name: Path.GetFileName(file), Candidate: candidate)))
        .ToLookup(found => found.Name, found => found.Candidate);

    public static string Bare(string? text) => string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c))).TrimEnd('。', '；', ';');

    public static string Lead(IReadOnlyList<string> bodies) => bodies.Count == 0 ? "" : Bare(bodies[0]);

    public static string Hash(string sentence) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Bare(sentence))));

    public static string Kind(ObligationCandidate candidate) => candidate.Kind switch
    {
        ObligationKind.ImplementingRule => "rule",
        ObligationKind.FilingForRecord => "filing",
        ObligationKind.PostLegislativeEvaluation => "evaluation",
        ObligationKind.RecurringReport or ObligationKind.ImplementationReport => "report",
        var other => other.ToString(),
    };

    public static bool Overlap(string one, string other) =>
        Bare(one).Contains(Bare(other), StringComparison.Ordinal) || Bare(other).Contains(Bare(one), StringComparison.Ordinal);

    /// <summary>The Wilson interval at 95 % for <paramref name="hits"/> of <paramref name="trials"/>.</summary>
    public static (double Low, double High) Wilson(int hits, int trials)
    {
        const double Z = 1.959964;
        if (trials == 0)
            return (0, 1);
        var share = (double)hits / trials;
        var spread = Z * Math.Sqrt((share * (1 - share) / trials) + (Z * Z / (4.0 * trials * trials)));
        var centre = share + (Z * Z / (2.0 * trials));
        var scale = 1 + (Z * Z / trials);
        return ((centre - spread) / scale, (centre + spread) / scale);
    }
}

/// <summary>Counts of right, missed and wrong finds.</summary>
internal sealed record Score(int Hits, int Misses, int Alarms)
{
    public double Precision => Hits + Alarms == 0 ? 0 : (double)Hits / (Hits + Alarms);

    public double Recall => Hits + Misses == 0 ? 0 : (double)Hits / (Hits + Misses);

    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);
}
