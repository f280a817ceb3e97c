using Supervision.InMemoryStorage;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>Holds a process up before its k-th request until it is let go.</summary>
internal sealed class Pause
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int count;

    /// <param name="at">Whether to hold the process up before this request, its n-th.</param>
    /// <param name="then">What becomes of that request when it is let go; null lets it pass.</param>
    public Pause(InMemoryStorageService storage, string process, Func<StorageRequest, int, bool> at, StorageFault? then = null) =>
        storage.Interceptor = async request =>
        {
            if (request.Process != process || goOn.Task.IsCompleted)
            {
                return null;
            }

            var isIt = !reached.Task.IsCompleted && at(request, Interlocked.Increment(ref count)) && reached.TrySetResult();
            if (reached.Task.IsCompleted)
            {
                await goOn.Task;
            }

            return isIt ? then : null;
        };

    /// <summary>Runs the deed up to the pause, then what happens meanwhile, then the rest of the deed.</summary>
    /// <returns>What the deed threw, and whether the pause was reached.</returns>
    public async Task<(Exception? Thrown, bool Reached)> RunAsync(World world, Func<World, Task> deed, Func<Task> meanwhile)
    {
        var running = Task.Run(async () => await Record.ExceptionAsync(() => deed(world)));
        await Task.WhenAny(running, reached.Task);
        await meanwhile();
        goOn.SetResult();
        return (await running, reached.Task.IsCompleted);
    }
}
