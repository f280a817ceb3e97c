using Microsoft.Extensions.DependencyInjection;
using Supervision.Laws;

namespace Supervision.Functions.Commands;

/// <summary>Imports law texts from files and folders. A text that is refused is named with the reason; the others go on.</summary>
internal static class ImportCommand
{
    private const int ProgressEvery = 50;

    public static async Task<int> RunAsync(IReadOnlyList<string> paths, string? committee, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (paths.FirstOrDefault(path => !File.Exists(path) && !Directory.Exists(path)) is { } missing)
        {
            await error.WriteLineAsync($"There is no file or folder {missing}.");
            return 2;
        }

        await using var runtime = await LocalRuntime.BuildAsync(null, error, cancellationToken);
        var import = runtime.Services.GetRequiredService<ImportLaw>();
        var (imported, unchanged, refused, proposed) = (0, 0, 0, 0);
        foreach (var file in paths.SelectMany(LawFiles.In))
        {
            switch (await import.ExecuteAsync(Path.GetFileName(file), await File.ReadAllBytesAsync(file, cancellationToken), cancellationToken, committee: committee))
            {
                case ImportLaw.Outcome.Imported done:
                    imported++;
                    proposed += done.Proposed.Count;
                    break;
                case ImportLaw.Outcome.Unchanged:
                    unchanged++;
                    break;
                case ImportLaw.Outcome.Invalid { Faults: [{ Code: "committee-unknown" } fault, ..] }:
                    await error.WriteLineAsync(fault.Detail);
                    return 2;
                case ImportLaw.Outcome.Invalid { Faults: var faults }:
                    refused++;
                    await error.WriteLineAsync($"{file}: {string.Join("; ", faults.Select(fault => $"{fault.Code}: {fault.Detail}"))}");
                    break;
                case ImportLaw.Outcome.Refused no:
                    refused++;
                    await error.WriteLineAsync($"{file}: {no.Code}: {no.Reason}");
                    break;
            }

            if ((imported + unchanged + refused) % ProgressEvery == 0)
            {
                await error.WriteLineAsync($"{imported + unchanged + refused} read ...");
            }
        }

        await output.WriteLineAsync($"{imported} imported with {proposed} obligations proposed, {unchanged} unchanged, {refused} refused.");
        return refused == 0 ? 0 : 1;
    }
}
