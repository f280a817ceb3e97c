using Microsoft.Extensions.Configuration;
using Supervision.LocalHost.Azurite;
using Supervision.Storage;
using Supervision.StorageContract;

namespace Supervision.Functions.Commands;

/// <summary>Asks a storage service the contract that this product rests on, and removes what that left there.</summary>
internal static class CheckStorageCommand
{
    /// <returns>0 when every requirement is met, 1 when not, 130 when interrupted.</returns>
    public static async Task<int> RunAsync(TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var configuration = LocalFunctionsHost.CreateBuilder().Configuration;
        var options = configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();
        AzuriteProcess? own = null;
        try
        {
            if (options.IsEmpty)
            {
                await error.WriteLineAsync("No storage is set (Storage:Connection): asking an Azurite of our own, which is for trial only.");
                own = await AzuriteProcess.StartAsync(
                    new AzuriteOptions { DataFolder = Path.GetFullPath(Path.Combine(".local", "azurite")) }, error, cancellationToken);
                options.Connection = own.ConnectionString;
            }

            var (tables, blobs) = (StorageClients.TablesOf(options), StorageClients.BlobsOf(options));
            await error.WriteLineAsync($"Asking {tables.Uri} and {blobs.Uri}");
            var report = await StorageCheck.RunAsync(
                cancellation => new StorageAccount(tables, blobs, cancellation),
                Requirements.All,
                (requirement, failure) => output.WriteLine(failure is null ? $"met      {requirement.Name}" : $"NOT MET  {requirement.Name}: {OneLine(failure)}"),
                cancellationToken);
            foreach (var left in report.LeftBehind)
            {
                await error.WriteLineAsync($"Could not be removed: {left}");
            }

            await output.WriteLineAsync($"{report.Passed} met, {report.Failures.Count} not met");
            return report.Meets ? 0 : 1;
        }
        finally
        {
            if (own is not null)
            {
                await own.DisposeAsync();
            }
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
