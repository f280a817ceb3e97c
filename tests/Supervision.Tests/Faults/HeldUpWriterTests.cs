using Supervision.InMemoryStorage;
using Supervision.Tests.Worlds;

namespace Supervision.Tests.Faults;

/// <summary>
/// A writer is held up before a write, for minutes or a day, while another process sweeps and relays every few minutes and so judges the agenda
/// rows that the writer asked for. Nothing may be lost, even when the answer to the late write is lost too.
/// </summary>
public sealed class HeldUpWriterTests(ITestOutputHelper output)
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(20), TimeSpan.FromHours(25),
    ];

    [Theory]
    [InlineData("sweep")]
    [InlineData("upload-matched")]
    [InlineData("upload-unmatched")]
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
    public async Task Loses_nothing(string name)
    {
        var deed = Deed.Named(name);
        var stage = await deed.From();
        var points = 0;

        foreach (var pause in Pauses)
        {
            Picture[] allowed = [await InTurnAsync(deed, pause, first: true), await InTurnAsync(deed, pause, first: false)];
            foreach (var losesAnswer in new[] { false, true })
            {
                for (var (w, reached) = (1, true); reached; w++)
                {
                    await using var scene = stage.Play();
                    var writer = await scene.StartAsync("writer");
                    var other = await scene.StartAsync("other");
                    var writes = 0;
                    var held = new Pause(
                        scene.Storage,
                        "writer",
                        (request, _) => IsCommit(request) && Interlocked.Increment(ref writes) == w,
                        losesAnswer ? StorageFault.AnswerLost : null);
                    (var thrown, reached) = await held.RunAsync(writer, deed.DoAsync, () => PassAsync(scene, other, pause));
                    points += reached ? 1 : 0;

                    Assert.True(thrown is null, $"{name} {w} {pause}: {thrown}");
                    Differences.Check(allowed, await scene.SettleAsync(other), $"{name} {w} {pause} {losesAnswer}");
                }
            }
        }

        output.WriteLine($"{name}: {points} pauses.");
    }

    private static bool IsCommit(StorageRequest request) => request.IsWrite && request.Container is "supervision" or "register";

    private static async Task<Picture> InTurnAsync(Deed deed, TimeSpan pause, bool first)
    {
        await using var scene = (await deed.From()).Play();
        var world = await scene.StartAsync("only");
        if (first)
        {
            await deed.DoAsync(world);
        }

        await PassAsync(scene, world, pause);
        if (!first)
        {
            await deed.DoAsync(world);
        }

        return await scene.SettleAsync(world);
    }

    private static async Task PassAsync(Scene scene, World other, TimeSpan pause)
    {
        await Scene.WorkAsync(other);
        if (pause > TimeSpan.FromMinutes(16))
        {
            scene.Clock.Advance(TimeSpan.FromMinutes(16));
            await Scene.WorkAsync(other);
            pause -= TimeSpan.FromMinutes(16);
        }

        scene.Clock.Advance(pause);
        await Scene.WorkAsync(other);
    }
}
