using Microsoft.Extensions.DependencyInjection;
using Supervision.Operations.Backup;

namespace Supervision.Functions.Commands;

/// <summary>Backup and restore from the command line. What they answer is one JSON object on standard output.</summary>
internal static class BackupCommands
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <returns>0 when the backup is whole, 1 when it could not be taken or does not hold.</returns>
    /// <param name="keep">How many backups stay; null removes none.</param>
    public static async Task<int> BackupAsync(string folder, int? keep, TextWriter output, CancellationToken cancellationToken)
    {
        await using var runtime = await LocalRuntime.BuildAsync(null, Console.Error, cancellationToken);
        var taken = await runtime.Services.GetRequiredService<TakeBackup>().ExecuteAsync(Path.GetFullPath(folder), Pause, cancellationToken);
        await output.WriteLineAsync(Json.Write(taken));
        if (!taken.Check.Holds)
        {
            return 1;
        }

        if (keep is { } most)
        {
            var pruned = await PruneBackups.ExecuteAsync(Path.GetFullPath(folder), most, cancellationToken);
            await Console.Error.WriteLineAsync($"Removed {pruned.Backups.Count} backups and {pruned.Contents} contents of {pruned.Bytes} bytes.");
        }

        return 0;
    }

    /// <param name="checkOnly">True to check the backup without writing anything; then no storage is needed.</param>
    /// <returns>0 when everything was restored and the history holds.</returns>
    public static async Task<int> RestoreAsync(
        string backup, string? manifest, bool checkOnly, TextWriter output, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(backup);
        var root = Path.GetDirectoryName(folder) ?? folder;
        if (checkOnly)
        {
            var found = await CheckArchive.ExecuteAsync(root, folder, readContents: true, cancellationToken);
            await output.WriteLineAsync(Json.Write(found));
            await TellLackingAsync(found);
            return found.Holds ? 0 : 1;
        }

        await using var runtime = await LocalRuntime.BuildAsync(null, Console.Error, cancellationToken);
        var restored = await runtime.Services.GetRequiredService<RestoreBackup>()
            .ExecuteAsync(root, folder, manifest, new Told(), cancellationToken);
        await output.WriteLineAsync(Json.Write(restored));
        await TellLackingAsync(restored.Archive);
        return restored.Holds ? 0 : 1;
    }

    private static async Task TellLackingAsync(ArchiveCheck found)
    {
        if (found.Lacking.Count > 0)
        {
            var names = string.Join(", ", found.Lacking);
            await Console.Error.WriteLineAsync($"The backup is older than the containers {names}: what they held is not in it, and they are empty after restoring.");
            await Console.Error.WriteLineAsync($"该备份早于以下容器：{names}，其中内容不在备份内，恢复后为空。");
        }
    }

    private sealed class Told : IProgress<int>
    {
        private const int Every = 10_000;
        private int last;

        public void Report(int value)
        {
            if (value / Every > last)
            {
                last = value / Every;
                Console.Error.WriteLine($"{value} done ...");
            }
        }
    }
}
