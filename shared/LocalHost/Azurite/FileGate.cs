using System.Diagnostics;

namespace Supervision.LocalHost.Azurite;

/// <summary>A file that one process at a time holds open. The operating system lets go of it when its holder dies.</summary>
internal static class FileGate
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the file is free and holds it until the result is disposed.</summary>
    /// <exception cref="TimeoutException">Another process held it all the time.</exception>
    public static async Task<IDisposable> EnterAsync(string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited.Elapsed < timeout)
            {
                await Task.Delay(Pause, cancellationToken);
            }
            catch (IOException held)
            {
                throw new TimeoutException($"Another process held {path} for {timeout.TotalSeconds:0} s.", held);
            }
        }
    }
}
