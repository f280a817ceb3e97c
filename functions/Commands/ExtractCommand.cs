using System.Text.Encodings.Web;
using System.Text.Json;
using Supervision.Laws.Reading;
using Supervision.Obligations;
using Supervision.Obligations.Extraction;

namespace Supervision.Functions.Commands;

/// <summary>Prints the obligations that the law texts in files and folders seem to hold, one JSON object a line. Stores nothing.</summary>
public static class ExtractCommand
{
    private static readonly JsonSerializerOptions Format = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>Reads every law text (docx, pdf, html, md, txt) below the paths.</summary>
    /// <param name="output">Takes JSON lines and nothing else.</param>
    /// <param name="error">Takes refusals and a closing count.</param>
    /// <returns>0 where all was read, 1 where a file was refused, 2 where the paths cannot be used.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> paths, TextWriter output, TextWriter error,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        if (paths.Count == 0)
        {
            await error.WriteLineAsync("Usage: extract FILE|FOLDER...");
            return 2;
        }

        if (paths.FirstOrDefault(path => !File.Exists(path) && !Directory.Exists(path)) is { } missing)
        {
            await error.WriteLineAsync($"There is no file or folder {missing}.");
            return 2;
        }

        int read = 0, refused = 0, found = 0;
        foreach (var file in paths.SelectMany(LawFiles.In))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await ReadAsync(file, cancellationToken) is LawReading.Law { Text: var law })
            {
                read++;
                foreach (var candidate in ObligationExtractor.Extract(law))
                {
                    found++;
                    await output.WriteLineAsync(JsonSerializer.Serialize(Line.Of(Path.GetFileName(file), candidate), Format));
                }
            }
        }

        await output.FlushAsync(cancellationToken);
        await error.WriteLineAsync($"{read} read, {refused} refused, {found} obligations proposed.");
        return refused == 0 ? 0 : 1;

        async Task<LawReading> ReadAsync(string file, CancellationToken token)
        {
            LawReading reading;
            try
            {
                reading = LawReader.Read(Path.GetFileName(file), await File.ReadAllBytesAsync(file, token));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                reading = new LawReading.Refused("unreadable-file", FaultWords.Of("{message}", ("message", fault.Message)));
            }

            if (reading is LawReading.Refused { Code: var code, Reason: var reason })
            {
                refused++;
                await error.WriteLineAsync($"{file}: {code}: {reason}");
            }

            return reading;
        }
    }

    private sealed record Line(
        string File, string Article, string Sentence, string Kind, string Modality, IReadOnlyList<string> Bodies, string? Instrument,
            string? Deadline, string? Frequency)
    {
        public static Line Of(string file, ObligationCandidate candidate) => new(
            file,
            candidate.Article.Number,
            candidate.Sentence,
            candidate.Kind switch
            {
                ObligationKind.ImplementingRule => "rule",
                ObligationKind.FilingForRecord => "filing",
                ObligationKind.PostLegislativeEvaluation => "evaluation",
                _ => "report",
            },
            candidate.Modality == Obligations.Modality.Must ? "must" : "may",
            candidate.Bodies,
            candidate.Instrument,
            candidate.Deadline,
            candidate.Frequency);
    }
}
