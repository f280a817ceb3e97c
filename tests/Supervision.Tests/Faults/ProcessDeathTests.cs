using Supervision.InMemoryStorage;

namespace Supervision.Tests.Faults;

/// <summary>A process dies before and after every request it makes to storage; whoever comes after it must bring everything to the same end.</summary>
public sealed class ProcessDeathTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("sweep")]
    [InlineData("relay")]
    [InlineData("relay-end")]
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
    public async Task Leaves_nothing_undone_and_nothing_done_twice(string name)
    {
        var deed = Deed.Named(name);
        var stage = await deed.From();
        var (requests, done) = await Faultless.RunAsync(deed);
        var without = deed.HasCaller ? await Faultless.WithoutAsync(deed) : done;
        var points = 0;

        for (var k = 1; k <= requests; k++)
        {
            foreach (var fault in new[] { StorageFault.DieBefore, StorageFault.DieAfter })
            {
                foreach (var repeats in deed.HasCaller ? new[] { true, false } : [false])
                {
                    await using var scene = stage.Play();
                    var victim = await scene.StartAsync("victim");
                    var count = 0;
                    scene.Storage.Interceptor = request =>
                        ValueTask.FromResult(request.Process == "victim" && Interlocked.Increment(ref count) == k ? fault : null);
                    // Some deeds report what failed instead of throwing it.
                    await Record.ExceptionAsync(() => deed.DoAsync(victim));
                    Assert.True(count >= k);
                    scene.Storage.Interceptor = null;
                    scene.AllowRepeatsOfUnmarkedMails();
                    points++;

                    var successor = await scene.StartAsync("successor");
                    if (repeats)
                    {
                        await deed.DoAsync(successor);
                    }

                    var end = await scene.SettleAsync(successor);

                    Differences.Check([done, .. repeats ? Array.Empty<Picture>() : [without]], end, $"{name} {k} {(fault == StorageFault.DieBefore ? "before" : "after")} {repeats}");
                }
            }
        }

        output.WriteLine($"{name}: {requests} requests, {points} deaths.");
    }
}
