using Supervision.InMemoryStorage;

namespace Supervision.Tests.Faults;

/// <summary>One request to storage goes wrong, once or for as long as the SDK tries; the process lives on and the caller tries again if told to.</summary>
public sealed class LostAnswerTests(ITestOutputHelper output)
{
    private static readonly (string Name, bool Persists, Func<StorageRequest, bool>? Where, StorageFault Fault)[] Faults =
    [
        ("answer lost", false, null, StorageFault.AnswerLost),
        ("answer lost each time", true, null, StorageFault.AnswerLost),
        ("connection lost each time", true, null, StorageFault.ConnectionLost),
        ("busy", false, null, StorageFault.Answer(503)),
        ("busy each time", true, null, StorageFault.Answer(503)),
        ("time-out", false, null, StorageFault.Timeout),
        ("time-out each time", true, null, StorageFault.Timeout),
        ("changed meanwhile", false, MayLoseRace, StorageFault.Answer(412, "UpdateConditionNotSatisfied")),
        ("there already", false, Inserts, StorageFault.Answer(409, "EntityAlreadyExists")),
        ("container goes", true, request => request.Operation == StorageOperation.PutBlob, StorageFault.Answer(409, "ContainerBeingDeleted")),
    ];

    [Theory]
    [InlineData("sweep")]
    [InlineData("relay")]
    [InlineData("upload-matched")]
    [InlineData("upload-unmatched")]
    [InlineData("upload-repeated")]
    [InlineData("upload-in-parts")]
    [InlineData("upload-figures")]
    [InlineData("withdraw-figures")]
    [InlineData("match-further")]
    [InlineData("withdraw-further")]
    [InlineData("confirm")]
    [InlineData("import")]
    [InlineData("new-version")]
    [InlineData("decide-version")]
    [InlineData("return")]
    [InlineData("acknowledge")]
    [InlineData("repeal")]
    [InlineData("withdraw-ending")]
    public async Task Makes_a_deed_fail_cleanly_or_succeed_and_changes_nothing_of_its_end(string name)
    {
        var deed = Deed.Named(name);
        var stage = await deed.From();
        var (requests, done) = await Faultless.RunAsync(deed);
        var points = 0;
        var failed = 0;

        for (var k = 1; k <= requests; k++)
        {
            foreach (var (fault, persists, where, what) in Faults)
            {
                // What the client library itself tries again is tried at every third request.
                if (fault is "busy" or "time-out" && k % 3 != 0)
                {
                    continue;
                }

                await using var scene = stage.Play();
                var world = await scene.StartAsync("victim");
                StorageRequest? struck = null;
                var count = 0;
                scene.Storage.Interceptor = request =>
                {
                    if (request.Attempt > 1)
                    {
                        return ValueTask.FromResult(persists && struck is not null && IsSame(request, struck) ? what : null);
                    }

                    if (Interlocked.Increment(ref count) != k || where?.Invoke(request) == false)
                    {
                        return ValueTask.FromResult<StorageFault?>(null);
                    }

                    struck = request;
                    return ValueTask.FromResult<StorageFault?>(what);
                };
                var thrown = await Record.ExceptionAsync(() => deed.DoAsync(world));
                scene.Storage.Interceptor = null;
                if (struck is null)
                {
                    continue;
                }

                points++;
                scene.AllowRepeatsOfUnmarkedMails();
                if (thrown is not null)
                {
                    failed++;
                    Assert.True(persists && struck.Operation != StorageOperation.DeleteBlob, $"{name} {k} {fault}: {struck} {thrown}");
                    Assert.False(thrown is Xunit.Sdk.XunitException or NullReferenceException or InvalidOperationException, $"{name} {k} {fault}: {struck} {thrown}");
                    await deed.DoAsync(world);
                }

                Differences.Check([done], await scene.SettleAsync(world), $"{name} {k} {fault} {struck}");
            }
        }

        output.WriteLine($"{name}: {points} faults, {failed} of them seen by the caller.");
    }

    private static bool IsSame(StorageRequest one, StorageRequest other) =>
        one.Operation == other.Operation && one.Container == other.Container && one.PartitionKey == other.PartitionKey && one.Key == other.Key;

    private static bool MayLoseRace(StorageRequest request) =>
        request.Operation is StorageOperation.UpdateEntity or StorageOperation.Transaction or StorageOperation.DeleteEntity;

    /// <summary>The service answers so only where something is to be inserted.</summary>
    private static bool Inserts(StorageRequest request) => request.Changes.Any(change => change.Operation == StorageOperation.InsertEntity);
}
